import { NOT_YET_KNOWN, Payout, type PayoutEvent, STATUSES } from '#libs/payouts';
import { DIFFERENCE_KIND_NAMES, DIFFERENCE_KINDS, Difference } from '#libs/reconciliation';
import type { ShownPayout } from './shown-payout.js';
import { type Standing, whatNow } from './what-now.js';

const NOW = new Date('2026-11-21T03:00:00Z');
const LATER = new Date('2026-11-21T05:00:00Z');
const BEFORE = new Date('2026-11-21T02:50:00Z');

function standing(fields: Partial<ShownPayout>, more: Partial<Standing> = {}): Standing {
  const payout = Object.assign(new Payout(), NOT_YET_KNOWN, {
    id: '019aa1f2-7c1e-7b53-9a55-6f0d7f3c2b11',
    rail: 'duitku.llg',
    provider: 'duitku',
    confirmation: 'automatic',
    accountNumber: null,
    accountHolderName: 'BUDI SANTOSO',
    recipient: null,
    sender: null,
    accountName: null,
    dueAt: LATER,
    ...fields,
  });
  return { payout, events: [], attempts: [], exchanges: [], differences: [], ...more };
}

const said = (fields: Partial<ShownPayout>, more: Partial<Standing> = {}) =>
  whatNow(standing(fields, more), NOW).join('\n');

describe('where a payout stands', () => {
  it('has sentences for every status', () => {
    for (const status of STATUSES) {
      for (const sentence of whatNow(standing({ status }), NOW)) expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('says of each open difference what it means and what to do, and nothing of closed ones', () => {
    for (const kind of DIFFERENCE_KIND_NAMES) {
      const open = Object.assign(new Difference(), { id: 'a-difference', kind, provider: 'duitku', status: 'open' });
      const closed = Object.assign(new Difference(), { ...open, id: 'an-old-one', status: 'closed' });
      const sentences = whatNow(standing({ status: 'succeeded' }, { differences: [closed, open] }), NOW);
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

  it('names the operator whose resolution is the proof', () => {
    const detail = { reason: 'on the statement', evidence: 'line 14' };
    const events = [{ event: 'resolved_paid', actor: 'operator:fatima', detail }] as unknown as PayoutEvent[];
    expect(said({ status: 'succeeded', proof: 'operator', completedAt: BEFORE }, { events })).toContain(
      "Its proof is an operator's resolution (operator).\noperator:fatima resolved it: on the statement; evidence: line 14.",
    );
  });
});
