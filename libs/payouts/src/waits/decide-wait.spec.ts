import { makeFacts, makePayout, NOW_AT } from '../testing/make-payout.js';
import { type ChosenRail, decideWait, giveUpWaiting, isProvidersFault, waitForFunds } from './decide-wait.js';

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

describe('a payout that is refused while it lacks no more than money', () => {
  const payout = makePayout({ rail: 'south.send', provider: 'south' });
  const providerMessage = { code: '-510', message: 'Insufficient funds' };
  const set = { waitingReason: 'funds', fundsSince: NOW_AT } as const;

  it.each([
    ['on its rail', 'south.send', 'waits_for_funds'],
    ['on the rail that lacked the money, when another refuses its account', 'north.fast', 'invalid_account'],
  ] as const)('waits for funds %s', (_, rail, because) => {
    const wait = { rail, set: { ...set, rail, provider: rail.split('.')[0] as string }, dueInMs: HOUR_MS };
    expect(waitForFunds(payout, wait, { because: 'invalid_account', providerMessage })).toMatchObject({
      move: {
        event: 'rerouted',
        detail: { because, from: 'south.send', to: rail, code: '-510' },
        set: { rail, waitingReason: 'funds', nameMatch: null },
        dueInMs: HOUR_MS,
      },
    });
  });
});

it.each([
  ['invalid_account', false],
  ['blacklisted', false],
  ['declined', false],
  ['bank_unavailable', true],
  ['limit_exceeded', true],
  ['misconfigured', true],
  ['insufficient_funds', true],
  ['expired', true],
] as const)('a payout that is refused as %s looks for another rail: %s', (reason, looks) => {
  expect(isProvidersFault(reason)).toBe(looks);
});
