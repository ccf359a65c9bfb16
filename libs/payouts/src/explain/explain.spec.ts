import { NO_FACTS, type StandingFacts, standing } from '../law/standing.js';
import { FAILURE_CODES, PROOFS, STATUSES } from '../law/status.js';
import { explain } from './explain.js';
import { type ExplainedNames, type ExplainedPayout, type Findings, NO_FINDINGS } from './explained.js';
import { FAILURE_PHRASES, PROOF_PHRASES } from './phrases.js';
import { LANGUAGES, type Language, SENTENCES } from './sentences.js';

const AT = new Date('2026-11-21T02:50:00Z');
const LATER = new Date('2026-11-21T05:00:00Z');
const MONDAY = new Date('2026-11-23T01:00:00Z');
const NOW = new Date('2026-11-21T03:00:00Z');

const PAYOUT: ExplainedPayout = {
  status: 'created',
  amount: 50_000n,
  confirmation: 'automatic',
  nameMatch: null,
  confirmedAt: null,
  confirmedBy: null,
  waitingReason: null,
  waitingUntil: null,
  reviewSince: null,
  updatedAt: AT,
  dueAt: null,
  rail: 'duitku.llg',
  provider: 'duitku',
  outlet: null,
  pendingReason: null,
  proof: null,
  failureCode: null,
  failureMessage: null,
  failureProviderCode: null,
  reviewReason: null,
  fundsSince: null,
  version: 1,
  tries: 0,
  createdAt: AT,
  completedAt: null,
};
const NAMES: ExplainedNames = { accountName: 'SITI AMINAH ', accountHolderName: 'Budi Santoso' };
const CHECKED = { provider: 'duitku', step: 'status', outcome: 'processing', code: '01', at: NOW } as const;
const WORKS = { now: NOW, isLeased: false, isAlive: true, lastSeenAt: NOW } as const;
const SENT = { reference: '100000042', at: AT, result: null } as const;

interface Case {
  readonly is: Partial<ExplainedPayout>;
  readonly names?: ExplainedNames;
  readonly facts?: Partial<StandingFacts>;
  readonly findings?: Partial<Findings>;
  readonly twoPeopleFrom?: bigint;
}

function explained({ is, names = NAMES, facts, findings, twoPeopleFrom = undefined }: Case, language: Language = 'en') {
  const payout = { ...PAYOUT, ...is };
  const settings = { twoPeopleFrom: twoPeopleFrom ?? null };
  const stands = standing(payout, { ...NO_FACTS, ...facts }, settings);
  return explain({ payout, names, standing: stands, findings: { ...NO_FINDINGS, ...findings }, ...settings }, language);
}

const DECIDE = 'Without a decision Salur cancels it at 2026-11-22 09:50:00 WIB.';
const CONFIRMED = { confirmedAt: AT, confirmedBy: 'key:ani' } as const;

