import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** The state machine as PostgreSQL knows it: history may only name moves that are rows here. */
@Entity('payout_transition')
@Unique('payout_transition_is_unique', ['fromStatus', 'event', 'toStatus'])
export class PayoutTransition {
  @PrimaryColumn('text')
  readonly fromStatus: string;

  @PrimaryColumn('text')
  readonly event: string;

  @Column('text')
  readonly toStatus: string;
}
