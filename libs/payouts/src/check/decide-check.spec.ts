import type { StatusOutcome } from '#libs/providers';
import { makePayout, NOW_AT } from '../testing/make-payout.js';
import { type AgedAttempt, type CheckSettings, decideCheck, withCallback } from './decide-check.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WORDS = { code: '00', message: 'OK' };
const SETTINGS: CheckSettings = {
  statusCheckDelaysMs: [10_000, 30_000],
  reviewAfterMs: DAY_MS,
  notFoundAfterMs: HOUR_MS,
  mayStayOpenMs: 0,
  settledAt: () => null,
  now: NOW_AT,
};

const attempt = (fields: Partial<AgedAttempt> = {}) =>
  ({ ageMs: 5 * MINUTE_MS, notFoundCount: 0, ...fields }) as AgedAttempt;
const known = (kind: string, more: object = {}) => ({
  outcome: { kind, providerMessage: WORDS, ...more } as StatusOutcome,
  proof: 'status_check' as const,
});
const refused = (more: object = {}) => known('refused', { reason: 'declined', certainty: 'definite', ...more });
const PENDING = { status: 'pending', pendingReason: 'ambiguous' } as const;
const SUCCEEDED = { status: 'succeeded', proof: 'api_reply', completedAt: NOW_AT } as const;
const FAILED = { status: 'failed', proof: 'api_reply', completedAt: NOW_AT } as const;

describe('a status check', () => {
  // payout, what the provider says -> the event, or the wait
  it.each([
    [PENDING, known('paid'), { event: 'paid', set: { proof: 'status_check' }, dueInMs: DAY_MS }],
    [PENDING, refused(), { event: 'refused', set: { failureCode: 'declined', proof: 'status_check' } }],
    [PENDING, known('returned'), { event: 'refused', set: { failureCode: 'returned' } }],
    [{ status: 'review', reviewReason: 'unresolved' }, known('paid'), { event: 'paid' }],
    [SUCCEEDED, known('returned'), { event: 'returned', dueInMs: null }],
    [SUCCEEDED, refused(), { event: 'contradicted', set: { reviewReason: 'contradicted' } }],
    [FAILED, known('paid'), { event: 'contradicted', set: { reviewReason: 'contradicted' } }],
  ] as const)('of %j that says %j moves it', (payout, says, expected) => {
    expect(decideCheck(makePayout(payout), attempt(), says, SETTINGS).decision).toMatchObject({
      kind: 'move',
      move: { ...expected, by: { lease: 'ended' } },
    });
  });

  it.each([
    [PENDING, known('processing'), 10_000],
    [{ ...PENDING, tries: 5 }, known('processing'), 30_000],
    [PENDING, known('no_information'), 10_000],
    [PENDING, known('not_found'), 10_000],
    [SUCCEEDED, known('processing'), DAY_MS],
    [SUCCEEDED, known('not_found'), DAY_MS],
    [FAILED, known('no_information'), DAY_MS],
    [{ status: 'review', reviewReason: 'not_found' }, known('not_found'), DAY_MS],
    [{ status: 'review', reviewReason: 'contradicted' }, known('paid'), DAY_MS],
  ] as const)('of %j that says %j is asked again in %d ms', (payout, says, dueInMs) => {
    expect(decideCheck(makePayout(payout), attempt(), says, SETTINGS).decision).toMatchObject({
      kind: 'aside',
      tries: 'counted',
      dueInMs,
    });
  });

  it.each(['api_reply', 'callback'] as const)(
    'that agrees with a final status proves it, when it rested on %s',
    (proof) => {
      const { decision } = decideCheck(makePayout({ ...SUCCEEDED, proof }), attempt(), known('paid'), SETTINGS);
      const detail = { from: proof, to: 'status_check', outcome: 'paid', ...WORDS };
      expect(decision).toMatchObject({
        kind: 'move',
        move: { event: 'proven', set: { proof: 'status_check' }, detail },
      });
    },
  );

  it('that proves a failure keeps why it failed', () => {
    const failure = { failureCode: 'declined', failureMessage: 'No', failureProviderCode: '-1' } as const;
    const { decision } = decideCheck(makePayout({ ...FAILED, ...failure }), attempt(), refused(), SETTINGS);
    expect(decision).toMatchObject({
      kind: 'move',
      move: { event: 'proven', set: { proof: 'status_check', ...failure } },
    });
  });

  it.each(['status_check', 'operator'] as const)(
    'that agrees with a final status changes nothing that rests on %s',
    (proof) => {
      const { decision } = decideCheck(makePayout({ ...SUCCEEDED, proof }), attempt(), known('paid'), SETTINGS);
      expect(decision).toMatchObject({ kind: 'aside', tries: 'counted' });
      expect(decision).not.toHaveProperty('set');
    },
  );

  it('does not take the words of a bank for a refusal in the first minute', () => {
    const says = refused({ certainty: 'when_aged' });
    const decide = (ageMs: number) => decideCheck(makePayout(PENDING), attempt({ ageMs }), says, SETTINGS).decision;
    expect(decide(MINUTE_MS - 1)).toMatchObject({ kind: 'aside' });
    expect(decide(MINUTE_MS)).toMatchObject({ move: { event: 'refused' } });
  });
});

