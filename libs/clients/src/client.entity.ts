import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { rupiahColumn } from '#libs/platform';

/** An internal service that calls the REST API. */
@Entity('client')
@Unique('client_name_is_unique', ['name'])
@Check('client_daily_amount_limit_is_positive', 'daily_amount_limit > 0')
@Check('client_daily_count_limit_is_positive', 'daily_count_limit > 0')
export class Client {
  @PrimaryColumn('uuid')
  readonly id: string;

  @Column('text')
  readonly name: string;

  /** IP addresses and networks that its keys may be used from; none: any. */
  @Column('text', { array: true, default: '{}' })
  readonly allowedAddresses: string[];

  /** Whole rupiah that it may create payouts for in a day of Jakarta; null: any. */
  @Column('bigint', { nullable: true, transformer: rupiahColumn })
  readonly dailyAmountLimit: bigint | null;

  /** How many payouts it may create in a day of Jakarta; null: any. */
  @Column('bigint', { nullable: true, transformer: rupiahColumn })
  readonly dailyCountLimit: bigint | null;

  /** While set, none of its keys opens anything. */
  @Column('timestamptz', { nullable: true })
  readonly suspendedAt: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  readonly updatedAt: Date;
}
