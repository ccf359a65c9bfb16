import {
  type Attempt,
  canBeSecondPerson,
  type ExchangeRecord,
  type PayoutEvent,
  type Proof,
  type ReviewReason,
  type Standing,
} from '#libs/payouts';
import { DIFFERENCE_KINDS, type Difference } from '#libs/reconciliation';
import { awayText, timeText } from '../output/words.js';
import type { ShownPayout } from './shown-payout.js';

/** A payout with its standing, and the parts of its record that explain it. */
export interface Explained {
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
export function whatNow(explained: Explained, now: Date): string[] {
  return [...byStanding(explained, now), ...explained.differences.flatMap(differing)];
}

function byStanding(explained: Explained, now: Date): string[] {
  const { payout } = explained;
  const { standing, rail, provider } = payout;
  switch (standing.kind) {
    case 'ready':
      return ready(payout, now);
    case 'awaits_window':
      return waits(payout, `It waits: ${rail} is closed${at(' until', standing.until, now)}.`);
    case 'awaits_funds':
      return waits(
        payout,
        `It waits for funds at ${provider}; without them it is cancelled${at(' at', standing.until, now)}.`,
      );
    case 'awaits_approval':
    case 'awaits_second_person':
    case 'doubted':
      return [`${missing(payout, standing)}.`, ...decideUntil(standing, now)];
    case 'awaits_provider':
      return payout.status === 'pending' ? pending(payout, now) : sending(payout, now);
    case 'needs_person':
      return review(explained, now);
    case 'final':
      return ended(explained, now);
  }
}

function ready({ status, confirmedAt, confirmedBy, dueAt }: ShownPayout, now: Date): string[] {
  if (status === 'created') return [`A worker continues it ${when(dueAt, now)}.`, NOT_UNDER_WAY];
  const confirmed = confirmedAt === null ? 'It' : `It was confirmed${byText(confirmedBy)} and`;
  return [`${confirmed} is sent ${when(dueAt, now)}.`];
}

/** Said of a payout that may be cancelled. An earlier transfer of it may have been refused, so not that nothing was sent. */
const NOT_UNDER_WAY = 'No transfer of it is under way. To cancel it: salur payout cancel.';

function waits({ status, confirmedAt, confirmedBy }: ShownPayout, sentence: string): string[] {
  const confirmed = status === 'created' || confirmedAt === null ? [] : [`It was confirmed${byText(confirmedBy)}.`];
  return [...confirmed, sentence, NOT_UNDER_WAY];
}

/** The decision of a person that a payout lacks. */
type LacksDecision = Extract<Standing, { kind: 'awaits_approval' | 'awaits_second_person' | 'doubted' }>;

function missing(payout: ShownPayout, standing: LacksDecision): string {
  switch (standing.kind) {
    case 'doubted':
      return 'It waits for confirmation: a callback reports that an earlier transfer of it, which the provider had refused, was paid. Confirm it only if that transfer was not paid';
    case 'awaits_second_person':
      return `It waits for a second person: ${whyNotBy(payout.confirmedBy)}`;
    case 'awaits_approval':
      return `It waits for confirmation: ${
        standing.why === 'name_differs'
          ? `the account belongs to ${payout.accountName?.trim()}; the client expected ${payout.accountHolderName}`
          : 'the client asked for confirmation'
      }`;
  }
}

function whyNotBy(confirmedBy: string | null): string {
  if (confirmedBy === null) return 'one other than its maker has to confirm it';
  if (!canBeSecondPerson(confirmedBy)) return `${confirmedBy} confirmed it by name only, and a key has to confirm it`;
  return `${confirmedBy} created it and confirmed it, and another has to confirm it`;
}

function decideUntil({ kind, until }: LacksDecision, now: Date): string[] {
  const release =
    kind === 'awaits_second_person'
      ? 'POST /v1/payouts/{id}/confirm with a key that did not create it'
      : 'salur payout confirm';
  return [
    `Nothing is sent without it. To release it: ${release}. To cancel it: salur payout cancel. Otherwise it is cancelled ${when(until, now)}.`,
  ];
}

function sending({ dueAt }: ShownPayout, now: Date): string[] {
  return [
    'A transfer was recorded and is being sent now. It is never sent twice.',
    `If the worker that sends it stops, another one asks the provider ${when(dueAt, now)}.`,
  ];
}

function byText(confirmedBy: string | null): string {
  return confirmedBy === null ? '' : ` by ${confirmedBy}`;
}

function at(word: string, time: Date | null, now: Date): string {
  return time === null ? '' : `${word} ${timeText(time)} WIB (${awayText(time, now)})`;
}

function pending({ pendingReason, dueAt }: ShownPayout, now: Date): string[] {
  const state =
    pendingReason === 'accepted'
      ? 'The provider has accepted it and has not reported its end yet.'
      : 'It is not known yet whether it was paid. Salur only asks about it and never sends it again. Do not pay it another way.';
  return [state, `The provider is asked ${when(dueAt, now)}; to ask now: salur payout check.`];
}

function review({ payout, attempts }: Explained, now: Date): string[] {
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

function ended(explained: Explained, now: Date): string[] {
  const { payout } = explained;
  const { status, completedAt, failureCode, failureMessage, failureProviderCode, dueAt, provider } = payout;
  const at = completedAt === null ? '' : ` ${timeText(completedAt)} WIB`;
  const code = failureProviderCode === null ? '' : `, ${provider} code ${failureProviderCode}`;
  const why =
    failureCode === null ? '' : ` (${failureCode}${code}${failureMessage === null ? '' : `: ${failureMessage}`})`;
  return [
    `It is ${status} since${at}${why}.`,
    ...proof(explained),
    ...(dueAt === null ? [] : [`It is checked once more ${when(dueAt, now)}, for late returns.`]),
  ];
}

/** What proves a final status. A cancelled payout has no proof: no money moved. */
function proof({ payout, events, exchanges }: Explained): string[] {
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
