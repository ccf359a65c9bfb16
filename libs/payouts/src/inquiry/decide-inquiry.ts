import { NOW } from '#libs/platform';
import type { InquiryOutcome } from '#libs/providers';
import { INQUIRY_TRIES, nextDelayMs, recheckOfEndMs, TRIES_BEFORE_OTHER_RAIL } from '../law/schedule.js';
import { CONFIRM_WITHIN_MS, standing, type TwoPeopleSettings } from '../law/standing.js';
import type { FailureCode, NameMatch } from '../law/status.js';
import { type Decision, later, move, WAITS_NO_MORE } from '../law/transition.js';
import type { PayoutFacts } from '../records/facts.js';
import type { Payout } from '../records/payout.entity.js';
import { type ChosenRail, type FundsWait, moveToOtherRail, waitForFunds } from '../waits/decide-wait.js';

export type Passed = Extract<InquiryOutcome, { kind: 'passed' }>;
type NotPassed = Exclude<InquiryOutcome, Passed>;

/** The part of the settings that an inquiry depends on. */
export interface InquirySettings extends TwoPeopleSettings {
  readonly statusCheckDelaysMs: readonly number[];
  readonly leaseMs: number;
}

/** What an inquiry found out about the owner of the account, compared and sealed. */
export interface FoundOwner {
  readonly nameMatch: NameMatch | null;
  /** Whether it is the name that the payout was confirmed for. */
  readonly isConfirmedName: boolean;
  readonly accountNameSealed: Buffer | null;
  readonly ticketSealed: Buffer;
}

/** The account is found: the payout goes on to its transfer at once if nothing is missing, and else waits for a person. */
export function decidePassed(
  payout: Payout,
  outcome: Passed,
  found: FoundOwner,
  facts: PayoutFacts,
  settings: InquirySettings,
): Decision {
  const { nameMatch, accountNameSealed, ticketSealed } = found;
  // A confirmation was given for a name, and before it was known that an earlier transfer may have been paid.
  const isConfirmed =
    payout.confirmedAt !== null && found.isConfirmedName && (payout.confirmedBy === null || !facts.isDoubted);
  const confirmedAt = isConfirmed ? payout.confirmedAt : null;
  const confirmedBy = isConfirmed ? payout.confirmedBy : null;
  const inquired = { ...payout, status: 'inquired', nameMatch, confirmedAt, confirmedBy, waitingReason: null } as const;
  const isReady = standing(inquired, facts, settings).kind === 'ready';
  return move({
    event: 'inquiry_passed',
    actor: 'salur',
    by: isReady ? { lease: 'kept', leaseMs: settings.leaseMs } : { lease: 'ended' },
    detail: { nameMatch, code: outcome.providerMessage.code, providerReference: outcome.providerReference },
    set: {
      accountNameSealed,
      nameMatch,
      confirmedAt: isConfirmed ? NOW : null,
      confirmedBy,
      ticketSealed,
      providerReference: outcome.providerReference,
      fee: outcome.fee,
    },
    dueInMs: isReady ? 0 : CONFIRM_WITHIN_MS,
  });
}

/** Whether a payout whose provider does not say who owns the account looks for another rail. */
export function isUnavailableForLong({ tries }: Pick<Payout, 'tries'>): boolean {
  return tries + 1 >= TRIES_BEFORE_OTHER_RAIL;
}

/** Where a payout can go whose inquiry did not pass. */
export interface AfterInquiry {
  /** Another rail, if one is worth looking for: the provider, not the account, is why this one cannot carry the payout. */
  readonly other: ChosenRail | null;
  /** How it waits for funds when no other rail can carry it; null: it lacks no money. */
  readonly fundsWait: FundsWait | null;
  /** The balance that is known at its provider, whole rupiah. */
  readonly balance: bigint | null;
}

/**
 * The account is not found, or the provider does not say: another rail, another attempt, waiting for the funds that another rail lacked, or the end.
 * Nothing has moved.
 */
export function decideNotPassed(
  payout: Payout,
  outcome: NotPassed,
  { other, fundsWait, balance }: AfterInquiry,
  facts: PayoutFacts,
  { statusCheckDelaysMs }: InquirySettings,
): Decision {
  const { providerMessage } = outcome;
  const failureCode: FailureCode = outcome.kind === 'refused' ? outcome.reason : 'inquiry_unavailable';
  const because = outcome.kind === 'refused' ? outcome.reason : 'inquiry_unavailable';
  const short = because === 'insufficient_funds' ? balance : null;
  if (other !== null) return moveToOtherRail(payout, other, { because, providerMessage, balance: short });
  if (outcome.kind === 'unavailable' && payout.tries + 1 < INQUIRY_TRIES)
    return later(nextDelayMs(statusCheckDelaysMs, payout.tries), WAITS_NO_MORE);
  if (fundsWait !== null) return waitForFunds(payout, fundsWait, { because, providerMessage });
  return move({
    event: 'refused',
    actor: 'salur',
    by: { lease: 'ended' },
    detail: { step: 'inquiry', reason: failureCode, ...providerMessage },
    set: {
      proof: 'api_reply',
      failureCode,
      failureMessage: providerMessage.message,
      failureProviderCode: providerMessage.code,
    },
    dueInMs: recheckOfEndMs(facts),
  });
}
