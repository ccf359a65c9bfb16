import { JAKARTA_OFFSET_MS } from '#libs/platform';

/**
 * A day in western Indonesia (WIB, UTC+7 all year), where the clearing houses are. Stored as whole days since 1970-01-01, which
 * can be compared and added without a calendar.
 */
export type JakartaDay = number;

const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday; Sunday is 0. */
const WEEKDAY_OF_DAY_ZERO = 4;

/** The Jakarta day of an instant. */
export function jakartaDayOf(instant: Date): JakartaDay {
  return Math.floor((instant.getTime() + JAKARTA_OFFSET_MS) / DAY_MS);
}

/** The start of a day in Jakarta (17:00 UTC of the day before), plus milliseconds. */
export function instantOf(day: JakartaDay, timeOfDayMs = 0): Date {
  return new Date(day * DAY_MS - JAKARTA_OFFSET_MS + timeOfDayMs);
}

/** Milliseconds since midnight in Jakarta. */
export function timeOfDayMsOf(instant: Date): number {
  return instant.getTime() + JAKARTA_OFFSET_MS - jakartaDayOf(instant) * DAY_MS;
}

/** @returns whether a day is a Saturday or a Sunday */
export function isWeekend(day: JakartaDay): boolean {
  const weekday = (((day + WEEKDAY_OF_DAY_ZERO) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}

export function yearOf(day: JakartaDay): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

/** @returns `2026-03-20` */
export function dateTextOf(day: JakartaDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** @returns the day of a text such as `2026-03-20`; null: the text is not a valid date */
export function dayOfDateText(text: string): JakartaDay | null {
  const midnightUtcMs = Date.parse(`${text}T00:00:00.000Z`);
  if (Number.isNaN(midnightUtcMs)) return null;
  const day = midnightUtcMs / DAY_MS;
  // JavaScript parses 02-30 as 03-02.
  return dateTextOf(day) === text ? day : null;
}

/** @returns milliseconds since midnight of a text such as `08:00` */
export function timeOfDayMsOfText(text: string): number {
  const [hours, minutes] = text.split(':');
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
}
