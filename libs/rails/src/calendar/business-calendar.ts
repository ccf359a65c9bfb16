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

/** The public holidays of a year, by day, with their names. */
export type HolidaysOfYear = (year: number) => ReadonlyMap<JakartaDay, string>;

/** A day that a person has declared open or closed, whatever the weekday and the holidays say. */
export interface CalendarOverride {
  /** `2026-03-20` */
  readonly date: string;
  readonly businessDay: boolean;
}

/** A calendar without a business day for longer than this is taken to be a mistake. */
const LONGEST_CLOSURE_DAYS = 366;

/**
 * Which days banks settle on, in WIB: Monday to Friday but for public holidays, and for what was declared by hand. Pure:
 * a change makes a new calendar.
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

  /** @param date `2026-03-20`; a text that is no date is no business day */
  isBusinessDay(date: string): boolean {
    const day = dayOfDateText(date);
    return day !== null && this.isOpenOn(day);
  }

  /** @returns when a window opens next; null when it is open at `now` */
  nextOpening(window: DailyWindow, now: Date): Date | null {
    const opensMs = timeOfDayMsOfText(window.opens);
    const today = jakartaDayOf(now);
    const timeMs = timeOfDayMsOf(now);
    if (!this.isOpenOn(today)) return instantOf(this.businessDayAfter(today), opensMs);
    if (timeMs < opensMs) return instantOf(today, opensMs);
    if (timeMs < timeOfDayMsOfText(window.closes)) return null;
    return instantOf(this.businessDayAfter(today), opensMs);
  }

  /** @returns when a window closes next: today, or on the next business day when today's closing has passed */
  cutOff(window: DailyWindow, now: Date): Date {
    const closesMs = timeOfDayMsOfText(window.closes);
    const today = jakartaDayOf(now);
    const isStillToday = this.isOpenOn(today) && timeOfDayMsOf(now) < closesMs;
    return instantOf(isStillToday ? today : this.businessDayAfter(today), closesMs);
  }

  /** @returns midnight WIB at which the current business day ends; on a day off, the next business day */
  endOfBusinessDay(now: Date): Date {
    const today = jakartaDayOf(now);
    return instantOf((this.isOpenOn(today) ? today : this.businessDayAfter(today)) + 1);
  }

  /** Computes this year's and next year's holidays, so that nobody has to wait for them later. */
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

/** Saturdays and Sundays are all that is known before the holidays are loaded. */
export const WEEKENDS_ONLY = new BusinessCalendar(() => new Map());
