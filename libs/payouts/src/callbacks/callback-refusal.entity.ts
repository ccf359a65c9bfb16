import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Why a callback was answered with an error and not stored. */
export const REFUSAL_KINDS = ['source', 'forged', 'unreadable', 'unknown_secret', 'busy'] as const;
export type RefusalKind = (typeof REFUSAL_KINDS)[number];

/** How many callbacks of a route were refused on a day (UTC). */
@Entity('callback_refusal')
export class CallbackRefusal {
  @PrimaryColumn('text')
  readonly provider: string;

  @PrimaryColumn('text')
  readonly path: string;

  @PrimaryColumn('date')
  readonly day: string;

  @PrimaryColumn('text')
  readonly reason: RefusalKind;

  @Column('bigint')
  readonly count: string;

  @Column('timestamptz')
  readonly lastAt: Date;
}
