import { readFileSync } from 'node:fs';
import { CLEARING_ACCOUNTS, MAGIC_ACCOUNTS } from './magic-accounts.js';

const GUIDE = readFileSync('docs/guides/sandbox.md', 'utf8');

describe('the guide', () => {
  it.each([
    ['Transfer Online', MAGIC_ACCOUNTS, /^\| (87606735\d\d) \|(.*)\|$/gm],
    ['Clearing', CLEARING_ACCOUNTS, /^\| (87606734\d\d) \|(.*)\|$/gm],
  ])('lists every test account of %s as it behaves', (_name, accounts, row) => {
    const rows = [...GUIDE.matchAll(row)].map(([, account, rest]) => [
      account,
      ...(rest ?? '').split('|').map((cell) => cell.replaceAll('*', '').trim()),
    ]);
    const expected = [...accounts].map(([account, { inquiryCode, transferCode, moves, statusCodes }]) =>
      inquiryCode === '00'
        ? [account, inquiryCode, transferCode, moves ? 'yes' : 'no', statusCodes.join(', ')]
        : [account, inquiryCode, '', '', ''],
    );
    expect(rows).toEqual(expected);
  });
});
