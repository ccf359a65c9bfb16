import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, newId } from '#libs/platform';
import { LoadRailFacts } from '../facts/load-rail-facts.js';
import { CalendarDay, CalendarYear } from './calendar-day.entity.js';
import { decreeOf, holidaysOf } from './indonesian-holidays.js';
import { dateTextOf, dayOfDateText } from './jakarta-day.js';

/** A day that differs from its weekday: a public holiday or a declared day. */
export interface CalendarEntry {
  /** `2026-03-20` */
  readonly date: string;
  readonly businessDay: boolean;
  readonly name: string;
  /** It follows the moon and is computed: a decree may move it by a day. */
  readonly uncertain: boolean;
  /** null: a public holiday without a declaration. */
  readonly changedBy: string | null;
  readonly changedAt: Date | null;
}

/** Whether the days of a year are known. */
export interface CalendarYearState {
  /** The numbers of the decree that came with the service; null: none, so holidays are computed and joint leave is missing. */
  readonly decree: string | null;
  /** null: no person has said that the year is complete. */
  readonly completedBy: string | null;
}

/** What an operator declares about a day. */
export interface DayDeclaration {
  readonly businessDay: boolean;
  /** The reason, for people. */
  readonly name: string;
}

/** Whether a text is a valid date such as `2026-03-20`. */
export function isCalendarDate(text: string): boolean {
  return dayOfDateText(text) !== null;
}

/**
 * An edit and its record are one statement. The time is read after the day's row is locked: of two concurrent edits of one
 * day, the one with the later record is in effect.
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

const REMOVE = `with day as (delete from calendar_day where date = $2 returning date)
  insert into calendar_change (id, date, changed_by, changed_at)
  select $1, date, $3, clock_timestamp() from day returning id`;

/** Parameters: year, who says so. */
const COMPLETE = `with done as (
    insert into calendar_year (year, completed_by) values ($1, $2) on conflict (year) do nothing returning 1
  )
  select exists (select from done) as changed`;

/** Parameters: year. */
const REOPEN = `with done as (delete from calendar_year where year = $1 returning 1) select exists (select from done) as changed`;

/**
 * Lets operators declare business days and holidays: joint leave changes by decree, and some holidays are set by sighting the
 * moon. Every edit is recorded in the table `calendar_change`.
 */
@Injectable()
export class EditCalendar {
  constructor(
    private readonly dataSource: DataSource,
    private readonly facts: LoadRailFacts,
  ) {}

  /** @returns the year's public holidays and declared days, in order; without weekends */
  async list(year: number): Promise<CalendarEntry[]> {
    const days = await this.declaredIn(year);
    const entries = new Map<string, CalendarEntry>();
    for (const [day, { name, uncertain }] of holidaysOf(year)) {
      const date = dateTextOf(day);
      entries.set(date, { date, businessDay: false, name, uncertain, changedBy: null, changedAt: null });
    }
    for (const day of days) entries.set(day.date, { ...day, uncertain: false });
    return [...entries.values()].sort((one, other) => (one.date < other.date ? -1 : 1));
  }

  /**
   * Declares a day open or closed. This replica applies it immediately, the others within seconds.
   *
   * @param date valid for {@link isCalendarDate}
   * @param by the actor to record
   */
  async put(date: string, { businessDay, name }: DayDeclaration, by: Actor): Promise<CalendarEntry> {
    const entry = await inTransaction(this.dataSource, async (tx) => {
      const [declared]: CalendarEntry[] = await tx.query(DECLARE, [newId(), date, businessDay, name, by.name]);
      const details = { businessDay };
      await recordAudit(tx, by, { action: 'calendar.declare', subjectId: date, reason: name, details });
      return declared;
    });
    await this.facts.reload();
    return { ...(entry as CalendarEntry), uncertain: false };
  }

  /**
   * Removes a declaration: weekday and public holidays apply again.
   *
   * @param by the actor to record
   * @returns false when the day had no declaration
   */
  async remove(date: string, by: Actor): Promise<boolean> {
    const removed = await inTransaction(this.dataSource, async (tx) => {
      const changes: unknown[] = await tx.query(REMOVE, [newId(), date, by.name]);
      if (changes.length === 1) await recordAudit(tx, by, { action: 'calendar.take_back', subjectId: date });
      return changes.length === 1;
    });
    await this.facts.reload();
    return removed;
  }

  /** Where the days of a year come from, and whether a person has said that they are all there. */
  async stateOf(year: number): Promise<CalendarYearState> {
    const stored = await this.dataSource.getRepository(CalendarYear).findOneBy({ year });
    return { decree: decreeOf(year), completedBy: stored?.completedBy ?? null };
  }

  /**
   * Records that everything decreed for a year is declared, which ends the reminder.
   *
   * @param by the actor to record
   * @returns false when it was recorded before
   */
  async complete(year: number, by: Actor): Promise<boolean> {
    return this.changeYear(year, by, 'calendar.complete', COMPLETE, [year, by.name]);
  }

  /** Takes it back. @returns false when the year was not complete */
  async reopen(year: number, by: Actor): Promise<boolean> {
    return this.changeYear(year, by, 'calendar.reopen', REOPEN, [year]);
  }

  private async changeYear(
    year: number,
    by: Actor,
    action: 'calendar.complete' | 'calendar.reopen',
    statement: string,
    values: unknown[],
  ): Promise<boolean> {
    return inTransaction(this.dataSource, async (tx) => {
      const [row] = await tx.query(statement, values);
      if (row.changed) await recordAudit(tx, by, { action, subjectId: String(year) });
      return row.changed;
    });
  }

  private declaredIn(year: number): Promise<CalendarDay[]> {
    return this.dataSource
      .getRepository(CalendarDay)
      .createQueryBuilder('day')
      .where(`day.date >= make_date(:year, 1, 1) and day.date < make_date(:next, 1, 1)`, { year, next: year + 1 })
      .getMany();
  }
}
