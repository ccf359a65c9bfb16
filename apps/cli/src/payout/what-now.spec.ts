import {
  NO_FACTS,
  NOT_YET_KNOWN,
  Payout,
  type PayoutEvent,
  STATUSES,
  type Standing,
  type StandingFacts,
  standing,
} from '#libs/payouts';
import { DIFFERENCE_KIND_NAMES, DIFFERENCE_KINDS, Difference } from '#libs/reconciliation';
import { payoutBody, statusText } from './payout-body.js';
import type { ShownPayout } from './shown-payout.js';
import { type Explained, whatNow } from './what-now.js';

const NOW = new Date('2026-11-21T03:00:00Z');
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
    ...fields,
  });
  const settings = { twoPeopleFrom: twoPeopleFrom ?? null };
  return Object.assign(payout, { standing: standing(payout, { ...NO_FACTS, ...facts }, settings), warnings: [] });
}

function explained(fields: Partial<ShownPayout>, more: Partial<Explained> = {}): Explained {
  return { payout: shownPayout(fields), events: [], attempts: [], exchanges: [], differences: [], ...more };
}

const NOT_UNDER_WAY = 'No transfer of it is under way. To cancel it: salur payout cancel.';

const said = (fields: Partial<ShownPayout>, more: Partial<Explained> = {}) =>
  whatNow(explained(fields, more), NOW).join('\n');

