import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, newId } from '#libs/platform';
import { LoadRailFacts } from '../facts/load-rail-facts.js';
import { CalendarDay } from './calendar-day.entity.js';
import { indonesianHolidays } from './indonesian-holidays.js';
import { dateTextOf, dayOfDateText } from './jakarta-day.js';

/** A day that is not what its weekday says: a public holiday, or what was declared by hand. */
export interface CalendarEntry {
  /** `2026-03-20` */
  readonly date: string;
  readonly businessDay: boolean;
  readonly name: string;
  /** null: a public holiday as computed, which nobody has changed. */
  readonly changedBy: string | null;
  readonly changedAt: Date | null;
}

/** What a person declares of a day. */
export interface CalendarDayWish {
  readonly businessDay: boolean;
  /** Why, for people. */
  readonly name: string;
}

/** Whether a text is a date that the calendar can have: `2026-03-20`. */
export function isCalendarDate(text: string): boolean {
  return dayOfDateText(text) !== null;
}

/**
 * Each edit and its record are one statement. The time is read when the day's row is held: of two who edit one day at once,
 * the later record is what holds.
 */
const DECLARE = `with day as (
    insert into calendar_day (date, business_day, name, changed_by, changed_at) values ($2, $3, $4, $5, clock_timestamp())
    on conflict (date) do update set business_day = excluded.business_day, name = excluded.name,
      changed_by = excluded.changed_by, changed_at = clock_timestamp()
    returning *
  ), change as (
    insert into calendar_change (id, date, business_day, name, changed_by, changed_at)
    select $1, date, business_day, name, changed_by, changed_at from day
  )
  select date::text, business_day as "businessDay", name, changed_by as "changedBy", changed_at as "changedAt" from day`;

const TAKE_BACK = `with day as (delete from calendar_day where date = $2 returning date)
  insert into calendar_change (id, date, changed_by, changed_at)
  select $1, date, $3, clock_timestamp() from day returning id`;

/**
 * Lets people add and take away business days: joint leave changes by decree, and holidays are set by sighting the moon.
 * Every edit is kept in the table `calendar_change`.
 */
@Injectable()
export class EditCalendar {
  constructor(
    private readonly dataSource: DataSource,
    private readonly facts: LoadRailFacts,
  ) {}

  /** @returns the year's public holidays and declared days, in order; weekends are not among them */
  async list(year: number): Promise<CalendarEntry[]> {
    const days = await this.declaredIn(year);
    const entries = new Map<string, CalendarEntry>();
    for (const [day, name] of indonesianHolidays(year)) {
      const date = dateTextOf(day);
      entries.set(date, { date, businessDay: false, name, changedBy: null, changedAt: null });
    }
    for (const day of days) entries.set(day.date, { ...day });
    return [...entries.values()].sort((one, other) => (one.date < other.date ? -1 : 1));
  }

  /**
   * Declares a day open or closed, whatever it was. This replica chooses by it at once, the others within seconds.
   *
   * @param date one that {@link isCalendarDate} knows
   * @param by who says so, for the record
   */
  async put(date: string, { businessDay, name }: CalendarDayWish, by: Actor): Promise<CalendarEntry> {
    const entry = await inTransaction(this.dataSource, async (tx) => {
      const [declared]: CalendarEntry[] = await tx.query(DECLARE, [newId(), date, businessDay, name, by.name]);
      const details = { businessDay };
      await recordAudit(tx, by, { action: 'calendar.declare', subjectId: date, reason: name, details });
      return declared;
    });
    await this.facts.run();
    return entry as CalendarEntry;
  }

  /**
   * Takes a declaration back: the day is again what weekday and public holidays make of it.
   *
   * @param by who does, for the record
   * @returns false when nothing was declared of that day
   */
  async remove(date: string, by: Actor): Promise<boolean> {
    const removed = await inTransaction(this.dataSource, async (tx) => {
      const changes: unknown[] = await tx.query(TAKE_BACK, [newId(), date, by.name]);
      if (changes.length === 1) await recordAudit(tx, by, { action: 'calendar.take_back', subjectId: date });
      return changes.length === 1;
    });
    await this.facts.run();
    return removed;
  }

  private declaredIn(year: number): Promise<CalendarDay[]> {
    return this.dataSource
      .getRepository(CalendarDay)
      .createQueryBuilder('day')
      .where(`day.date >= make_date(:year, 1, 1) and day.date < make_date(:next, 1, 1)`, { year, next: year + 1 })
      .getMany();
  }
}
