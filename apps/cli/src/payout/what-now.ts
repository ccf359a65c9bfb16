import type { Attempt, ExchangeRecord, Payout, PayoutEvent, Proof, ReviewReason } from '#libs/payouts';
import { DIFFERENCE_KINDS, type Difference } from '#libs/reconciliation';
import { awayText, timeText } from '../output/words.js';
import type { ShownPayout } from './shown-payout.js';

/** What of a payout's record tells how it stands. */
export interface Standing {
  readonly payout: ShownPayout;
  readonly events: readonly PayoutEvent[];
  readonly attempts: readonly Attempt[];
  readonly exchanges: readonly ExchangeRecord[];
  /** Open or closed. */
  readonly differences: readonly Difference[];
}

const PROVEN_BY: Record<Proof, string> = {
  api_reply: 'what the provider answered at once',
  callback: 'what the provider called back to say',
  status_check: 'what the provider said when it was asked',
  statement: "the provider's statement",
  operator: 'the word of a person',
};

const REVIEW_BECAUSE: Record<ReviewReason, string> = {
  unresolved: 'the provider gave no clear answer for too long',
  not_found: 'the provider keeps not knowing it',
  contradicted: 'the provider said two different things',
};

/** Where a payout stands, what it waits for and what can be done, in sentences for a tired person. */
export function whatNow(standing: Standing, now: Date): string[] {
  return [...byStatus(standing, now), ...standing.differences.flatMap(differing)];
}

function byStatus(standing: Standing, now: Date): string[] {
  const { payout } = standing;
  switch (payout.status) {
    case 'created':
      return [...waiting(payout, now), 'Nothing was sent. salur payout cancel calls it off.'];
    case 'inquired':
      return inquired(payout, now);
    case 'transferring':
      return [
        'A transfer was recorded and is being sent now. It is never sent twice.',
        `If its sender does not report back, the provider is asked ${when(payout.dueAt, now)}.`,
      ];
    case 'pending':
      return pending(payout, now);
    case 'review':
      return review(standing, now);
    default:
      return ended(standing, now);
  }
}

function waiting({ waitingReason, waitingUntil, rail, provider, dueAt }: Payout, now: Date): string[] {
  const until = waitingUntil === null ? '' : ` ${timeText(waitingUntil)} WIB (${awayText(waitingUntil, now)})`;
  if (waitingReason === 'window') return [`It waits for the hours of ${rail}, which begin${until}.`];
  if (waitingReason === 'funds') return [`It waits for money at ${provider}; without it, it is cancelled${until}.`];
  return [`It is worked on ${when(dueAt, now)}.`];
}

function inquired(payout: ShownPayout, now: Date): string[] {
  const { confirmedAt, confirmedBy, confirmation, nameMatch, accountName, accountHolderName, dueAt } = payout;
  if (confirmedAt !== null) {
    return [
      `It was confirmed${confirmedBy === null ? '' : ` by ${confirmedBy}`} and is sent ${when(dueAt, now)}.`,
      ...(payout.waitingReason === null ? [] : waiting(payout, now)),
    ];
  }
  if (nameMatch !== 'different' && confirmation === 'automatic') {
    return payout.waitingReason === null ? [`It is sent ${when(dueAt, now)}.`] : waiting(payout, now);
  }
  const why =
    nameMatch === 'different'
      ? `the account belongs to ${accountName?.trim()}, and the client expected ${accountHolderName}`
      : 'the client wished so';
  return [
    `It waits for a person, because ${why}.`,
    `Nothing was sent. salur payout confirm lets it go, salur payout cancel calls it off; else it is cancelled ${when(dueAt, now)}.`,
  ];
}

function pending({ pendingReason, dueAt }: Payout, now: Date): string[] {
  const state =
    pendingReason === 'accepted'
      ? 'The provider has accepted it and not said the end yet.'
      : 'Nobody knows yet whether it was paid. It is never sent again, only asked about. Do not pay it another way.';
  return [state, `The provider is asked ${when(dueAt, now)}; salur payout check asks now.`];
}

function review({ payout, attempts }: Standing, now: Date): string[] {
  const { reviewReason, reviewSince, dueAt } = payout;
  const since = reviewSince === null ? '' : ` since ${timeText(reviewSince)} WIB`;
  const last = attempts.findLast(({ result }) => result !== 'not_sent');
  const number = last === undefined ? '' : ` Our number there is ${last.reference}, of ${timeText(last.intentAt)} WIB.`;
  return [
    `A person has to find out${since}: ${REVIEW_BECAUSE[reviewReason ?? 'unresolved']}.`,
    `Ask ${payout.provider} whether this order was paid.${number}`,
    'With proof: salur payout resolve --paid or --failed. Without it nothing is lost by waiting.',
    `The provider is asked again ${when(dueAt, now)}.`,
  ];
}

function ended(standing: Standing, now: Date): string[] {
  const { payout } = standing;
  const { status, completedAt, failureCode, failureMessage, failureProviderCode, dueAt, provider } = payout;
  const at = completedAt === null ? '' : ` ${timeText(completedAt)} WIB`;
  const code = failureProviderCode === null ? '' : `, ${provider} code ${failureProviderCode}`;
  const why =
    failureCode === null ? '' : ` (${failureCode}${code}${failureMessage === null ? '' : `: ${failureMessage}`})`;
  return [
    `It is ${status} since${at}${why}.`,
    ...proof(standing),
    ...(dueAt === null ? [] : [`It is looked at once more ${when(dueAt, now)}, for news that come late.`]),
  ];
}

/** What a final status rests on. A payout that was called off rests on nothing: nothing had moved. */
function proof({ payout, events, exchanges }: Standing): string[] {
  if (payout.proof === null) return [];
  const rests = `It rests on ${PROVEN_BY[payout.proof]} (${payout.proof}).`;
  if (payout.proof === 'operator') return [rests, ...wordOf(events)];
  const last = exchanges.findLast(({ step }) => step !== 'token');
  if (last === undefined || payout.proof === 'callback') return [rests];
  const code = last.providerCode === null ? '' : `, code ${last.providerCode}`;
  return [`${rests} Last heard of ${last.provider}: ${last.outcome}${code}, ${timeText(last.startedAt)} WIB.`];
}

/** Who said it, and what for. */
function wordOf(events: readonly PayoutEvent[]): string[] {
  const resolved = events.findLast(({ event }) => event === 'resolved_paid' || event === 'resolved_failed');
  if (resolved === undefined) return [];
  const { reason, evidence } = resolved.detail;
  return [`${resolved.actor} said so: ${reason}${evidence ? `; evidence: ${evidence}` : ''}.`];
}

/** What a statement says otherwise, as long as nobody has explained it. */
function differing({ id, kind, provider, status }: Difference): string[] {
  if (status !== 'open') return [];
  const { means, remedy } = DIFFERENCE_KINDS[kind];
  return [`The statement of ${provider} differs (${kind}): ${means} ${remedy} See: salur difference show ${id}.`];
}

function when(dueAt: Date | null, now: Date): string {
  if (dueAt === null) return 'no more';
  if (dueAt <= now) return `now (due ${awayText(dueAt, now)})`;
  return `${awayText(dueAt, now)} (${timeText(dueAt)} WIB)`;
}
