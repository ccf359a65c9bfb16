import type { HolidaysOfYear } from './business-calendar.js';
import { HOLIDAY_NAMES, HOLIDAYS } from './indonesian-holidays.generated.js';
import { dayOfDateText, type JakartaDay, jakartaDayOf, yearOf } from './jakarta-day.js';

const known = new Map<number, ReadonlyMap<JakartaDay, string>>();

/**
 * The public holidays of Indonesia, 2000 to 2099. Islamic holidays are computed and can differ by a day from the decree; joint
 * leave (cuti bersama) is missing. Both are corrected by rows of `calendar_day`.
 *
 * They are computed when the code is generated: the package that does it costs 400 ms of processor time and 45 MB.
 */
export const indonesianHolidays: HolidaysOfYear = (year) => {
  let holidays = known.get(year);
  if (holidays === undefined) {
    holidays = daysOf(year, HOLIDAYS[year] ?? '');
    known.set(year, holidays);
  }
  return holidays;
};

/** @param text entries such as `0320b`: month, day, and the letter of the name */
function daysOf(year: number, text: string): Map<JakartaDay, string> {
  const days = new Map<JakartaDay, string>();
  for (const [, month, date, letter = ''] of text.matchAll(/(\d\d)(\d\d)([a-z])/g)) {
    const day = dayOfDateText(`${year}-${month}-${date}`);
    const name = HOLIDAY_NAMES[letter.charCodeAt(0) - 'a'.charCodeAt(0)];
    if (day !== null && name !== undefined) days.set(day, name);
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
