import type { InquiryOutcome } from '#libs/providers';
import { makeFacts, makePayout } from '../testing/make-payout.js';
import type { ChosenRail } from '../waits/decide-wait.js';
import { decideNotPassed, decidePassed, type FoundOwner, isUnavailableForLong, type Passed } from './decide-inquiry.js';

const SETTINGS = { twoPeopleFrom: null, statusCheckDelaysMs: [10_000, 30_000], leaseMs: 31_000 };
const TWO_PEOPLE = { ...SETTINGS, twoPeopleFrom: 50_000n };
const WORDS = { code: '76', message: 'Invalid account' };
const OTHER = { kind: 'chosen', rail: 'doku.kirim', provider: 'doku', verdicts: [] } as unknown as ChosenRail;
const DAY_MS = 86_400_000;

const passed = {
  kind: 'passed',
  accountName: 'SITI',
  ticket: {},
  providerReference: 'D1',
  fee: 2_500n,
  providerMessage: { code: '00', message: 'OK' },
} as Passed;
const owner = (fields: Partial<FoundOwner> = {}): FoundOwner => ({
  nameMatch: 'exact',
  isConfirmedName: false,
  accountNameSealed: Buffer.from('name'),
  ticketSealed: Buffer.from('ticket'),
  ...fields,
});
const refused = (reason: string) =>
  ({ kind: 'refused', reason, providerMessage: WORDS }) as Exclude<InquiryOutcome, Passed>;
const UNAVAILABLE = { kind: 'unavailable', providerMessage: WORDS } as Exclude<InquiryOutcome, Passed>;

describe('an inquiry that found the account', () => {
  const confirmed = { confirmedAt: new Date(0), confirmedBy: 'key:ani' };
  // payout, what was found, facts, settings -> does the same worker go on, and whose confirmation stands
  it.each([
    ['automatic, exact name', {}, {}, {}, SETTINGS, true, null],
    ['automatic, no name expected', {}, { nameMatch: null }, {}, SETTINGS, true, null],
    ['automatic, close name', {}, { nameMatch: 'close' }, {}, SETTINGS, true, null],
    ['automatic, different name', {}, { nameMatch: 'different' }, {}, SETTINGS, false, null],
    ['manual', { confirmation: 'manual' }, {}, {}, SETTINGS, false, null],
    [
      'confirmed for this name',
      { confirmation: 'manual', ...confirmed },
      { isConfirmedName: true },
      {},
      SETTINGS,
      true,
      'key:ani',
    ],
    ['confirmed for another name', { confirmation: 'manual', ...confirmed }, {}, {}, SETTINGS, false, null],
    ['confirmed, then doubted', confirmed, { isConfirmedName: true }, { isDoubted: true }, SETTINGS, false, null],
    ['automatic, doubted', {}, {}, { isDoubted: true }, SETTINGS, false, null],
    ['automatic, takes two', {}, {}, {}, TWO_PEOPLE, false, null],
    [
      'confirmed by its maker, takes two',
      confirmed,
      { isConfirmedName: true },
      { confirmedByMaker: true },
      TWO_PEOPLE,
      false,
      'key:ani',
    ],
    ['confirmed by another, takes two', confirmed, { isConfirmedName: true }, {}, TWO_PEOPLE, true, 'key:ani'],
    ['it waited for funds', { waitingReason: 'funds' }, {}, {}, SETTINGS, true, null],
  ] as const)('%s', (_, payout, found, facts, settings, goesOn, confirmedBy) => {
    const decision = decidePassed(makePayout(payout), passed, owner(found), makeFacts(facts), settings);
    expect(decision).toMatchObject({
      kind: 'move',
      move: {
        event: 'inquiry_passed',
        by: goesOn ? { lease: 'kept', leaseMs: 31_000 } : { lease: 'ended' },
        dueInMs: goesOn ? 0 : DAY_MS,
        set: { confirmedBy, providerReference: 'D1', fee: 2_500n },
      },
    });
  });
});

describe('an inquiry that did not find the account', () => {
  const NOWHERE = { other: null, fundsWait: null, balance: null };

  it('looks for another rail when the provider did not answer twice', () => {
    expect([0, 1, 2].map((tries) => isUnavailableForLong({ tries }))).toEqual([false, true, true]);
  });

  it('moves to another rail and starts there with an inquiry', () => {
    const decision = decideNotPassed(
      makePayout(),
      refused('bank_unavailable'),
      { ...NOWHERE, other: OTHER },
      makeFacts(),
      SETTINGS,
    );
    expect(decision).toMatchObject({
      move: {
        event: 'rerouted',
        set: { rail: 'doku.kirim', provider: 'doku', ticketSealed: null, fee: null },
        dueInMs: 0,
      },
    });
  });

  it.each([
    ['refused', refused('invalid_account'), 0],
    ['unavailable for the fifth time', UNAVAILABLE, 4],
  ] as const)('%s waits for the funds that another rail lacked, instead of failing', (_, outcome, tries) => {
    const fundsWait = {
      rail: 'doku.kirim',
      set: { rail: 'doku.kirim', waitingReason: 'funds' },
      dueInMs: DAY_MS,
    } as const;
    const decision = decideNotPassed(makePayout({ tries }), outcome, { ...NOWHERE, fundsWait }, makeFacts(), SETTINGS);
    expect(decision).toMatchObject({
      move: { event: 'rerouted', set: { rail: 'doku.kirim', waitingReason: 'funds' }, dueInMs: DAY_MS },
    });
  });

  it('is retried at growing intervals, and fails after five attempts: nothing has moved', () => {
    const decide = (tries: number) =>
      decideNotPassed(makePayout({ tries }), UNAVAILABLE, NOWHERE, makeFacts(), SETTINGS);
    expect([0, 1, 3].map(decide)).toMatchObject([
      { kind: 'aside', tries: 'counted', dueInMs: 10_000, set: { waitingReason: null, waitingUntil: null } },
      { kind: 'aside', dueInMs: 30_000 },
      { kind: 'aside', dueInMs: 30_000 },
    ]);
    expect(decide(4)).toMatchObject({
      move: { event: 'refused', set: { failureCode: 'inquiry_unavailable', proof: 'api_reply' } },
    });
  });

  it.each([
    [false, null],
    [true, DAY_MS],
  ])('fails, and is looked at again only if a transfer of it was refused before (%s)', (hasRefusedAttempt, dueInMs) => {
    const facts = makeFacts({ hasRefusedAttempt });
    const decision = decideNotPassed(makePayout(), refused('invalid_account'), NOWHERE, facts, SETTINGS);
    expect(decision).toMatchObject({
      move: { event: 'refused', dueInMs, set: { failureCode: 'invalid_account', failureProviderCode: '76' } },
    });
  });
});
