import {
  CONFIRM_WITHIN_MS,
  confirmationStands,
  NO_FACTS,
  needsFacts,
  type StandingPayout,
  standing,
  takesTwoPeople,
  waitingOf,
} from './standing.js';
import { type PayoutStatus, STATUSES } from './status.js';

const AT = new Date('2026-11-21T03:00:00Z');
const LATER = new Date(AT.getTime() + 3_600_000);
const DEADLINE = new Date(AT.getTime() + CONFIRM_WITHIN_MS);
const ONE_PERSON = { twoPeopleFrom: null };
const TWO_PEOPLE = { twoPeopleFrom: 50_000n };

const payout = (fields: Partial<StandingPayout> = {}): StandingPayout => ({
  status: 'inquired',
  amount: 50_000n,
  confirmation: 'automatic',
  nameMatch: 'exact',
  confirmedAt: null,
  confirmedBy: null,
  waitingReason: null,
  waitingUntil: null,
  reviewSince: null,
  updatedAt: AT,
  dueAt: LATER,
  ...fields,
});

const CONFIRMED = { confirmedAt: AT, confirmedBy: 'key:ani' } as const;
const WINDOW = { waitingReason: 'window', waitingUntil: LATER } as const;
const FUNDS = { waitingReason: 'funds', waitingUntil: LATER } as const;

describe('where a payout stands', () => {
  // status, fields, facts, two people? -> standing
  it.each([
    ['created', {}, {}, false, { kind: 'ready' }],
    ['created', WINDOW, {}, false, { kind: 'awaits_window', until: LATER }],
    ['created', FUNDS, {}, false, { kind: 'awaits_funds', until: LATER }],
    ['created', {}, { isDoubted: true }, true, { kind: 'ready' }],

    ['inquired', {}, {}, false, { kind: 'ready' }],
    ['inquired', { nameMatch: 'close' }, {}, false, { kind: 'ready' }],
    ['inquired', { nameMatch: null }, {}, false, { kind: 'ready' }],
    ['inquired', WINDOW, {}, false, { kind: 'awaits_window', until: LATER }],
    [
      'inquired',
      { nameMatch: 'different' },
      {},
      false,
      { kind: 'awaits_approval', why: 'name_differs', until: DEADLINE },
    ],
    [
      'inquired',
      { confirmation: 'manual' },
      {},
      false,
      { kind: 'awaits_approval', why: 'client_asked', until: DEADLINE },
    ],
    ['inquired', { confirmation: 'manual', ...CONFIRMED }, {}, false, { kind: 'ready' }],
    [
      'inquired',
      { confirmation: 'manual', ...CONFIRMED, ...WINDOW },
      {},
      false,
      { kind: 'awaits_window', until: LATER },
    ],
    ['inquired', { nameMatch: 'different', ...CONFIRMED }, {}, false, { kind: 'ready' }],
    // It was sent once without a person, and could not leave: it is attempted again.
    ['inquired', { confirmedAt: AT, confirmedBy: null }, {}, false, { kind: 'ready' }],
    ['inquired', CONFIRMED, { confirmedByMaker: true }, false, { kind: 'ready' }],

    ['inquired', CONFIRMED, { isDoubted: true }, false, { kind: 'doubted', until: DEADLINE }],
    ['inquired', { ...CONFIRMED, ...WINDOW }, { isDoubted: true }, false, { kind: 'doubted', until: DEADLINE }],
    ['inquired', CONFIRMED, { isDoubted: true }, true, { kind: 'doubted', until: DEADLINE }],

    ['inquired', {}, {}, true, { kind: 'awaits_second_person', until: DEADLINE }],
    ['inquired', { confirmedAt: AT, confirmedBy: null }, {}, true, { kind: 'awaits_second_person', until: DEADLINE }],
    ['inquired', CONFIRMED, { confirmedByMaker: true }, true, { kind: 'awaits_second_person', until: DEADLINE }],
    ['inquired', CONFIRMED, {}, true, { kind: 'ready' }],
    ['inquired', { ...CONFIRMED, nameMatch: 'different' }, {}, true, { kind: 'ready' }],

    ['transferring', {}, {}, false, { kind: 'awaits_provider', nextCheckAt: LATER }],
    ['pending', {}, { isDoubted: true }, true, { kind: 'awaits_provider', nextCheckAt: LATER }],
    ['review', { reviewSince: AT }, {}, false, { kind: 'needs_person', since: AT }],
    ['succeeded', {}, {}, true, { kind: 'final' }],
    ['failed', {}, {}, true, { kind: 'final' }],
    ['cancelled', {}, {}, true, { kind: 'final' }],
    ['returned', {}, {}, true, { kind: 'final' }],
  ] as const)('%s %j, knowing %j, two people %s: %j', (status, fields, facts, two, expected) => {
    const stands = standing(payout({ status, ...fields }), { ...NO_FACTS, ...facts }, two ? TWO_PEOPLE : ONE_PERSON);
    expect(stands).toEqual(expected);
  });

  it('is known for every status', () => {
    for (const status of STATUSES) expect(standing(payout({ status }), NO_FACTS, ONE_PERSON).kind).toBeTruthy();
  });
});

