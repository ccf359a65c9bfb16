import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/**
 * The payout as of an outbox entry that somebody wants to hear of. Written by a trigger in the transaction that moves the
 * payout, and deleted in the one that makes the deliveries: what is here has not been fanned out yet.
 */
@Entity('outbox_snapshot')
export class OutboxSnapshot {
  @ForeignKey('OutboxEntry', { name: 'outbox_snapshot_outbox_fkey' })
  @PrimaryColumn('bigint')
  readonly outboxId: string;

  @Column('uuid')
  readonly clientId: string;

  /** The row of the payout by column name. */
  @Column('jsonb')
  readonly payout: object;
}
