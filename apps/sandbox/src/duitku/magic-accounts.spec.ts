import { readFileSync } from 'node:fs';
import { MAGIC_ACCOUNTS } from './magic-accounts.js';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('lists every test account as it behaves', () => {
    const rows = [...README.matchAll(/^\| (87606735\d\d) \|(.*)\|$/gm)].map(([, account, rest]) => [
      account,
      ...(rest ?? '').split('|').map((cell) => cell.replaceAll('*', '').trim()),
    ]);
    const expected = [...MAGIC_ACCOUNTS].map(([account, { inquiryCode, transferCode, moves, statusCodes }]) =>
      inquiryCode === '00'
        ? [account, inquiryCode, transferCode, moves ? 'yes' : 'no', statusCodes.join(', ')]
        : [account, inquiryCode, '', '', ''],
    );
    expect(rows).toEqual(expected);
  });
});
