import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { rupiahColumn } from '#libs/platform';

/** Our account at a provider as it last told, and when to ask again. One replica asks for all. */
@Entity('provider_account')
@Check('provider_account_balance_has_its_time', '(available is null) = (balance_at is null)')
export class ProviderAccount {
  @PrimaryColumn('text')
  readonly provider: string;

  /** Whole rupiah that may be spent. */
  @Column('bigint', { nullable: true, transformer: rupiahColumn })
  readonly available: bigint | null;

  @Column('bigint', { nullable: true, transformer: rupiahColumn })
  readonly ledger: bigint | null;

  /** When the provider was asked for what is written here. */
  @Column('timestamptz', { nullable: true })
  readonly balanceAt: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  readonly balanceDueAt: Date;

  /** The `balanceAt` up to which payouts that wait for funds were let go. */
  @Column('timestamptz', { nullable: true })
  readonly sharedOutAt: Date | null;

  @Column('timestamptz', { nullable: true })
  readonly banksAt: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  readonly banksDueAt: Date;
}
