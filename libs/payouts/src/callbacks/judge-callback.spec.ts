import type { CallbackHint } from '#libs/providers';
import { SEALED } from '../../../../test/support/new-payout.js';
import { differences, judgeCallback, newestHint } from './judge-callback.js';

describe('the hint that is kept', () => {
  const after = (...hints: CallbackHint[]) => hints.reduce(newestHint, null as ReturnType<typeof newestHint>);

  it.each([
    [['paid', 'failed'], 'failed'],
    [['failed', 'paid'], 'paid'],
    [['paid', 'returned'], 'returned'],
    [['returned', 'paid'], 'returned'],
    [['paid', 'pending'], 'paid'],
    [['failed', 'pending'], 'failed'],
    [['returned', 'pending'], 'returned'],
    [['pending', 'paid'], 'paid'],
    [['pending', 'unknown'], 'pending'],
    [['unknown'], null],
  ] as [CallbackHint[], string | null][])('of %j is %s', (hints, kept) => {
    expect(after(...hints)).toBe(kept);
  });
});

describe('what a callback repeats of the order', () => {
  const hash = (number: string) => SEALED.destinationHash(number);
  const order = { amount: '50000', bankCode: '014', destinationHash: hash('0812-3456-7890') };
  const nothing = { amount: null, bankCode: null, destinationHash: null };

  it.each([
    ['has no order data', {}, []],
    ['says the same', { amount: '50000', bankCode: '014', accountNumber: '081234567890' }, []],
    ['lost the leading zero', { accountNumber: '81234567890' }, []],
    ['has the country code', { accountNumber: '+6281234567890' }, []],
    ['has another amount', { amount: '50001' }, ['amount']],
    ['has another bank', { bankCode: '008' }, ['bankCode']],
    ['has another account', { accountNumber: '081234567891' }, ['accountNumber']],
    ['has no digits', { accountNumber: '' }, ['accountNumber']],
    ['differs in all', { amount: '1', bankCode: '1', accountNumber: '1' }, ['amount', 'bankCode', 'accountNumber']],
  ] as [string, object, string[]][])('when it %s', (_what, content, differing) => {
    const { accountNumber = null, ...others } = content as { accountNumber?: string };
    const destinationHash = accountNumber && hash(accountNumber).toString('hex');
    expect(differences({ ...nothing, ...others, destinationHash }, order)).toEqual(differing);
  });

  it('is not compared with what the order does not have', () => {
    expect(differences({ ...nothing, bankCode: '014' }, { ...order, bankCode: null })).toEqual([]);
  });
});

describe('a callback whose transfer is known', () => {
  const attempt = {
    payoutStatus: 'pending',
    proof: null,
    result: null,
    superseded: false,
  } as const;
  const judge = (hint: CallbackHint, differing: object = {}) => judgeCallback({ hint }, { ...attempt, ...differing });

  it.each(['pending', 'review', 'succeeded', 'failed'] as const)('wakes the check of a payout that is %s', (status) => {
    for (const hint of ['paid', 'failed', 'returned', 'unknown'] as const)
      expect(judge(hint, { payoutStatus: status })).toEqual({ kind: 'wake' });
  });

  it('waits for the answer to the transfer', () => {
    expect(judge('paid', { payoutStatus: 'transferring' })).toEqual({ kind: 'early' });
  });

  it.each([
    ['succeeded', 'paid', 'status_check', true],
    ['succeeded', 'paid', 'operator', true],
    ['succeeded', 'paid', 'api_reply', false],
    ['succeeded', 'pending', 'api_reply', true],
    ['failed', 'failed', 'status_check', true],
    ['failed', 'failed', 'api_reply', false],
    ['failed', 'paid', 'status_check', false],
    ['succeeded', 'returned', 'status_check', false],
    ['returned', 'paid', 'status_check', true],
  ] as const)(
    'when it is %s and it says %s, proven by %s: nothing new is %s',
    (payoutStatus, hint, proof, nothingNew) => {
      const verdict = judge(hint, { payoutStatus, proof });
      expect(verdict).toEqual(nothingNew ? { kind: 'done', result: 'nothing_new' } : { kind: 'wake' });
    },
  );

  it.each([
    { superseded: true },
    { result: 'not_sent' },
    { payoutStatus: 'created' },
    { payoutStatus: 'inquired' },
    { payoutStatus: 'cancelled' },
  ])('wakes no worker when the transfer had ended: %j', (ended) => {
    for (const hint of ['failed', 'pending', 'unknown'] as const)
      expect(judge(hint, ended)).toEqual({ kind: 'done', result: 'ended_before' });
    for (const hint of ['paid', 'returned'] as const)
      expect(judge(hint, ended)).toEqual({ kind: 'done', result: 'contradicts' });
  });
});
