/** Western Indonesia (WIB) is UTC+7 all year. */
export const JAKARTA_OFFSET_MS = 7 * 3_600_000;

/** `2026-11-21 16:30:05.123`: the clock in Jakarta. Cut it where less is wanted. */
export function jakartaClock(at: Date): string {
  return new Date(at.getTime() + JAKARTA_OFFSET_MS).toISOString().slice(0, -1).replace('T', ' ');
}

/** `2026-11-21 16:30:05 WIB`, for people. */
export function wibText(at: Date): string {
  return `${jakartaClock(at).slice(0, 19)} WIB`;
}
