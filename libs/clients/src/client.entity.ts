import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
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

  /** IP addresses and CIDR ranges from which its keys are accepted; empty: any. */
  @Column('text', { array: true, default: '{}' })
  readonly allowedAddresses: string[];

  /** The most whole rupiah in payouts created per day (WIB); null: no limit. */
  @Column('bigint', { nullable: true, transformer: rupiahColumn })
  readonly dailyAmountLimit: bigint | null;

  /** The most payouts created per day (WIB); null: no limit. */
  @Column('bigint', { nullable: true, transformer: rupiahColumn })
  readonly dailyCountLimit: bigint | null;

  /** While set, all of its keys are rejected. */
  @Column('timestamptz', { nullable: true })
  readonly suspendedAt: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  readonly updatedAt: Date;
}

/** What a client with limits has created on one day (WIB). Updated in the transaction that accepts a payout. */
@Entity('client_day')
@Check('client_day_is_not_negative', 'amount >= 0 and count >= 0')
export class ClientDay {
  @ForeignKey('Client', { name: 'client_day_client_fkey' })
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'client_day_pkey' })
  readonly clientId: string;

  @PrimaryColumn('date', { primaryKeyConstraintName: 'client_day_pkey' })
  readonly day: string;

  @Column('numeric', { transformer: rupiahColumn })
  readonly amount: bigint;

  @Column('bigint', { transformer: rupiahColumn })
  readonly count: bigint;
}
