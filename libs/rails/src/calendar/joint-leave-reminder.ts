import { dayOfDateText, type JakartaDay, jakartaDayOf, yearOf } from './jakarta-day.js';

/** From 1 November, because the decree is signed before. */
const DAYS_AHEAD = 61;

/** Notices that nobody has declared a day of a year: its joint leave is decreed anew each year, and cannot be computed. */
export class JointLeaveReminder {
  private remindedOn: JakartaDay | null = null;

  /**
   * @param days every declared day
   * @returns the year that has none of them, this one or from November on the next; null: it has, or today that was said
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