describe('where a payout stands', () => {
  it('has sentences for every status', () => {
    for (const status of STATUSES) {
      for (const sentence of whatNow(explained({ status }), NOW)) expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('says of each open difference what it means and what to do, and nothing of closed ones', () => {
    for (const kind of DIFFERENCE_KIND_NAMES) {
      const open = Object.assign(new Difference(), { id: 'a-difference', kind, provider: 'duitku', status: 'open' });
      const closed = Object.assign(new Difference(), { ...open, id: 'an-old-one', status: 'closed' });
      const sentences = whatNow(explained({ status: 'succeeded' }, { differences: [closed, open] }), NOW);
      expect(sentences.at(-1)).toMatch(
        /^The statement of duitku differs \(\w+\): .* See: salur difference show a-difference\.$/,
      );
      expect(sentences.at(-1)).toContain(DIFFERENCE_KINDS[kind].remedy);
      expect(sentences.join()).not.toContain('an-old-one');
    }
  });

  it.each<[Partial<ShownPayout>, string]>([
    [
      { status: 'created', waitingReason: 'window', waitingUntil: LATER },
      'It waits: duitku.llg is closed until 2026-11-21 12:00:00 WIB (in 2 h).',
    ],
    [
      { status: 'created', waitingReason: 'funds', waitingUntil: LATER },
      'It waits for funds at duitku; without them it is cancelled at 2026-11-21 12:00:00 WIB (in 2 h).',
    ],
    [{ status: 'created', dueAt: BEFORE }, 'A worker continues it now (due 10 min ago).'],
    [
      { status: 'inquired', nameMatch: 'different', accountName: 'SITI  ' },
      'It waits for confirmation: the account belongs to SITI; the client expected BUDI SANTOSO.',
    ],
    [
      { status: 'inquired', confirmedAt: BEFORE, confirmedBy: 'operator:fatima' },
      'It was confirmed by operator:fatima and is sent in 2 h',
    ],
    [
      { status: 'pending', pendingReason: 'accepted' },
      'The provider has accepted it and has not reported its end yet.',
    ],
    [{ status: 'pending', pendingReason: 'ambiguous' }, 'Do not pay it another way.'],
    [{ status: 'review', reviewReason: 'not_found', reviewSince: BEFORE }, 'the provider still does not know it.'],
    [
      { status: 'failed', proof: 'api_reply', failureCode: 'declined', failureProviderCode: '51', completedAt: BEFORE },
      "It is failed since 2026-11-21 09:50:00 WIB (declined, duitku code 51).\nIts proof is the provider's response to the transfer",
    ],
    [{ status: 'cancelled', completedAt: BEFORE, dueAt: null }, 'It is cancelled since 2026-11-21 09:50:00 WIB.'],
  ])('says what it waits for, and what proves its end: %j', (fields, words) => {
    expect(said(fields)).toContain(words);
  });

  const WINDOW = { waitingReason: 'window', waitingUntil: LATER } as const;
  const FUNDS = { waitingReason: 'funds', waitingUntil: LATER } as const;
  const CONFIRMED = { confirmedAt: BEFORE, confirmedBy: 'key:ani' } as const;
  const DOUBTED = { isDoubted: true } as const;
  const TWO_PEOPLE = { twoPeopleFrom: 50_000n } as const;
  const AT_LATER = '2026-11-21 12:00:00 WIB (in 2 h)';
  const TO_LATER = LATER.toISOString();
  const DECIDE_UNTIL = '2026-11-22T02:50:00.000Z';
  const UNTIL_DECIDED =
    'Nothing is sent without it. To release it: salur payout confirm. To cancel it: salur payout cancel. ' +
    'Otherwise it is cancelled in 24 h (2026-11-22 09:50:00 WIB).';
  const UNTIL_CONFIRMED_BY_KEY = UNTIL_DECIDED.replace(
    'salur payout confirm.',
    'POST /v1/payouts/{id}/confirm with a key that did not create it.',
  );

  // The standing, the payout and what is known of it -> `waiting` of REST, the status in a list, the sentences
  it.each<[Standing['kind'], Partial<ShownPayout>, Known, object | null, string, readonly string[]]>([
    [
      'ready',
      { status: 'created' },
      {},
      null,
      'created',
      ['A worker continues it in 2 h (2026-11-21 12:00:00 WIB).', NOT_UNDER_WAY],
    ],
    ['ready', { status: 'inquired' }, {}, null, 'inquired', ['It is sent in 2 h (2026-11-21 12:00:00 WIB).']],
    [
      'awaits_approval',
      { status: 'inquired', confirmation: 'manual' },
      {},
      { reason: 'approval', until: DECIDE_UNTIL },
      'inquired, waits for approval',
      ['It waits for confirmation: the client asked for confirmation.', UNTIL_DECIDED],
    ],
    [
      'awaits_approval',
      { status: 'inquired', nameMatch: 'different', accountName: 'SITI', ...WINDOW },
      {},
      { reason: 'approval', until: DECIDE_UNTIL },
      'inquired, waits for approval',
      ['It waits for confirmation: the account belongs to SITI; the client expected BUDI SANTOSO.', UNTIL_DECIDED],
    ],
    [
      'awaits_second_person',
      { status: 'inquired' },
      TWO_PEOPLE,
      { reason: 'second_person', until: DECIDE_UNTIL },
      'inquired, waits for second_person',
      ['It waits for a second person: one other than its maker has to confirm it.', UNTIL_CONFIRMED_BY_KEY],
    ],
    [
      'awaits_second_person',
      { status: 'inquired', confirmedAt: BEFORE, confirmedBy: 'operator:budi' },
      TWO_PEOPLE,
      { reason: 'second_person', until: DECIDE_UNTIL },
      'inquired, waits for second_person',
      [
        'It waits for a second person: operator:budi confirmed it by name only, and a key has to confirm it.',
        UNTIL_CONFIRMED_BY_KEY,
      ],
    ],
    [
      'awaits_second_person',
      { status: 'inquired', ...CONFIRMED, ...WINDOW },
      { ...TWO_PEOPLE, confirmedByMaker: true },
      { reason: 'second_person', until: DECIDE_UNTIL },
      'inquired, waits for second_person',
      [
        'It waits for a second person: key:ani created it and confirmed it, and another has to confirm it.',
        UNTIL_CONFIRMED_BY_KEY,
      ],
    ],
    [
      'doubted',
      { status: 'inquired', ...CONFIRMED, ...WINDOW },
      DOUBTED,
      { reason: 'approval', until: DECIDE_UNTIL },
      'inquired, waits for approval',
      [
        'It waits for confirmation: a callback reports that an earlier transfer of it, which the provider had refused, ' +
          'was paid. Confirm it only if that transfer was not paid.',
        UNTIL_DECIDED,
      ],
    ],
    [
      'awaits_window',
      { status: 'created', ...WINDOW },
      DOUBTED,
      { reason: 'window', until: TO_LATER },
      'created, waits for window',
      [`It waits: duitku.llg is closed until ${AT_LATER}.`, NOT_UNDER_WAY],
    ],
    [
      'awaits_window',
      { status: 'inquired', ...CONFIRMED, ...WINDOW },
      {},
      { reason: 'window', until: TO_LATER },
      'inquired, waits for window',
      ['It was confirmed by key:ani.', `It waits: duitku.llg is closed until ${AT_LATER}.`, NOT_UNDER_WAY],
    ],
    [
      'awaits_funds',
      { status: 'created', ...FUNDS },
      {},
      { reason: 'funds', until: TO_LATER },
      'created, waits for funds',
      [`It waits for funds at duitku; without them it is cancelled at ${AT_LATER}.`, NOT_UNDER_WAY],
    ],
    [
      'awaits_provider',
      { status: 'transferring' },
      {},
      null,
      'transferring',
      [
        'A transfer was recorded and is being sent now. It is never sent twice.',
        'If the worker that sends it stops, another one asks the provider in 2 h (2026-11-21 12:00:00 WIB).',
      ],
    ],
    [
      'awaits_provider',
      { status: 'pending', pendingReason: 'accepted' },
      {},
      null,
      'pending: accepted',
      [
        'The provider has accepted it and has not reported its end yet.',
        'The provider is asked in 2 h (2026-11-21 12:00:00 WIB); to ask now: salur payout check.',
      ],
    ],
    [
      'needs_person',
      { status: 'review', reviewReason: 'not_found', reviewSince: BEFORE },
      {},
      null,
      'review: not_found',
      [
        'It needs an operator since 2026-11-21 09:50:00 WIB: the provider still does not know it.',
        'Ask duitku whether this order was paid.',
        'With proof: salur payout resolve --paid or --failed. Without proof, wait: waiting loses nothing.',
        'The provider is asked again in 2 h (2026-11-21 12:00:00 WIB).',
      ],
    ],
    [
      'final',
      { status: 'succeeded', completedAt: BEFORE, dueAt: null },
      {},
      null,
      'succeeded',
      ['It is succeeded since 2026-11-21 09:50:00 WIB.'],
    ],
  ])('%s is shown alike everywhere: %j, knowing %j: %j, %j, %j', (kind, fields, known, waiting, status, sentences) => {
    const payout = shownPayout(fields, known);
    expect(payout.standing.kind).toBe(kind);
    expect(payoutBody(payout, null).waiting).toEqual(waiting);
    expect(statusText(payout)).toBe(status);
    expect(whatNow(explained({}, { payout }), NOW)).toEqual(sentences);
  });

  it('names the operator whose resolution is the proof', () => {
    const detail = { reason: 'on the statement', evidence: 'line 14' };
    const events = [{ event: 'resolved_paid', actor: 'operator:fatima', detail }] as unknown as PayoutEvent[];
    expect(said({ status: 'succeeded', proof: 'operator', completedAt: BEFORE }, { events })).toContain(
      "Its proof is an operator's resolution (operator).\noperator:fatima resolved it: on the statement; evidence: line 14.",
    );
  });
});
