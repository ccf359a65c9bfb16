import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { rupiahColumn } from '#libs/platform';

/** Our account at a provider: its last responses, and the due times of the next queries. */
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

  /** The highest that was ever returned as available, whole rupiah. */
  @Column('bigint', { nullable: true, transformer: rupiahColumn })
  readonly highest: bigint | null;

  /** When this balance was requested. */
  @Column('timestamptz', { nullable: true })
  readonly balanceAt: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  readonly balanceDueAt: Date;

  /** The `balanceAt` whose balance was already distributed to payouts that waited for funds. */
  @Column('timestamptz', { nullable: true })
  readonly sharedOutAt: Date | null;

  @Column('timestamptz', { nullable: true })
  readonly banksAt: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  readonly banksDueAt: Date;
}

/** A bank of a provider's bank list. */
@Entity('provider_bank')
@Check('provider_bank_limit_is_not_negative', 'max_amount >= 0')
export class ProviderBankRow {
  @ForeignKey('ProviderAccount', { name: 'provider_bank_account_fkey' })
  @PrimaryColumn('text')
  readonly provider: string;

  @PrimaryColumn('text')
  readonly bankCode: string;

  @Column('text')
  readonly name: string;

  /** Whole rupiah per transfer; 0: disabled. */
  @Column('bigint', { transformer: rupiahColumn })
  readonly maxAmount: bigint;
}
