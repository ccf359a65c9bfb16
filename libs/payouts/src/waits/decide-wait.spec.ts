import { makeFacts, makePayout, NOW_AT } from '../testing/make-payout.js';
import { type ChosenRail, coveredBy, decideWait, giveUpWaiting } from './decide-wait.js';

const HOUR_MS = 3_600_000;
const UNTIL = new Date(NOW_AT.getTime() + HOUR_MS);
const OTHER = { kind: 'chosen', rail: 'doku.kirim', provider: 'doku', verdicts: [] } as unknown as ChosenRail;

describe('a payout whose rail cannot carry it now', () => {
  it('waits for the hours of its rail, and looks again every ten minutes: the calendar may change', () => {
    expect(decideWait(makePayout(), { reason: 'window', until: UNTIL }, null, NOW_AT)).toEqual({
      kind: 'aside',
      dueInMs: 600_000,
      tries: 'from_zero',
      set: { waitingReason: 'window', waitingUntil: UNTIL },
    });
  });

  it.each([
    [null, { fundsSince: NOW_AT }],
    [new Date(0), {}],
  ])('waits for funds from its first place in the queue on (%s)', (fundsSince, queued) => {
    expect(decideWait(makePayout({ fundsSince }), { reason: 'funds', until: UNTIL }, null, NOW_AT)).toEqual({
      kind: 'aside',
      dueInMs: HOUR_MS,
      tries: 'from_zero',
      set: { waitingReason: 'funds', waitingUntil: UNTIL, ...queued },
    });
  });

  it.each([
    ['window', 'window_closed'],
    ['funds', 'short_balance'],
  ] as const)('takes another rail instead of waiting for %s', (reason, because) => {
    expect(decideWait(makePayout(), { reason, until: UNTIL }, OTHER, NOW_AT)).toMatchObject({
      move: { event: 'rerouted', detail: { because }, set: { rail: 'doku.kirim' } },
    });
  });

  it('is cancelled when no funds came in time, unless a command came in between', () => {
    const decision = giveUpWaiting(makePayout({ fundsSince: new Date(0) }), makeFacts({ hasRefusedAttempt: true }));
    expect(decision).toMatchObject({
      move: {
        event: 'cancelled',
        unlessWanted: true,
        dueInMs: 24 * HOUR_MS,
        detail: { since: new Date(0).toISOString() },
      },
    });
  });
});

describe('a new balance', () => {
  const waiter = (amount: bigint, fundsBalance: bigint | null = null) => makePayout({ amount, fundsBalance });
  const covered = (available: bigint | null, ...waiters: ReturnType<typeof waiter>[]) =>
    coveredBy(available, waiters, ({ amount }) => amount).map(({ amount }) => amount);

  it.each([
    ['is unknown', null, [waiter(1n)], []],
    ['covers the first two', 300n, [waiter(100n), waiter(200n), waiter(1n)], [100n, 200n]],
    ['does not cover the first, which is not overtaken', 300n, [waiter(400n), waiter(1n)], []],
    [
      'has not risen for one that was refused at it, who holds up no other',
      300n,
      [waiter(100n, 300n), waiter(200n)],
      [200n],
    ],
    ['has risen for one that was refused', 300n, [waiter(100n, 299n)], [100n]],
  ])('that %s releases', (_, available, waiters, expected) => {
    expect(covered(available, ...waiters)).toEqual(expected);
  });
});
