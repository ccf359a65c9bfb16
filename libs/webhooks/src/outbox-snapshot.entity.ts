import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/**
 * The payout as of an entry of the outbox that the release before wrote, by a trigger. This release stores the snapshot in the
 * entry itself and only drains this table; the next one drops both table and trigger.
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
