import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A move that an endpoint of the client wants, written in the transaction that moved the payout; gone once it is delivered. */
@Entity('outbox')
@Unique('outbox_event_is_unique', ['payoutId', 'version'])
@Index('outbox_open', ['id'], { where: 'snapshot IS NOT NULL' })
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

  /** This and the snapshot are null in entries that the release before wrote. */
  @Column('uuid', { nullable: true })
  readonly clientId: string | null;

  /** The payout as of the move; see `payout-view.ts`. What names people is sealed in it. */
  @Column('jsonb', { nullable: true })
  readonly snapshot: Readonly<Record<string, unknown>> | null;
}
