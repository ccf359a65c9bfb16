import { parseDurationMs } from '#libs/platform';
import { wrong } from '../core/errors.js';

const INSTANT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** Western Indonesia, all year. */
const JAKARTA = '+07:00';

/** A time in the past: with its zone, a day of Jakarta from its beginning, or how long ago. @throws UsageError */
export function readTime(name: string, text: string, now: Date = new Date()): Date {
  const agoMs = parseDurationMs(text);
  const date = agoMs === null ? readInstant(text) : new Date(now.getTime() - agoMs);
  if (date !== null && !Number.isNaN(date.getTime())) return date;
  throw wrong(name, 'send a time with its zone (2026-11-21T09:30:00Z), a day (2026-11-21), or how long ago (2h)');
}

/** A time that is still to come: with its zone, or how far away. @throws UsageError */
export function readTimeToCome(name: string, text: string, now: Date = new Date()): Date {
  const inMs = parseDurationMs(text);
  const date = inMs === null ? readInstant(text) : new Date(now.getTime() + inMs);
  if (date !== null && date.getTime() > now.getTime()) return date;
  throw wrong(name, 'send a time to come, with its zone (2027-11-21T00:00:00+07:00), or how far away (90d)');
}

/** A duration in milliseconds. @throws UsageError */
export function readDuration(name: string, text: string, longestMs: number): number {
  const durationMs = parseDurationMs(text);
  if (durationMs !== null && durationMs <= longestMs) return durationMs;
  throw wrong(name, `send a duration such as 30m, 24h or 7d, at most ${longestMs / 86_400_000}d`);
}

function readInstant(text: string): Date | null {
  const day = DAY.test(text) ? text : INSTANT.exec(text)?.[1];
  if (day === undefined || !isDay(day)) return null;
  return new Date(DAY.test(text) ? `${text}T00:00:00${JAKARTA}` : text);
}

function isDay(text: string): boolean {
  const midnightMs = Date.parse(`${text}T00:00:00Z`);
  // 02-30 would be read as 03-02.
  return !Number.isNaN(midnightMs) && new Date(midnightMs).toISOString().slice(0, 10) === text;
}
