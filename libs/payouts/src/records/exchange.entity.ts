import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Evidence: one request to a provider and what came back, redacted. Append-only. */
@Entity('exchange')
@Index('exchange_by_payout', ['payoutId', 'id'])
export class ExchangeRecord {
  @PrimaryColumn('uuid')
  readonly id: string;

  @ForeignKey('Payout', { name: 'exchange_payout_fkey' })
  @Column('uuid')
  readonly payoutId: string;

  @ForeignKey('Attempt', { name: 'exchange_attempt_fkey' })
  @Column('uuid', { nullable: true })
  readonly attemptId: string | null;

  @Column('text')
  readonly provider: string;

  @Column('text')
  readonly step: string;

  @Column('text')
  readonly method: string;

  @Column('text')
  readonly url: string;

  @Column('text')
  readonly request: string;

  @Column('text')
  readonly requestSha256: string;

  @Column('integer', { nullable: true })
  readonly httpStatus: number | null;

  @Column('text', { nullable: true })
  readonly response: string | null;

  /** What it meant to us, e.g. `ambiguous`. */
  @Column('text')
  readonly outcome: string;

  @Column('text', { nullable: true })
  readonly providerCode: string | null;

  @Column('text', { nullable: true })
  readonly error: string | null;

  @Column('timestamptz')
  readonly startedAt: Date;

  @Column('integer')
  readonly durationMs: number;
}
