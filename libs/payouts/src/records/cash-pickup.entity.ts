import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * What the person at the counter has to show. Whoever knows these can collect the money: kept apart from the payout, so
 * that no list, log, history or webhook carries them by accident.
 */
@Entity('cash_pickup')
@Index('cash_pickup_by_payout', ['payoutId'])
export class CashPickupCode {
  @ForeignKey('Payout', { name: 'cash_pickup_payout_fkey' })
  @Column('uuid')
  readonly payoutId: string;

  @ForeignKey('Attempt', { name: 'cash_pickup_attempt_fkey' })
  @PrimaryColumn('uuid')
  readonly attemptId: string;

  /** See {@link SealedData.pickupCodeOf}. */
  @Column('bytea')
  readonly codeSealed: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;
}
