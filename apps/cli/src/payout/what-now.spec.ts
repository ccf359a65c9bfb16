import {
  type Beside,
  NO_FACTS,
  NO_FINDINGS,
  NOT_YET_KNOWN,
  Payout,
  STANDING_KINDS,
  type StandingFacts,
  type StandingKind,
  standing,
} from '#libs/payouts';
import { DIFFERENCE_KIND_NAMES, DIFFERENCE_KINDS, Difference } from '#libs/reconciliation';
import { payoutBody, statusText } from './payout-body.js';
import type { ShownPayout } from './shown-payout.js';
import { whatNow } from './what-now.js';

const LATER = new Date('2026-11-21T05:00:00Z');
const BEFORE = new Date('2026-11-21T02:50:00Z');

/** What is known of a payout beside its row, and from which amount on it takes two people. */
interface Known extends Partial<StandingFacts> {
  readonly twoPeopleFrom?: bigint;
}

function shownPayout(fields: Partial<ShownPayout>, { twoPeopleFrom, ...facts }: Known = {}): ShownPayout {
  const payout = Object.assign(new Payout(), NOT_YET_KNOWN, {
    id: '019aa1f2-7c1e-7b53-9a55-6f0d7f3c2b11',
    amount: 50_000n,
    metadata: {},
    outlet: null,
    rail: 'duitku.llg',
    provider: 'duitku',
    confirmation: 'automatic',
    accountNumber: null,
    accountHolderName: 'BUDI SANTOSO',
    recipient: null,
    sender: null,
    accountName: null,
    createdAt: BEFORE,
    updatedAt: BEFORE,
    dueAt: LATER,
    unreadable: null,
    feeExpected: null,
    ...fields,
  });
  const settings = { twoPeopleFrom: twoPeopleFrom ?? null };
  const beside: Beside = {
    standing: standing(payout, { ...NO_FACTS, ...facts }, settings),
    findings: NO_FINDINGS,
    proposal: null,
    ...settings,
  };
  return Object.assign(payout, { beside, warnings: [], unreadable: null });
}

const WINDOW = { waitingReason: 'window', waitingUntil: LATER } as const;
const FUNDS = { waitingReason: 'funds', waitingUntil: LATER } as const;
const UNTIL = LATER.toISOString();
const DECIDE_UNTIL = '2026-11-22T02:50:00.000Z';
const CANCEL = 'To cancel it: salur payout cancel.';
const CONFIRM = `To release it: salur payout confirm. ${CANCEL}`;

// The standing, the payout and what is known of it -> `waiting`, the status in a list, what an operator can do
const CASES: readonly [StandingKind, Partial<ShownPayout>, Known, object | null, string, string | null][] = [
  ['ready', { status: 'created' }, {}, null, 'created', CANCEL],
  [
    'awaits_approval',
    { status: 'inquired', confirmation: 'manual' },
    {},
    { reason: 'approval', until: DECIDE_UNTIL },
    'inquired, waits for approval',
    CONFIRM,
  ],
  [
    'awaits_second_person',
    { status: 'inquired' },
    { twoPeopleFrom: 50_000n },
    { reason: 'second_person', until: DECIDE_UNTIL },
    'inquired, waits for second_person',
    `To release it: POST /v1/payouts/{id}/confirm with a key of another person than its maker. ${CANCEL}`,
  ],
  [
    'doubted',
    { status: 'inquired', ...WINDOW },
    { isDoubted: true },
    { reason: 'approval', until: DECIDE_UNTIL },
    'inquired, waits for approval',
    CONFIRM,
  ],
  [
    'awaits_window',
    { status: 'created', ...WINDOW },
    {},
    { reason: 'window', until: UNTIL },
    'created, waits for window',
    CANCEL,
  ],
  [
    'awaits_funds',
    { status: 'created', ...FUNDS },
    {},
    { reason: 'funds', until: UNTIL },
    'created, waits for funds',
    CANCEL,
  ],
  [
    'awaits_provider',
    { status: 'pending', pendingReason: 'accepted' },
    {},
    null,
    'pending: accepted',
    'To ask the provider now: salur payout check.',
  ],
  [
    'needs_person',
    { status: 'review', reviewReason: 'not_found', reviewSince: BEFORE },
    {},
    null,
    'review: not_found',
    'With proof: salur payout resolve --paid or --failed.',
  ],
  ['final', { status: 'succeeded', completedAt: BEFORE, dueAt: null, proof: 'callback' }, {}, null, 'succeeded', null],
];

describe('what an operator reads of a payout', () => {
  it.each(CASES)('that stands as %s: %j, knowing %j', (kind, fields, known, waiting, status, command) => {
    const payout = shownPayout(fields, known);
    const { explanation, ...body } = payoutBody(payout, null);
    expect(explanation.standing).toBe(kind);
    expect(body.waiting).toEqual(waiting);
    expect(statusText(payout)).toBe(status);
    const sentences = [explanation.why, explanation.next, command].filter((each) => each !== null);
    expect(whatNow({ payout, differences: [] }, 'en')).toEqual(sentences);
  });

  it('is known for every standing, and explained in both languages', () => {
    expect(CASES.map(([kind]) => kind)).toEqual(STANDING_KINDS);
    const payout = shownPayout({ status: 'created', ...WINDOW });
    expect(whatNow({ payout, differences: [] }, 'id')[0]).toBe('duitku.llg tutup sampai 2026-11-21 12:00:00 WIB.');
    expect(payoutBody(payout, null, 'id').explanation.why).toBe('duitku.llg tutup sampai 2026-11-21 12:00:00 WIB.');
  });

  it('says of each open difference what it means and what to do, and nothing of closed ones', () => {
    for (const kind of DIFFERENCE_KIND_NAMES) {
      const open = Object.assign(new Difference(), { id: 'a-difference', kind, provider: 'duitku', status: 'open' });
      const closed = Object.assign(new Difference(), { ...open, id: 'an-old-one', status: 'closed' });
      const payout = shownPayout({ status: 'succeeded', completedAt: BEFORE });
      const sentences = whatNow({ payout, differences: [closed, open] }, 'en');
      expect(sentences.at(-1)).toMatch(
        /^The statement of duitku differs \(\w+\): .* See: salur difference show a-difference\.$/,
      );
      expect(sentences.at(-1)).toContain(DIFFERENCE_KINDS[kind].remedy);
      expect(sentences.join()).not.toContain('an-old-one');
    }
  });
});