describe('what clients see as waiting', () => {
  it.each([
    ['ready', { kind: 'ready' }, null],
    [
      'awaits_approval',
      { kind: 'awaits_approval', why: 'client_asked', until: DEADLINE },
      { reason: 'approval', until: DEADLINE },
    ],
    [
      'awaits_second_person',
      { kind: 'awaits_second_person', until: DEADLINE },
      { reason: 'second_person', until: DEADLINE },
    ],
    ['doubted', { kind: 'doubted', until: DEADLINE }, { reason: 'approval', until: DEADLINE }],
    ['awaits_window', { kind: 'awaits_window', until: LATER }, { reason: 'window', until: LATER }],
    ['awaits_window', { kind: 'awaits_window', until: null }, { reason: 'window', until: null }],
    ['awaits_funds', { kind: 'awaits_funds', until: LATER }, { reason: 'funds', until: LATER }],
    ['awaits_provider', { kind: 'awaits_provider', nextCheckAt: LATER }, null],
    ['needs_person', { kind: 'needs_person', since: AT }, null],
    ['final', { kind: 'final' }, null],
  ] as const)('of one that stands as %s: %j is %j', (_, stands, waiting) => {
    expect(waitingOf(stands)).toEqual(waiting);
  });
});

describe('where a payout stands', () => {
  it('depends on the facts beside its row in those statuses only that are said to need them', () => {
    const known = [NO_FACTS, { isDoubted: true, confirmedByMaker: true }];
    const standings = (status: PayoutStatus) =>
      known.map((facts) => JSON.stringify(standing(payout({ status, ...CONFIRMED }), facts, TWO_PEOPLE)));
    for (const status of STATUSES) expect(new Set(standings(status)).size).toBe(needsFacts({ status }) ? 2 : 1);
  });
});

describe('two people', () => {
  it.each([
    [49_999n, false],
    [50_000n, true],
    [50_001n, true],
  ])('are needed for %s rupiah: %s', (amount, needed) => {
    expect(takesTwoPeople({ amount }, TWO_PEOPLE)).toBe(needed);
    expect(takesTwoPeople({ amount }, ONE_PERSON)).toBe(false);
  });

  it.each([
    [{ confirmedBy: null }, {}, ONE_PERSON, false],
    [{ confirmedBy: 'key:ani' }, {}, ONE_PERSON, true],
    [{ confirmedBy: 'key:ani' }, { isDoubted: true }, ONE_PERSON, false],
    [{ confirmedBy: 'key:ani' }, { confirmedByMaker: true }, ONE_PERSON, true],
    [{ confirmedBy: 'key:ani' }, { confirmedByMaker: true }, TWO_PEOPLE, false],
    [{ confirmedBy: 'operator:budi' }, {}, TWO_PEOPLE, false],
    [{ confirmedBy: 'operator:budi' }, {}, ONE_PERSON, true],
    [{ confirmedBy: 'key:ani' }, {}, TWO_PEOPLE, true],
  ])('a confirmation %j, knowing %j, under %j stands: %s', (confirmed, facts, settings, stands) => {
    expect(confirmationStands(payout(confirmed), { ...NO_FACTS, ...facts }, settings)).toBe(stands);
  });
});
