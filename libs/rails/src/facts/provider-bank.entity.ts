import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { rupiahColumn } from '#libs/platform';

/** A bank on a provider's own list. */
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

  /** Whole rupiah per transfer; 0: switched off. */
  @Column('bigint', { transformer: rupiahColumn })
  readonly maxAmount: bigint;
}
