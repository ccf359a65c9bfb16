const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Waits after the first, second, ... failed try, by the Standard Webhooks specification: ten tries in 75.6 hours. */
export const RETRY_WAITS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** Waits become this much longer at most, never shorter: a receiver that comes back is not met by everything at once. */
const JITTER = 0.2;
/** No receiver may put a try off for longer. */
const LONGEST_RETRY_AFTER_MS = 24 * HOUR_MS;

/** When a delivery that failed is tried again. */
export class RetrySchedule {
  /** @param waitsMs others than the real ones are for tests, in which days must pass in seconds */
  constructor(private readonly waitsMs: readonly number[] = RETRY_WAITS_MS) {}

  /**
   * How long to wait after a failed try.
   *
   * @param tries how many failed, this one included
   * @param retryAfterMs what the receiver asked for
   * @returns null after the last one
   */
  waitAfter(tries: number, retryAfterMs: number | null, random = Math.random): number | null {
    const plannedMs = this.waitsMs[tries - 1];
    if (plannedMs === undefined) return null;
    const wishedMs = Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
    return Math.round(Math.max(plannedMs * (1 + JITTER * random()), wishedMs));
  }
}

/**
 * Reads the header `Retry-After`: seconds, or a date (RFC 9110).
 *
 * @returns milliseconds from now, or null when it says nothing of use
 */
export function readRetryAfter(text: string | undefined, nowMs = Date.now()): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND_MS;
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