// The payout -> standing, why, next.
const CASES: readonly (readonly [string, Case, string, string, string])[] = [
  [
    'just accepted',
    { is: {} },
    'ready',
    'Salur accepted it at 2026-11-21 09:50:00 WIB.',
    'A worker asks duitku about the recipient next.',
  ],
  [
    'without an response to its inquiries',
    {
      is: { tries: 2, dueAt: LATER },
      findings: { unanswered: { provider: 'duitku', step: 'inquiry', at: NOW }, work: WORKS },
    },
    'ready',
    'Salur accepted it at 2026-11-21 09:50:00 WIB. duitku gave no usable response to 2 of at most 5 inquiries. No money has moved. Salur last asked duitku at 2026-11-21 10:00:00 WIB and got no response.',
    'A worker asks duitku again at 2026-11-21 12:00:00 WIB.',
  ],
  [
    'on another rail after refusals',
    { is: { version: 5, rail: 'duitku.rtgs' }, findings: { refusals: 4 } },
    'ready',
    'An earlier attempt ended without a payment. It started again on duitku.rtgs at 2026-11-21 09:50:00 WIB. Transfers of it that were refused and not paid: 4.',
    'A worker asks duitku about the recipient next.',
  ],
  [
    'due while no worker lives',
    { is: { dueAt: AT }, findings: { work: { ...WORKS, isAlive: false, lastSeenAt: AT } } },
    'ready',
    'Salur accepted it at 2026-11-21 09:50:00 WIB.',
    'No worker runs, so nothing happens until one starts. The last one was seen at 2026-11-21 09:50:00 WIB.',
  ],
  [
    'due while no worker was ever seen',
    { is: { dueAt: AT }, findings: { work: { ...WORKS, isAlive: false, lastSeenAt: null } } },
    'ready',
    'Salur accepted it at 2026-11-21 09:50:00 WIB.',
    'No worker runs, so nothing happens until one starts.',
  ],
  [
    'due while all workers are busy',
    { is: { dueAt: AT }, findings: { work: WORKS } },
    'ready',
    'Salur accepted it at 2026-11-21 09:50:00 WIB.',
    'It is due since 2026-11-21 09:50:00 WIB and waits for a free worker. A worker asks duitku about the recipient next.',
  ],
  [
    'held by a worker',
    { is: { dueAt: AT }, findings: { work: { ...WORKS, isLeased: true } } },
    'ready',
    'Salur accepted it at 2026-11-21 09:50:00 WIB.',
    'A worker asks duitku about the recipient next.',
  ],
  [
    'confirmed, and not sent at the first attempt',
    { is: { status: 'inquired', ...CONFIRMED, dueAt: LATER }, findings: { transfer: { ...SENT, result: 'not_sent' } } },
    'ready',
    'The account is in the name of SITI AMINAH. key:ani confirmed it at 2026-11-21 09:50:00 WIB. The last transfer did not leave Salur, so no money moved.',
    'A worker sends the transfer at 2026-11-21 12:00:00 WIB.',
  ],
  [
    'cash, ready',
    { is: { status: 'inquired', outlet: 'indomaret' } },
    'ready',
    'duitku accepts the recipient.',
    'A worker sends the transfer next.',
  ],
  [
    'in another name',
    { is: { status: 'inquired', nameMatch: 'different' } },
    'awaits_approval',
    'The account is in the name of SITI AMINAH; the order names Budi Santoso.',
    `It is sent after a person confirms it. ${DECIDE}`,
  ],
  [
    'in another name that was erased',
    {
      is: { status: 'inquired', nameMatch: 'different' },
      names: { accountName: null, accountHolderName: null },
    },
    'awaits_approval',
    'The account is in another name than the order says.',
    `It is sent after a person confirms it. ${DECIDE}`,
  ],
  [
    'to be confirmed',
    { is: { status: 'inquired', confirmation: 'manual' } },
    'awaits_approval',
    'The order asks for a confirmation before the transfer. The account is in the name of SITI AMINAH.',
    `It is sent after a person confirms it. ${DECIDE}`,
  ],
  [
    'for two people',
    { is: { status: 'inquired' }, twoPeopleFrom: 50_000n },
    'awaits_second_person',
    'From Rp50,000 on two people decide: its maker, and another person who confirms it. The account is in the name of SITI AMINAH.',
    `It is sent after a second person confirms it with a key of their own. ${DECIDE}`,
  ],
  [
    'confirmed by its maker alone',
    { is: { status: 'inquired', ...CONFIRMED }, facts: { confirmedByMaker: true }, twoPeopleFrom: 50_000n },
    'awaits_second_person',
    'key:ani created it and confirmed it. From Rp50,000 on another person has to confirm it. The account is in the name of SITI AMINAH.',
    `It is sent after a second person confirms it with a key of their own. ${DECIDE}`,
  ],
  [
    'confirmed by a name that was typed',
    { is: { status: 'inquired', confirmedAt: AT, confirmedBy: 'operator:budi' }, twoPeopleFrom: 50_000n },
    'awaits_second_person',
    'operator:budi confirmed it at the command line, which takes any name. From Rp50,000 on the confirmation needs a key of a second person. The account is in the name of SITI AMINAH.',
    `It is sent after a second person confirms it with a key of their own. ${DECIDE}`,
  ],
  [
    'doubted',
    {
      is: { status: 'inquired' },
      facts: { isDoubted: true },
      findings: { callback: { provider: 'duitku', hint: 'paid', at: NOW } },
    },
    'doubted',
    'A callback of duitku says that an earlier transfer was paid, which duitku had refused. The last callback of duitku, at 2026-11-21 10:00:00 WIB, says: paid.',
    `A person asks duitku whether that transfer was paid, and confirms this payout only if it was not. ${DECIDE}`,
  ],
  [
    'outside the hours of its rail',
    { is: { waitingReason: 'window', waitingUntil: LATER }, findings: { work: WORKS } },
    'awaits_window',
    'duitku.llg is closed until 2026-11-21 12:00:00 WIB.',
    'Salur continues when the rail opens. Until then a person can cancel it.',
  ],
  [
    'before a working day, confirmed',
    { is: { status: 'inquired', ...CONFIRMED, waitingReason: 'window', waitingUntil: MONDAY } },
    'awaits_window',
    'duitku.llg is closed until its next working day, 2026-11-23 08:00:00 WIB. key:ani confirmed it at 2026-11-21 09:50:00 WIB.',
    'Salur continues when the rail opens. Until then a person can cancel it.',
  ],
  [
    'short of funds',
    { is: { waitingReason: 'funds', waitingUntil: LATER, fundsSince: AT } },
    'awaits_funds',
    'The balance at duitku does not cover it and the payouts before it.',
    'Add funds at duitku: it continues in its turn when a new balance covers it. Without funds Salur cancels it at 2026-11-21 12:00:00 WIB; until then a person can cancel it.',
  ],
  [
    'on its way out',
    { is: { status: 'transferring', dueAt: LATER } },
    'awaits_provider',
    'Salur recorded the transfer at 2026-11-21 09:50:00 WIB and sends it. duitku has not responded yet.',
    'Salur asks duitku for the status at 2026-11-21 12:00:00 WIB. It never sends the transfer again.',
  ],
  [
    'accepted by the provider',
    {
      is: { status: 'pending', pendingReason: 'accepted', dueAt: LATER },
      findings: { response: CHECKED, reviewAt: MONDAY },
    },
    'awaits_provider',
    'duitku accepted the transfer and has not said yet how it ended. duitku last responded at 2026-11-21 10:00:00 WIB, to the status check: in progress (01).',
    'Salur asks duitku for the status at 2026-11-21 12:00:00 WIB. It never sends the transfer again. Without a clear response a person decides from 2026-11-23 08:00:00 WIB on.',
  ],
  [
    'ambiguous, while no worker lives',
    {
      is: { status: 'pending', pendingReason: 'ambiguous', dueAt: LATER },
      findings: { work: { ...WORKS, isAlive: false, lastSeenAt: null } },
    },
    'awaits_provider',
    'The response of duitku to the transfer is unclear: it may be paid. Do not pay it another way.',
    'No worker runs, so nothing happens until one starts.',
  ],
  [
    'in review, with a proposal',
    {
      is: { status: 'review', reviewReason: 'not_found', reviewSince: AT, dueAt: LATER },
      findings: { transfer: SENT, proposedBy: 'Ani' },
    },
    'needs_person',
    'duitku says that it does not know the transfer.',
    'Ani has proposed a resolution; a second person has to send the same. A person asks duitku whether our number 100000042 was paid, and resolves it with proof. Waiting loses nothing. Salur asks duitku again at 2026-11-21 12:00:00 WIB.',
  ],
  [
    'paid, and looked at again',
    { is: { status: 'succeeded', proof: 'status_check', completedAt: AT, dueAt: LATER } },
    'final',
    "It was paid at 2026-11-21 09:50:00 WIB. Proof: the provider's response to a status check.",
    'Salur asks duitku once more at 2026-11-21 12:00:00 WIB, in case the response changes.',
  ],
  [
    'paid by the decision of a person',
    {
      is: { status: 'succeeded', proof: 'operator', completedAt: AT },
      findings: {
        move: { event: 'resolved_paid', actor: 'operator:fatima', actorName: 'fatima', reason: 'on the statement' },
      },
    },
    'final',
    'It was paid at 2026-11-21 09:50:00 WIB. Proof: the decision of a person. fatima decided it: on the statement.',
    'Nothing more happens.',
  ],
  [
    'failed',
    {
      is: {
        ...{ status: 'failed', proof: 'api_reply', failureCode: 'invalid_account', completedAt: AT },
        ...{ failureProviderCode: '76', failureMessage: 'Invalid account.' },
      },
    },
    'final',
    "It failed at 2026-11-21 09:50:00 WIB: the account does not exist. It was not paid. Proof: the provider's response to the request. duitku says: 76 Invalid account.",
    'To pay it after all, create a new payout that names this one in replacesPayoutId.',
  ],
  [
    'cancelled by a client',
    {
      is: { status: 'cancelled', completedAt: AT },
      findings: { move: { event: 'cancelled', actor: 'key:ani', actorName: 'ani', reason: null } },
    },
    'final',
    'ani cancelled it at 2026-11-21 09:50:00 WIB. No transfer of it was paid.',
    'Nothing more happens.',
  ],
  [
    'cancelled, because no person decided',
    {
      is: { status: 'cancelled', completedAt: AT },
      findings: { move: { event: 'expired', actor: 'salur', actorName: 'salur', reason: 'x' } },
    },
    'final',
    'Salur cancelled it at 2026-11-21 09:50:00 WIB, because the decision of a person did not come in time. No transfer of it was paid.',
    'Nothing more happens.',
  ],
  [
    'cancelled for want of funds, after refused transfers',
    {
      is: { status: 'cancelled', completedAt: AT, dueAt: LATER },
      findings: { move: { event: 'cancelled', actor: 'salur', actorName: 'salur', reason: 'x' }, refusals: 2 },
    },
    'final',
    'Salur cancelled it at 2026-11-21 09:50:00 WIB, because funds did not come in time. No transfer of it was paid. Transfers of it that were refused and not paid: 2.',
    'Salur asks duitku once more at 2026-11-21 12:00:00 WIB, in case the response changes.',
  ],
  [
    'returned',
    { is: { status: 'returned', proof: 'callback', completedAt: AT } },
    'final',
    "It was paid, and the money came back; Salur learned it at 2026-11-21 09:50:00 WIB. Proof: the provider's callback.",
    'Nothing more happens.',
  ],
];

