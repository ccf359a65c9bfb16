import { holdsPlace, isHeldUp, shareOut, type Waiter } from './share-out.js';

/** `a1`: the first payout of client a. */
const waiter = (id: string, cost: bigint, more: Partial<Waiter> = {}): Waiter => ({
  id,
  clientId: id.charAt(0),
  cost,
  fundsBalance: null,
  awaitsPerson: false,
  ...more,
});

describe('a payout that the balance covers', () => {
  it.each<[string, bigint, Waiter[], boolean]>([
    ['goes on when none waits', 100n, [], false],
    ['goes on beside itself', 100n, [waiter('a1', 100n)], false],
    ['waits behind an earlier one of its client, whatever is left', 1_000n, [waiter('a0', 1n)], true],
    ['goes on when there is enough for the first of another client as well', 150n, [waiter('b1', 50n)], false],
    ['waits when there is not', 149n, [waiter('b1', 50n)], true],
    ['leaves another client no more than its share', 200n, [waiter('b1', 9_007_199_254_740_991n)], false],
    ['leaves two others no more than a third each', 300n, [waiter('b1', 5_000n), waiter('c1', 5_000n)], false],
    [
      'waits when the shares of the others take what it needs',
      290n,
      [waiter('b1', 5_000n), waiter('c1', 5_000n)],
      true,
    ],
  ])('%s', (_, available, ahead, expected) => {
    expect(isHeldUp(waiter('a1', 100n), available, ahead)).toBe(expected);
  });
});

describe('a payout that waits', () => {
  it.each<[string, bigint, bigint | null, bigint, bigint, boolean]>([
    ['holds its place', 300n, null, 100n, 300n, true],
    ['holds none when no balance that was ever seen covers it', 301n, null, 100n, 300n, false],
    ['holds none when it was refused at a balance that covers it', 100n, 200n, 200n, 300n, false],
    ['holds its place again when the balance has risen since', 100n, 200n, 201n, 300n, true],
    ['holds its place when it was refused at a balance that does not cover it', 250n, 200n, 200n, 300n, true],
  ])('%s', (_, cost, fundsBalance, available, highest, expected) => {
    expect(holdsPlace({ cost, fundsBalance }, { available, highest })).toBe(expected);
  });
});

describe('a new reading of the balance', () => {
  const MAX = 9_007_199_254_740_991n;

  it.each<[string, bigint, Waiter[], string[]]>([
    ['that covers the first two', 300n, [waiter('a1', 100n), waiter('a2', 200n), waiter('a3', 1n)], ['a1', 'a2']],
    ['that does not cover the first of a client', 300n, [waiter('a1', 400n), waiter('a2', 1n)], []],
    ['that does not cover the first of one client', 300n, [waiter('a1', 400n), waiter('b1', 150n)], ['b1']],
    ['of which another client needs more than its share', 300n, [waiter('a1', 400n), waiter('b1', 151n)], []],
    [
      'that covers a part of what each client wants',
      300n,
      [waiter('a1', 100n), waiter('a2', 100n), waiter('a3', 100n), waiter('b1', 50n), waiter('b2', 50n)],
      ['a1', 'b1', 'a2', 'b2'],
    ],
    ['that no longer covers what can never be covered', 300n, [waiter('a1', MAX), waiter('a2', 300n)], ['a2']],
    [
      'at which one was refused, who holds up no other',
      300n,
      [waiter('a1', 100n, { fundsBalance: 300n }), waiter('a2', 200n)],
      ['a2'],
    ],
    ['that has risen for one that was refused', 300n, [waiter('a1', 100n, { fundsBalance: 299n })], ['a1']],
    [
      'while one awaits a person, who needs no money now',
      300n,
      [waiter('a1', MAX, { awaitsPerson: true }), waiter('a2', 300n)],
      ['a1', 'a2'],
    ],
  ])('%s', (_, available, waiters, expected) => {
    expect([...shareOut({ available, highest: 1_000n }, waiters).released].sort()).toEqual([...expected].sort());
  });

  it('says which payouts others wait behind, and which one waits although the balance covers it', () => {
    const waiters = [waiter('a1', MAX), waiter('a2', 400n), waiter('a3', 10n), waiter('b1', 400n), waiter('b2', 20n)];
    const { holding, covered } = shareOut({ available: 300n, highest: 500n }, waiters);
    expect(holding).toEqual(new Set(['a2', 'a3', 'b1', 'b2']));
    expect(covered).toBe('a3');
  });

  it('of 1,000 payouts takes no noticeable time', () => {
    const waiters = Array.from({ length: 1_000 }, (_, index) => waiter(`${'abcde'.charAt(index % 5)}${index}`, 10n));
    expect(shareOut({ available: 5_000n, highest: 5_000n }, waiters).released.size).toBe(500);
  });
});
