import type { Settings } from '#libs/platform';
import type { PendingReason } from './status.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How often an inquiry without an answer is asked again before the payout fails; nothing has moved by then. */
export const INQUIRY_TRIES = 5;

/** An `auto` payout asks so often on one rail before it takes another that can carry it. */
export const TRIES_BEFORE_OTHER_RAIL = 2;

/** "Not found" counts only this often in a row. */
export const NOT_FOUND_TIMES = 3;

/** A refusal by a bank behind the provider is proof only this long after the transfer. */
export const REFUSAL_AGE_MS = MINUTE_MS;

/** A payout in review is still checked, because the provider may get its result late. */
export const REVIEW_CHECK_MS = DAY_MS;

/** Finals are looked at again on day 1, 3 and 7 after they became final, for late returns. */
const RECHECK_AGES_MS: readonly number[] = [DAY_MS, 3 * DAY_MS, 7 * DAY_MS];

/** A look this shortly after a planned one stands in for it. */
const RECHECK_SLACK_MS = MINUTE_MS;

/**
 * When a final payout is looked at next, in milliseconds from now; null: never again.
 *
 * @param settledAt when its rail is through with the money, if a success may bounce until then
 */
export function nextRecheckMs(completedAt: Date, now: Date, settledAt: Date | null): number | null {
  const plannedMs = RECHECK_AGES_MS.map((ageMs) => completedAt.getTime() + ageMs);
  if (settledAt !== null) plannedMs.push(settledAt.getTime());
  const openMs = plannedMs.map((atMs) => atMs - now.getTime()).filter((inMs) => inMs > RECHECK_SLACK_MS);
  return openMs.length === 0 ? null : Math.min(...openMs);
}

/**
 * When a payout that ends without a transfer is looked at again, in milliseconds from now: never, unless a transfer of it had
 * been refused before, which is then asked about once more.
 */
export function recheckOfEndMs({ hasRefusedAttempt, now }: { hasRefusedAttempt: boolean; now: Date }): number | null {
  return hasRefusedAttempt ? nextRecheckMs(now, now, null) : null;
}

/** The wait before the next attempt; the last delay repeats. */
export function nextDelayMs(delaysMs: readonly number[], tries: number): number {
  return delaysMs[Math.min(tries, delaysMs.length - 1)] as number;
}

/** The wait before the first status check, when the provider does not want to be asked before `notBeforeMs`. */
export function firstCheckMs(delaysMs: readonly number[], notBeforeMs: number): number {
  return Math.max(nextDelayMs(delaysMs, 0), Math.min(notBeforeMs, Math.max(...delaysMs)));
}

/** What decides when a payout that is pending goes to review. */
export interface ReviewSettings {
  readonly reviewAfterMs: number;
  /** How long an accepted transfer may stay open on its rail: cash lies at the counter for days. */
  readonly mayStayOpenMs: number;
}

/** How long after its transfer a pending payout goes to review: what is accepted may stay open longer than what is ambiguous. */
export function reviewAfterMs(
  { pendingReason }: { readonly pendingReason: PendingReason | null },
  { reviewAfterMs, mayStayOpenMs }: ReviewSettings,
): number {
  return Math.max(reviewAfterMs, pendingReason === 'accepted' ? mayStayOpenMs : 0);
}

/** How long a claim keeps other replicas away: longer than one call to a provider can take. */
export function leaseMs(settings: Settings): number {
  return Math.max(settings.leaseMs, settings.providerTimeoutMs + 1_000);
}