describe('the explanation of a payout', () => {
  it.each(CASES)('%s', (_name, is, kind, why, next) => {
    expect(explained(is)).toMatchObject({ standing: kind, why, next });
  });

  it.each(CASES)('%s: Indonesian has as many sentences as English, and the same values', (_name, is) => {
    const [en, id] = [explained(is, 'en'), explained(is, 'id')];
    const values = (text: string) =>
      (text.match(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d WIB|key:\w+|duitku(?:\.\w+)?/g) ?? []).sort();
    for (const part of ['why', 'next'] as const) {
      expect(new Set(values(id[part]))).toEqual(new Set(values(en[part])));
      expect(id[part]).not.toBe(en[part]);
    }
    expect({ ...id, why: '', next: '' }).toEqual({ ...en, why: '', next: '' });
  });

  it.each([
    ['ready', { is: {} }, AT, null],
    ['awaits_approval', { is: { status: 'inquired', confirmation: 'manual' } }, AT, new Date('2026-11-22T02:50:00Z')],
    ['awaits_window', { is: { waitingReason: 'window', waitingUntil: MONDAY } }, AT, MONDAY],
    ['awaits_funds', { is: { waitingReason: 'funds', waitingUntil: MONDAY, fundsSince: NOW } }, NOW, MONDAY],
    [
      'awaits_provider',
      { is: { status: 'pending', pendingReason: 'accepted' }, findings: { reviewAt: MONDAY } },
      AT,
      MONDAY,
    ],
    ['needs_person', { is: { status: 'review', reviewSince: NOW } }, NOW, null],
    ['final', { is: { status: 'succeeded', proof: 'callback', completedAt: NOW } }, NOW, null],
  ] as const)('says since when it stands so, and until when: %s', (kind, is, since, until) => {
    expect(explained(is as Case)).toMatchObject({
      ...{ standing: kind, since: since.toISOString(), until: until === null ? null : until.toISOString() },
    });
  });

  it.each(LANGUAGES)('has sentences for every status, and fills every slot (%s)', (language) => {
    for (const status of STATUSES) {
      const { why, next } = explained({ is: { status } }, language);
      for (const text of [why, next]) expect(text).toMatch(/^[^{}]*\.$/);
    }
  });

  it('has no relative time, because a reader may keep it', () => {
    for (const [, is] of CASES) expect(JSON.stringify(explained(is))).not.toMatch(/\bin \d+ (s|min|h|days)\b|\bago\b/);
  });
});

describe('the sentences', () => {
  it.each(Object.entries(SENTENCES))('%s has the same slots in all languages', (_name, texts) => {
    const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot).sort();
    for (const language of LANGUAGES) {
      expect(new Set(slots(texts[language]))).toEqual(new Set(slots(texts.en)));
      expect(texts[language]).toMatch(/[.}]$/);
    }
  });

  it('name every proof and every reason of a failure', () => {
    for (const language of LANGUAGES) {
      for (const proof of PROOFS) expect(PROOF_PHRASES[proof][language]).toBeTruthy();
      for (const code of FAILURE_CODES) expect(FAILURE_PHRASES[code][language]).toBeTruthy();
    }
  });
});
