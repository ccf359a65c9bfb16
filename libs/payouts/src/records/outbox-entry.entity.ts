import { Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A move that clients may want to hear of, written in the transaction that moved the payout. */
@Entity('outbox')
@Unique('outbox_event_is_unique', ['payoutId', 'version'])
@ForeignKey('PayoutEvent', ['payoutId', 'version'], ['payoutId', 'version'], { name: 'outbox_event_fkey' })
export class OutboxEntry {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  readonly id: string;

  @Column('uuid')
  readonly payoutId: string;

  @Column('integer')
  readonly version: number;

  /** `payout.<status>`, or `payout.rerouted` for one that begins again. */
  @Column('text')
  readonly type: string;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;
}
