import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Why a callback was not stored. All were answered with an error but `over_limit`: there are enough about its transfer, and
 * its provider heard what it wants to hear.
 */
export type RefusalKind = 'source' | 'forged' | 'unreadable' | 'unknown_secret' | 'busy' | 'over_limit';

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
