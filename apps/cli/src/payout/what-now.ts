import type { Attempt, ExchangeRecord, Payout, PayoutEvent, Proof, ReviewReason } from '#libs/payouts';
import { DIFFERENCE_KINDS, type Difference } from '#libs/reconciliation';
import { awayText, timeText } from '../output/words.js';
import type { ShownPayout } from './shown-payout.js';

/** The parts of a payout's record that say where it stands. */
export interface Standing {
  readonly payout: ShownPayout;
  readonly events: readonly PayoutEvent[];
  readonly attempts: readonly Attempt[];
  readonly exchanges: readonly ExchangeRecord[];
  /** Open or closed. */
  readonly differences: readonly Difference[];
}

const PROVEN_BY: Record<Proof, string> = {
  api_reply: "the provider's response to the transfer",
  callback: "the provider's callback",
  status_check: "the provider's response to a status check",
  statement: "the provider's statement",
  operator: "an operator's resolution",
};

const REVIEW_BECAUSE: Record<ReviewReason, string> = {
  unresolved: 'the provider gave no clear answer for too long',
  not_found: 'the provider still does not know it',
  contradicted: 'the provider gave two different answers',
};

/** Where a payout stands, what it waits for and what an operator can do, in sentences. */
export function whatNow(standing: Standing, now: Date): string[] {
  return [...byStatus(standing, now), ...standing.differences.flatMap(differing)];
}

function byStatus(standing: Standing, now: Date): string[] {
  const { payout } = standing;
  switch (payout.status) {
    case 'created':
      return [...waiting(payout, now), 'Nothing was sent. To cancel it: salur payout cancel.'];
    case 'inquired':
      return inquired(payout, now);
    case 'transferring':
      return [
        'A transfer was recorded and is being sent now. It is never sent twice.',
        `If the worker that sends it stops, another one asks the provider ${when(payout.dueAt, now)}.`,
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
  const time = waitingUntil === null ? null : `${timeText(waitingUntil)} WIB (${awayText(waitingUntil, now)})`;
  if (waitingReason === 'window') return [`It waits: ${rail} is closed${time === null ? '' : ` until ${time}`}.`];
  if (waitingReason === 'funds')
    return [`It waits for funds at ${provider}; without them it is cancelled${time === null ? '' : ` at ${time}`}.`];
  return [`A worker continues it ${when(dueAt, now)}.`];
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
      ? `the account belongs to ${accountName?.trim()}; the client expected ${accountHolderName}`
      : 'the client asked for confirmation';
  return [
    `It waits for confirmation: ${why}.`,
    `Nothing was sent. To release it: salur payout confirm. To cancel it: salur payout cancel. Otherwise it is cancelled ${when(dueAt, now)}.`,
  ];
}

function pending({ pendingReason, dueAt }: Payout, now: Date): string[] {
  const state =
    pendingReason === 'accepted'
      ? 'The provider has accepted it and has not reported its end yet.'
      : 'It is not known yet whether it was paid. Salur only asks about it and never sends it again. Do not pay it another way.';
  return [state, `The provider is asked ${when(dueAt, now)}; to ask now: salur payout check.`];
}

function review({ payout, attempts }: Standing, now: Date): string[] {
  const { reviewReason, reviewSince, dueAt } = payout;
  const since = reviewSince === null ? '' : ` since ${timeText(reviewSince)} WIB`;
  const last = attempts.findLast(({ result }) => result !== 'not_sent');
  const number = last === undefined ? '' : ` Our number there is ${last.reference}, of ${timeText(last.intentAt)} WIB.`;
  return [
    `It needs an operator${since}: ${REVIEW_BECAUSE[reviewReason ?? 'unresolved']}.`,
    `Ask ${payout.provider} whether this order was paid.${number}`,
    'With proof: salur payout resolve --paid or --failed. Without proof, wait: waiting loses nothing.',
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
    ...(dueAt === null ? [] : [`It is checked once more ${when(dueAt, now)}, for late returns.`]),
  ];
}

/** What proves a final status. A cancelled payout has no proof: no money moved. */
function proof({ payout, events, exchanges }: Standing): string[] {
  if (payout.proof === null) return [];
  const proven = `Its proof is ${PROVEN_BY[payout.proof]} (${payout.proof}).`;
  if (payout.proof === 'operator') return [proven, ...resolutionOf(events)];
  const last = exchanges.findLast(({ step }) => step !== 'token');
  if (last === undefined || payout.proof === 'callback') return [proven];
  const code = last.providerCode === null ? '' : `, code ${last.providerCode}`;
  return [`${proven} Last outcome at ${last.provider}: ${last.outcome}${code}, ${timeText(last.startedAt)} WIB.`];
}

/** The operator, the reason and the evidence. */
function resolutionOf(events: readonly PayoutEvent[]): string[] {
  const resolved = events.findLast(({ event }) => event === 'resolved_paid' || event === 'resolved_failed');
  if (resolved === undefined) return [];
  const { reason, evidence } = resolved.detail;
  return [`${resolved.actor} resolved it: ${reason}${evidence ? `; evidence: ${evidence}` : ''}.`];
}

/** A statement that differs, while the difference is open. */
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
