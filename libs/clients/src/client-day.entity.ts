import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { rupiahColumn } from '#libs/platform';

/** What a client with limits has created on a day of Jakarta. Written with each payout, by whoever accepts it. */
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
