import type { TransferOutcome } from '#libs/providers';
import { firstCheckMs, nextDelayMs, nextRecheckMs, recheckOfEndMs } from '../law/schedule.js';
import { CONFIRM_WITHIN_MS, type Standing, standing, type TwoPeopleSettings } from '../law/standing.js';
import type { PayoutEventName } from '../law/status.js';
import { type Decision, later, move, type PayoutFields, WAITS_NO_MORE } from '../law/transition.js';
import type { AttemptResult } from '../records/attempt.entity.js';
import type { PayoutFacts } from '../records/facts.js';
import type { Payout } from '../records/payout.entity.js';
import {
  type ChosenRail,
  type FundsWait,
  isProvidersFault,
  moveToOtherRail,
  putToWait,
  waitForFunds,
} from '../waits/decide-wait.js';

/** What is known when an inquired payout is looked at. */
export interface BeforeTransfer {
  readonly facts: PayoutFacts;
  readonly settings: TwoPeopleSettings;
  /** For how long since it was confirmed (or inquired) its rail was open, in milliseconds. */
  readonly openMs: number;
  /** When its rail opens; null: it is open. */
  readonly closedUntil: Date | null;
}

/**
 * Whether an inquired payout is sent now. One that lacks a decision of a person has 24 hours for it. One that lacks nothing has
 * 24 hours to leave, of which only those count in which its rail was open.
 */
export function decideBeforeTransfer(payout: Payout, seen: BeforeTransfer): Decision | 'send' {
  const { facts, settings, closedUntil } = seen;
  const stands = standing({ ...payout, waitingReason: null }, facts, settings);
  const since = payout.confirmedAt ?? payout.updatedAt;
  const passedMs = stands.kind === 'ready' ? seen.openMs : facts.now.getTime() - since.getTime();
  const leftMs = CONFIRM_WITHIN_MS - passedMs;
  if (leftMs <= 0) return expire(payout, stands, facts);
  if (stands.kind !== 'ready') return later(leftMs, WAITS_NO_MORE);
  return closedUntil === null ? 'send' : putToWait(payout, { reason: 'window', until: closedUntil }, facts.now);
}

function expire(payout: Payout, stands: Standing, facts: PayoutFacts): Decision {
  const reason =
    stands.kind === 'doubted'
      ? 'a callback says that an earlier transfer of it was paid, and no person confirmed it all the same'
      : payout.confirmedAt === null
        ? 'it was not confirmed within 24 hours'
        : 'the provider could not be reached for 24 hours after it was confirmed';
  return move({
    event: 'expired',
    actor: 'salur',
    by: { lease: 'ended' },
    unlessWanted: true,
    detail: { reason },
    dueInMs: recheckOfEndMs(facts),
  });
}

/** The effect of each outcome of a transfer: the event, and the result of the attempt (null: it stays live). */
export const EFFECTS = {
  paid: { event: 'paid', attempt: 'paid' },
  accepted: { event: 'accepted', attempt: null },
  refused: { event: 'refused', attempt: 'refused' },
  not_sent: { event: 'not_sent', attempt: 'not_sent' },
  ambiguous: { event: 'ambiguous', attempt: null },
} as const satisfies Record<TransferOutcome['kind'], { event: PayoutEventName; attempt: AttemptResult | null }>;

/** What is known when the outcome of a transfer is recorded. */
export interface AfterTransfer {
  readonly facts: PayoutFacts;
  readonly statusCheckDelaysMs: readonly number[];
  /** Another rail that can carry it, if it was refused for a cause of the provider. */
  readonly other: ChosenRail | null;
  /**
   * How it waits for funds if it is refused and cannot take another rail: on its own rail when that refused it for lack of funds, else on one that
   * lacked nothing else; null: there is none.
   */
  readonly fundsWait: FundsWait | null;
  /** The balance that is known at its provider, whole rupiah. */
  readonly balance: bigint | null;
  /** When its rail is through with money that is paid now. */
  readonly settledAt: Date | null;
  /** How long the provider wants to be left alone before the first status check. */
  readonly firstCheckAfterMs: number;
  /** The provider's own id of the transfer, if it is known. */
  readonly providerReference: string | null;
}

export function decideAfterTransfer(payout: Payout, outcome: TransferOutcome, seen: AfterTransfer): Decision {
  if (outcome.kind === 'refused') {
    const { reason: because, providerMessage } = outcome;
    const balance = because === 'insufficient_funds' ? seen.balance : null;
    if (seen.other !== null && isProvidersFault(because))
      return moveToOtherRail(payout, seen.other, { because, providerMessage, balance });
    if (seen.fundsWait !== null) return waitForFunds(payout, seen.fundsWait, { because, providerMessage });
  }
  return move({
    event: EFFECTS[outcome.kind].event,
    actor: 'salur',
    by: { lease: 'ended' },
    detail: { step: 'transfer', ...outcome.providerMessage },
    set: { ...fieldsOf(outcome), providerReference: seen.providerReference },
    dueInMs: nextLookMs(outcome, seen),
  });
}

function nextLookMs({ kind }: TransferOutcome, seen: AfterTransfer): number | null {
  const { facts, statusCheckDelaysMs, settledAt, firstCheckAfterMs } = seen;
  switch (kind) {
    case 'paid':
    case 'refused':
      return nextRecheckMs(facts.now, facts.now, settledAt);
    case 'not_sent':
      return nextDelayMs(statusCheckDelaysMs, facts.attempts - 1);
    default:
      return firstCheckMs(statusCheckDelaysMs, firstCheckAfterMs);
  }
}

function fieldsOf(outcome: TransferOutcome): PayoutFields {
  switch (outcome.kind) {
    case 'paid':
      return { proof: 'api_reply' };
    case 'accepted':
      return { pendingReason: 'accepted' };
    case 'ambiguous':
      return { pendingReason: 'ambiguous' };
    case 'refused':
      return {
        proof: 'api_reply',
        failureCode: outcome.reason,
        failureMessage: outcome.providerMessage.message,
        failureProviderCode: outcome.providerMessage.code,
      };
    case 'not_sent':
      // The confirmation stands: it is attempted again without another decision of a person.
      return {};
  }
}
