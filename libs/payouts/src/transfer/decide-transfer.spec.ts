import type { TransferOutcome } from '#libs/providers';
import { makeFacts, makePayout, NOW_AT } from '../testing/make-payout.js';
import type { ChosenRail } from '../waits/decide-wait.js';
import { type AfterTransfer, decideAfterTransfer, decideBeforeTransfer } from './decide-transfer.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ONE_PERSON = { twoPeopleFrom: null };
const TWO_PEOPLE = { twoPeopleFrom: 50_000n };
const ago = (ms: number) => new Date(NOW_AT.getTime() - ms);
const OPENS = new Date(NOW_AT.getTime() + 2 * HOUR_MS);

describe('an inquired payout', () => {
  const confirmed = { confirmedAt: ago(HOUR_MS), confirmedBy: 'key:ani' };
  const look = (payout: object, facts: object, more: object = {}) =>
    decideBeforeTransfer(makePayout({ status: 'inquired', ...payout }), {
      facts: makeFacts(facts),
      settings: ONE_PERSON,
      openMs: 0,
      closedUntil: null,
      ...more,
    });

  it.each([
    ['automatic', {}, {}, {}],
    ['confirmed', { confirmation: 'manual', ...confirmed }, {}, {}],
    ['confirmed by another, takes two', confirmed, {}, { settings: TWO_PEOPLE }],
    ['due for 23 open hours', confirmed, {}, { openMs: 23 * HOUR_MS }],
  ])('is sent: %s', (_, payout, facts, more) => {
    expect(look(payout, facts, more)).toBe('send');
  });

  it.each([
    ['manual, 1 h after its inquiry', { confirmation: 'manual', updatedAt: ago(HOUR_MS) }, {}, {}, 23 * HOUR_MS],
    ['another name', { nameMatch: 'different', updatedAt: NOW_AT }, {}, {}, DAY_MS],
    ['doubted, 1 h after its confirmation', confirmed, { isDoubted: true }, {}, 23 * HOUR_MS],
    [
      'confirmed by its maker, takes two',
      confirmed,
      { confirmedByMaker: true },
      { settings: TWO_PEOPLE },
      23 * HOUR_MS,
    ],
    ['automatic, takes two', {}, {}, { settings: TWO_PEOPLE }, DAY_MS],
    [
      'doubted while it waited for the hours of its rail, for which it no longer waits',
      { ...confirmed, waitingReason: 'window', waitingUntil: OPENS },
      { isDoubted: true },
      { closedUntil: OPENS },
      23 * HOUR_MS,
    ],
  ])('waits for a person until its time is up: %s', (_, payout, facts, more, dueInMs) => {
    expect(look(payout, facts, more)).toEqual({
      kind: 'aside',
      dueInMs,
      tries: 'counted',
      set: { waitingReason: null, waitingUntil: null },
    });
  });

  it('whose rail is closed waits for its hours, and is looked at every ten minutes', () => {
    expect(look(confirmed, {}, { closedUntil: OPENS })).toEqual({
      kind: 'aside',
      dueInMs: 600_000,
      tries: 'from_zero',
      set: { waitingReason: 'window', waitingUntil: OPENS },
    });
  });

  it.each([
    ['unconfirmed', { confirmation: 'manual', updatedAt: ago(DAY_MS) }, {}, {}, /not confirmed within 24 hours/],
    ['doubted', { confirmedAt: ago(DAY_MS), confirmedBy: 'key:ani' }, { isDoubted: true }, {}, /callback says/],
    ['unreachable for 24 open hours', confirmed, {}, { openMs: DAY_MS }, /could not be reached/],
  ])(
    'is cancelled when its time is up, unless a person has acted since it was claimed: %s',
    (_, payout, facts, more, why) => {
      expect(look(payout, facts, more)).toMatchObject({
        move: { event: 'expired', unlessWanted: true, detail: { reason: expect.stringMatching(why) }, dueInMs: null },
      });
    },
  );
});

describe('the outcome of a transfer', () => {
  const WORDS = { code: '00', message: 'OK' };
  const OTHER = { kind: 'chosen', rail: 'doku.kirim', provider: 'doku', verdicts: [] } as unknown as ChosenRail;
  const fundsWait = { rail: makePayout().rail, set: { waitingReason: 'funds' as const }, dueInMs: DAY_MS };
  const decide = (outcome: object, seen: Partial<AfterTransfer> = {}) =>
    decideAfterTransfer(
      makePayout({ status: 'transferring' }),
      { providerMessage: WORDS, ...outcome } as TransferOutcome,
      {
        facts: makeFacts({ attempts: 1 }),
        statusCheckDelaysMs: [10_000, 30_000],
        other: null,
        fundsWait: null,
        balance: 700n,
        settledAt: null,
        firstCheckAfterMs: 0,
        providerReference: 'D1',
        ...seen,
      },
    );

  it.each([
    ['paid', {}, {}, { event: 'paid', set: { proof: 'api_reply' }, dueInMs: DAY_MS }],
    ['accepted', {}, {}, { event: 'accepted', set: { pendingReason: 'accepted' }, dueInMs: 10_000 }],
    ['accepted', {}, { firstCheckAfterMs: 20_000 }, { event: 'accepted', dueInMs: 20_000 }],
    ['ambiguous', {}, {}, { event: 'ambiguous', set: { pendingReason: 'ambiguous' }, dueInMs: 10_000 }],
    ['not_sent', {}, {}, { event: 'not_sent', set: {}, dueInMs: 10_000 }],
    ['not_sent', {}, { facts: makeFacts({ attempts: 3 }) }, { event: 'not_sent', dueInMs: 30_000 }],
    [
      'refused',
      { reason: 'invalid_account' },
      {},
      { event: 'refused', set: { failureCode: 'invalid_account' }, dueInMs: DAY_MS },
    ],
    ['refused', { reason: 'invalid_account' }, { other: OTHER }, { event: 'refused' }],
    ['refused', { reason: 'bank_unavailable' }, {}, { event: 'refused', set: { failureCode: 'bank_unavailable' } }],
    [
      'refused',
      { reason: 'bank_unavailable' },
      { other: OTHER },
      { event: 'rerouted', set: { rail: 'doku.kirim' }, dueInMs: 0 },
    ],
    [
      'refused',
      { reason: 'insufficient_funds' },
      { fundsWait },
      { event: 'rerouted', set: { waitingReason: 'funds' }, detail: { because: 'waits_for_funds' }, dueInMs: DAY_MS },
    ],
    [
      'refused',
      { reason: 'insufficient_funds' },
      { other: OTHER, fundsWait },
      { event: 'rerouted', set: { rail: 'doku.kirim' }, detail: { balance: '700' } },
    ],
    [
      'refused',
      { reason: 'invalid_account' },
      { fundsWait: { ...fundsWait, rail: 'north.fast' } },
      { event: 'rerouted', set: { waitingReason: 'funds' }, detail: { because: 'invalid_account', to: 'north.fast' } },
    ],
  ])('%s %j, knowing %j', (kind, more, seen, expected) => {
    expect(decide({ kind, ...more }, seen as Partial<AfterTransfer>)).toMatchObject({
      kind: 'move',
      move: { ...expected, by: { lease: 'ended' } },
    });
  });

  it('is never a reason to send again where it is ambiguous, whatever other rail there is', () => {
    expect(decide({ kind: 'ambiguous' }, { other: OTHER })).toMatchObject({ move: { event: 'ambiguous' } });
  });
});