describe('"not found"', () => {
  const says = known('not_found');
  // age of the transfer, counted so far -> counted now, and whether a person is needed
  it.each([
    [14 * MINUTE_MS, 0, 0, false],
    [15 * MINUTE_MS, 0, 1, false],
    [59 * MINUTE_MS, 5, 6, false],
    [60 * MINUTE_MS, 1, 2, false],
    [60 * MINUTE_MS, 2, 3, true],
  ])(
    '%d ms after the send, counted %d times: counts %d, review %s, and never failed',
    (ageMs, before, after, review) => {
      const aged = attempt({ ageMs, notFoundCount: before });
      const { decision, notFoundCount } = decideCheck(makePayout(PENDING), aged, says, SETTINGS);
      expect(notFoundCount).toBe(after);
      expect(decision).toMatchObject(
        review ? { move: { event: 'escalated', set: { reviewReason: 'not_found' } } } : { kind: 'aside' },
      );
    },
  );

  it('counts from zero again after any other outcome, except silence', () => {
    const aged = attempt({ ageMs: 30 * MINUTE_MS, notFoundCount: 2 });
    expect(decideCheck(makePayout(PENDING), aged, known('processing'), SETTINGS).notFoundCount).toBe(0);
    expect(decideCheck(makePayout(PENDING), aged, known('no_information'), SETTINGS).notFoundCount).toBe(2);
  });
});

describe('an unresolved transfer', () => {
  it.each([
    ['ambiguous', 0, DAY_MS - 1, false],
    ['ambiguous', 0, DAY_MS, true],
    ['ambiguous', 3 * DAY_MS, DAY_MS, true],
    ['accepted', 3 * DAY_MS, DAY_MS, false],
    ['accepted', 3 * DAY_MS, 3 * DAY_MS, true],
  ] as const)(
    'that is %s and may stay open %d ms needs a person after %d ms: %s',
    (pendingReason, mayStayOpenMs, ageMs, review) => {
      const payout = makePayout({ status: 'pending', pendingReason });
      const { decision } = decideCheck(payout, attempt({ ageMs }), known('processing'), { ...SETTINGS, mayStayOpenMs });
      expect(decision).toMatchObject(
        review ? { move: { event: 'escalated', set: { reviewReason: 'unresolved' } } } : { kind: 'aside' },
      );
    },
  );

  it('is asked about no later than when its time is up', () => {
    const { decision } = decideCheck(
      makePayout(PENDING),
      attempt({ ageMs: DAY_MS - 1_000 }),
      known('processing'),
      SETTINGS,
    );
    expect(decision).toMatchObject({ dueInMs: 1_000 });
  });
});

describe('a callback at the secret address of a transfer', () => {
  const silent = { kind: 'no_information', providerMessage: WORDS } as StatusOutcome;
  it.each([
    ['paid', 'paid', 'callback'],
    ['failed', 'refused', 'callback'],
    ['returned', 'returned', 'callback'],
    ['pending', 'no_information', 'status_check'],
    [null, 'no_information', 'status_check'],
  ] as const)('that said %s replaces a status check without information: %s, proof %s', (callbackHint, kind, proof) => {
    expect(withCallback(silent, { callbackHint })).toMatchObject({ outcome: { kind }, proof });
  });

  it('has no effect when the status check has a result, and on other rails', () => {
    const paid = { kind: 'paid', providerMessage: WORDS } as StatusOutcome;
    expect(withCallback(paid, { callbackHint: 'failed' })).toEqual({ outcome: paid, proof: 'status_check' });
    expect(withCallback(silent, null)).toEqual({ outcome: silent, proof: 'status_check' });
  });
});
