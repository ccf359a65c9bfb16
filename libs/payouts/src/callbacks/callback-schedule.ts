const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** A callback that came before the outcome of its transfer is looked at again. */
export const LOOK_AGAIN_MS = 2 * SECOND_MS;

/** Another transaction holds the rows that it needs at this moment. */
export const BUSY_MS = 500;

/** A callback that names no transfer is retried after these waits; the last repeats. */
const UNMATCHED_WAITS_MS = [10 * SECOND_MS, MINUTE_MS, 10 * MINUTE_MS, HOUR_MS] as const;

/** After this a callback that names no transfer is left to a person. */
export const GIVE_UP_AFTER_MS = 7 * 24 * HOUR_MS;

/** Processing that failed is retried after a minute, then at growing intervals. */
const FAILURE_WAITS_MS = [MINUTE_MS, 10 * MINUTE_MS, HOUR_MS] as const;

export function unmatchedWaitMs(tries: number): number {
  return UNMATCHED_WAITS_MS[Math.min(tries, UNMATCHED_WAITS_MS.length - 1)] as number;
}

export function failureWaitMs(tries: number): number {
  return FAILURE_WAITS_MS[Math.min(tries, FAILURE_WAITS_MS.length - 1)] as number;
}
