import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** One edit of the calendar: append-only, written with the edit, so that it also names who took a declaration back. */
@Entity('calendar_change')
@Check('calendar_change_declares_or_takes_back', '(business_day is null) = (name is null)')
export class CalendarChange {
  @PrimaryColumn('uuid')
  readonly id: string;

  /** `2026-03-20` */
  @Column('date')
  readonly date: string;

  /** null: what was declared of the day was taken back. */
  @Column('boolean', { nullable: true })
  readonly businessDay: boolean | null;

  @Column('text', { nullable: true })
  readonly name: string | null;

  @Column('text')
  readonly changedBy: string;

  @Column('timestamptz', { default: () => 'now()' })
  readonly changedAt: Date;
}
