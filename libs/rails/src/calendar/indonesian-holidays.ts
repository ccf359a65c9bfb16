import type { HolidaysOfYear } from './business-calendar.js';
import { dayOfDateText, type JakartaDay, jakartaDayOf, yearOf } from './jakarta-day.js';

let loading: Promise<HolidaysOfYear> | undefined;

/**
 * The public holidays of Indonesia. Islamic holidays are computed and can differ by a day from the decree; joint leave (cuti
 * bersama) is missing. Both are corrected by rows of `calendar_day`.
 *
 * The package (about 90 ms and 40 MB, the data of every country) is loaded on first use, once per process. Each year is
 * computed once, in about 10 ms.
 */
export function loadIndonesianHolidays(): Promise<HolidaysOfYear> {
  loading ??= load();
  return loading;
}

async function load(): Promise<HolidaysOfYear> {
  const { default: Holidays } = await import('date-holidays');
  const indonesia = new Holidays('ID', { types: ['public'] });
  const known = new Map<number, ReadonlyMap<JakartaDay, string>>();
  return (year) => {
    let holidays = known.get(year);
    if (holidays === undefined) {
      holidays = daysOf(indonesia.getHolidays(year));
      known.set(year, holidays);
    }
    return holidays;
  };
}

/** A holiday's `date` starts with its local date: `2026-03-20 00:00:00 -0600`. */
function daysOf(holidays: readonly { readonly date: string; readonly name: string }[]): Map<JakartaDay, string> {
  const days = new Map<JakartaDay, string>();
  for (const { date, name } of holidays) {
    const day = dayOfDateText(date.slice(0, 10));
    if (day !== null) days.set(day, name);
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
