import { Problem } from '#libs/platform';

/** Longest that an answer is held back. */
export const LONGEST_WAIT_S = 60;

/** Preferences are separated by commas, except by those inside quotes. */
const PREFERENCES = /(?:"(?:[^"\\]|\\.)*"|[^,"])+/g;
/** RFC 7240: a value may be quoted, and parameters after a semicolon belong to the preference. */
const WAIT = /^\s*wait\s*(?:=\s*(?:"([^"]*)"|([^";\s]*))\s*)?(?:;|$)/i;
const LONGEST_HEADER = 1_000;

/**
 * How many seconds a caller wants its answer held back until the payout rests. A preference that cannot be read is
 * ignored, as RFC 7240 wants it; a longer wait than we offer becomes the longest.
 *
 * @returns null when the caller does not say
 */
export function waitSeconds(prefer: string | undefined): number | null {
  if (prefer === undefined || prefer.length > LONGEST_HEADER) return null;
  for (const [preference] of prefer.matchAll(PREFERENCES)) {
    const found = WAIT.exec(preference);
    if (found === null) continue;
    const value = found[1] ?? found[2] ?? '';
    // Of several the first one counts, also when it makes no sense.
    return /^\d{1,6}$/.test(value) ? Math.min(Number(value), LONGEST_WAIT_S) : null;
  }
  return null;
}

const KEY = /^[\x21-\x7e]{1,255}$/;

/** @throws Problem `idempotency_key_missing` */
export function readIdempotencyKey(header: string | string[] | undefined): string {
  if (header === undefined) throw new Problem('idempotency_key_missing', 'There is no Idempotency-Key header');
  if (typeof header === 'string' && KEY.test(header)) return header;
  throw new Problem('idempotency_key_missing', 'The Idempotency-Key is not 1 to 255 visible ASCII characters');
}
