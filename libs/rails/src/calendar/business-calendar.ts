import type { DailyWindow } from '#libs/providers';
import {
  dayOfDateText,
  instantOf,
  isWeekend,
  type JakartaDay,
  jakartaDayOf,
  timeOfDayMsOf,
  timeOfDayMsOfText,
  yearOf,
} from './jakarta-day.js';

/** The public holidays of a year: names by day. */
export type HolidaysOfYear = (year: number) => ReadonlyMap<JakartaDay, string>;

/** A day declared open or closed by an operator; it overrides weekday and holidays. */
export interface CalendarOverride {
  /** `2026-03-20` */
  readonly date: string;
  readonly businessDay: boolean;
}

/** The search for a business day ends here: a longer closure can only be a mistake. */
const LONGEST_CLOSURE_DAYS = 366;

/**
 * The days on which banks settle, in WIB: Monday to Friday except public holidays, plus declared days. Immutable: a change
 * creates a new calendar.
 */
export class BusinessCalendar {
  private readonly overrides: ReadonlyMap<JakartaDay, boolean>;

  constructor(
    private readonly holidaysOf: HolidaysOfYear,
    overrides: readonly CalendarOverride[] = [],
  ) {
    this.overrides = new Map(
      overrides.flatMap(({ date, businessDay }) => {
        const day = dayOfDateText(date);
        return day === null ? [] : [[day, businessDay] as const];
      }),
    );
  }

  /** @param date `2026-03-20`; an invalid date is not a business day */
  isBusinessDay(date: string): boolean {
    const day = dayOfDateText(date);
    return day !== null && this.isOpenOn(day);
  }

  /** @returns the next opening of a window; null: it is open at `now` */
  nextOpening(window: DailyWindow, now: Date): Date | null {
    const opensMs = timeOfDayMsOfText(window.opens);
    const today = jakartaDayOf(now);
    const timeMs = timeOfDayMsOf(now);
    if (!this.isOpenOn(today)) return instantOf(this.businessDayAfter(today), opensMs);
    if (timeMs < opensMs) return instantOf(today, opensMs);
    if (timeMs < timeOfDayMsOfText(window.closes)) return null;
    return instantOf(this.businessDayAfter(today), opensMs);
  }

  /** @returns the next closing of a window: today, or on the next business day when today's has passed */
  cutOff(window: DailyWindow, now: Date): Date {
    const closesMs = timeOfDayMsOfText(window.closes);
    const today = jakartaDayOf(now);
    const isStillToday = this.isOpenOn(today) && timeOfDayMsOf(now) < closesMs;
    return instantOf(isStillToday ? today : this.businessDayAfter(today), closesMs);
  }

  /** @returns midnight WIB at the end of the current business day; on a closed day, of the next business day */
  endOfBusinessDay(now: Date): Date {
    const today = jakartaDayOf(now);
    return instantOf((this.isOpenOn(today) ? today : this.businessDayAfter(today)) + 1);
  }

  /** Computes the holidays of this year and the next in advance. */
  prepare(now: Date): void {
    const year = yearOf(jakartaDayOf(now));
    this.holidaysOf(year);
    this.holidaysOf(year + 1);
  }

  private isOpenOn(day: JakartaDay): boolean {
    const declared = this.overrides.get(day);
    if (declared !== undefined) return declared;
    return !isWeekend(day) && !this.holidaysOf(yearOf(day)).has(day);
  }

  private businessDayAfter(day: JakartaDay): JakartaDay {
    let next = day + 1;
    while (!this.isOpenOn(next) && next < day + LONGEST_CLOSURE_DAYS) next += 1;
    return next;
  }
}

/** The calendar before the holidays are loaded: only weekends are closed. */
export const WEEKENDS_ONLY = new BusinessCalendar(() => new Map());
