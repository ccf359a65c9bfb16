import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A day declared open or closed by an operator. It overrides weekday and public holidays. */
@Entity('calendar_day')
export class CalendarDay {
  /** `2026-03-20` */
  @PrimaryColumn('date')
  readonly date: string;

  @Column('boolean')
  readonly businessDay: boolean;

  /** The reason, for people: the holiday or the decree. */
  @Column('text')
  readonly name: string;

  @Column('text')
  readonly changedBy: string;

  @Column('timestamptz', { default: () => 'now()' })
  readonly changedAt: Date;
}

/** One edit of the calendar: append-only, written in the same statement, so that removals are recorded too. */
@Entity('calendar_change')
@Check('calendar_change_declares_or_takes_back', '(business_day is null) = (name is null)')
export class CalendarChange {
  @PrimaryColumn('uuid')
  readonly id: string;

  /** `2026-03-20` */
  @Column('date')
  readonly date: string;

  /** null: the declaration was removed. */
  @Column('boolean', { nullable: true })
  readonly businessDay: boolean | null;

  @Column('text', { nullable: true })
  readonly name: string | null;

  @Column('text')
  readonly changedBy: string;

  @Column('timestamptz', { default: () => 'now()' })
  readonly changedAt: Date;
}

/** A year that a person has said to be complete: its decree is known and everything of it is declared. */
@Entity('calendar_year')
@Check('calendar_year_is_of_the_calendar', 'year between 2000 and 2099')
export class CalendarYear {
  @PrimaryColumn('integer')
  readonly year: number;

  @Column('text')
  readonly completedBy: string;

  @Column('timestamptz', { default: () => 'now()' })
  readonly completedAt: Date;
}
