import type { HolidaysOfYear } from './business-calendar.js';
import { HOLIDAYS } from './holidays.generated.js';
import { dayOfDateText, type JakartaDay, jakartaDayOf, yearOf } from './jakarta-day.js';

const LINES: ReadonlyMap<number, string> = new Map(
  HOLIDAYS.trim()
    .split('\n')
    .map((line) => [Number(line.slice(0, 4)), line.slice(5)]),
);
const known = new Map<number, ReadonlyMap<JakartaDay, string>>();

/**
 * The public holidays of Indonesia from 2000 to 2099. Islamic holidays are computed and can differ by a day from the decree;
 * joint leave (cuti bersama) is missing. Both are corrected by rows of `calendar_day`.
 *
 * `npm run gen` writes them: the package that computes them takes 90 ms to load and 40 MB.
 */
export const indonesianHolidays: HolidaysOfYear = (year) => {
  let holidays = known.get(year);
  if (holidays === undefined) {
    holidays = daysOf(year, LINES.get(year) ?? '');
    known.set(year, holidays);
  }
  return holidays;
};

/** @param line `01-01 Hari tahun baru|...` */
function daysOf(year: number, line: string): ReadonlyMap<JakartaDay, string> {
  const days = new Map<JakartaDay, string>();
  for (const holiday of line.split('|')) {
    const day = dayOfDateText(`${year}-${holiday.slice(0, 5)}`);
    if (day !== null) days.set(day, holiday.slice(6));
  }
  return days;
}

/** Reminds from 1 November on: the decree is signed before. */
const DAYS_AHEAD = 61;

/** Detects a year without declared days: joint leave is decreed each year and cannot be computed. */
export class JointLeaveReminder {
  private remindedOn: JakartaDay | null = null;

  /**
   * @param days all declared days
   * @returns the year without a declared day (this year, or from November on the next); null: it has one, or today's reminder
   *   was returned before
   */
  yearToRemindOf(days: readonly { readonly date: string }[], now: Date): number | null {
    const today = jakartaDayOf(now);
    if (this.remindedOn === today) return null;
    const year = yearOf(today + DAYS_AHEAD);
    if (days.some(({ date }) => yearOf(dayOfDateText(date) ?? 0) === year)) return null;
    this.remindedOn = today;
    return year;
  }
}
