import type { HolidaysOfYear } from './business-calendar.js';
import { DECREED_YEARS } from './decreed-years.js';
import { HOLIDAY_NAMES, HOLIDAYS, UNCERTAIN_NAMES } from './indonesian-holidays.generated.js';
import { dayOfDateText, type JakartaDay, jakartaDayOf, yearOf } from './jakarta-day.js';

/** A public holiday, or joint leave that was decreed. */
export interface Holiday {
  readonly name: string;
  /** It follows the moon and is computed: a decree may move it by a day. */
  readonly uncertain: boolean;
}

const known = new Map<number, ReadonlyMap<JakartaDay, Holiday>>();
const knownNames = new Map<number, ReadonlyMap<JakartaDay, string>>();

/**
 * The public holidays of Indonesia, 2000 to 2099: as decreed, with joint leave (cuti bersama), in the years of `decreed-years.ts`;
 * otherwise computed and without joint leave. Rows of `calendar_day` override both.
 *
 * They are computed when the code is generated: the package that does it costs 400 ms of processor time and 45 MB.
 */
export function holidaysOf(year: number): ReadonlyMap<JakartaDay, Holiday> {
  let holidays = known.get(year);
  if (holidays === undefined) {
    holidays = decreedDays(year) ?? computedDays(year, HOLIDAYS[year] ?? '');
    known.set(year, holidays);
  }
  return holidays;
}

/** Their names alone. */
export const indonesianHolidays: HolidaysOfYear = (year) => {
  let names = knownNames.get(year);
  if (names === undefined) {
    names = new Map([...holidaysOf(year)].map(([day, { name }]) => [day, name]));
    knownNames.set(year, names);
  }
  return names;
};

/** @returns the numbers of the decree that came with the service; null: none, the days of the year are computed */
export function decreeOf(year: number): string | null {
  return DECREED_YEARS[year]?.decree ?? null;
}

function decreedDays(year: number): Map<JakartaDay, Holiday> | null {
  const decreed = DECREED_YEARS[year];
  if (decreed === undefined) return null;
  return new Map(
    Object.entries(decreed.days).map(([date, name]) => [
      dayOfDateText(`${year}-${date}`) as JakartaDay,
      { name, uncertain: false },
    ]),
  );
}

/** @param text entries such as `0525ei`: month, day, and the letters of the names */
function computedDays(year: number, text: string): Map<JakartaDay, Holiday> {
  const days = new Map<JakartaDay, Holiday>();
  for (const [, month, date, letters = ''] of text.matchAll(/(\d\d)(\d\d)([a-z]+)/g)) {
    const day = dayOfDateText(`${year}-${month}-${date}`);
    const names = [...letters].flatMap((letter) => HOLIDAY_NAMES[letter.charCodeAt(0) - 'a'.charCodeAt(0)] ?? []);
    // a day is certain if one of its holidays is
    if (day !== null && names.length > 0)
      days.set(day, { name: names.join(', '), uncertain: names.every((name) => UNCERTAIN_NAMES.has(name)) });
  }
  return days;
}

/** Reminds from 1 November on: the decree is signed before. */
const DAYS_AHEAD = 61;

/** Detects a year that no person has said to be complete: joint leave is decreed each year and cannot be computed. */
export class JointLeaveReminder {
  private remindedOn: JakartaDay | null = null;

  /**
   * @param complete the years that a person said are complete; those whose decree came with the service are complete too
   * @returns the year that is not (this year, or from November on the next); null: it is, or today's reminder was returned before
   */
  yearToRemindOf(complete: ReadonlySet<number>, now: Date): number | null {
    const today = jakartaDayOf(now);
    if (this.remindedOn === today) return null;
    const year = yearOf(today + DAYS_AHEAD);
    if (complete.has(year) || decreeOf(year) !== null) return null;
    this.remindedOn = today;
    return year;
  }
}
