import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A day declared open or closed by hand. It holds against weekday and public holidays. */
@Entity('calendar_day')
export class CalendarDay {
  /** `2026-03-20` */
  @PrimaryColumn('date')
  readonly date: string;

  @Column('boolean')
  readonly businessDay: boolean;

  /** Why, for people: the holiday, or the decree. */
  @Column('text')
  readonly name: string;

  @Column('text')
  readonly changedBy: string;

  @Column('timestamptz', { default: () => 'now()' })
  readonly changedAt: Date;
}
