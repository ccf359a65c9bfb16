import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** How far a payout is compared with statements. There is one for each payout that a statement covers or names. */
@Entity('comparison')
@Index('comparison_unsettled', ['payoutId'], { where: 'NOT settled' })
export class Comparison {
  @ForeignKey('Payout', { name: 'comparison_payout_fkey' })
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'comparison_pkey' })
  readonly payoutId: string;

  /** The payout's version when it was last compared; null: there is something new to compare. */
  @Column('integer', { nullable: true })
  readonly payoutVersion: number | null;

  /** Neither the payout nor the statements are expected to change. A new line, or a payout that moves all the same, unsettles it. */
  @Column('boolean', { default: false })
  readonly settled: boolean;

  /** When the newest statement was imported that it was compared with; null: there was none, or it was never compared. */
  @Column('timestamptz', { nullable: true })
  readonly comparedWith: Date | null;
}
