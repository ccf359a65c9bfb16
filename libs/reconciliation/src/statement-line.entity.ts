import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { rupiahColumn } from '#libs/platform';
import type { TimeUnit } from './movements.js';
import type { LineKind } from './read-cells.js';

/**
 * One row of a provider's statement: its kind, amount and transfer. Nothing else of the row is stored, so no names and no account
 * numbers. Append-only except for the transfer, which may be matched later.
 */
@Entity('statement_line')
@Unique('statement_line_is_kept_once', ['provider', 'identity', 'copy'])
@Index('statement_line_by_statement', ['statementId'])
@Index('statement_line_by_payout', ['payoutId'], { where: 'payout_id IS NOT NULL' })
// Of a kind that TypeORM cannot declare: unmatched lines by what they call their transfer.
@Index('statement_line_unmatched_keys', { synchronize: false })
@Index('statement_line_unmatched', ['provider', 'id'], {
  where: "payout_id IS NULL AND kind IN ('paid', 'returned')",
})
@Check('statement_line_kind_is_known', "kind in ('paid', 'returned', 'refused', 'processing', 'fee', 'other')")
@Check('statement_line_amount_is_not_negative', 'amount >= 0 and fee >= 0')
@Check('statement_line_time_unit_is_known', "booked_to in ('day', 'minute', 'second', 'millisecond')")
@Check('statement_line_is_of_an_attempt', '(attempt_id is null) = (payout_id is null)')
export class StatementLine {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'statement_line_pkey' })
  readonly id: string;

  @ForeignKey('Statement', { name: 'statement_line_statement_fkey' })
  @Column('uuid')
  readonly statementId: string;

  /** The line number in its file; the header is line 1. */
  @Column('integer')
  readonly number: number;

  @Column('text')
  readonly provider: string;

  @Column('text')
  readonly kind: LineKind;

  /** Keys that name the transfer, the most reliable first, as in `attempt_key`. */
  @Column('text', { array: true })
  readonly keys: string[];

  @Column('bigint', { transformer: rupiahColumn })
  readonly amount: bigint;

  /** null: the row has none. */
  @Column('bigint', { nullable: true, transformer: rupiahColumn })
  readonly fee: bigint | null;

  @Column('timestamptz')
  readonly bookedAt: Date;

  /** What the file says of the time; null: a release before stored the line, and the time itself decides. */
  @Column('text', { nullable: true })
  readonly bookedTo: TimeUnit | null;

  /** The statement and the number: an import that continues stores no line twice. In lines of a release before, a hash. */
  @Column('bytea')
  readonly identity: Buffer;

  /** 1. In lines of a release before, 2 for the second identical row of a file. */
  @Column('integer')
  readonly copy: number;

  @ForeignKey('Attempt', { name: 'statement_line_attempt_fkey' })
  @Column('uuid', { nullable: true })
  readonly attemptId: string | null;

  @ForeignKey('Payout', { name: 'statement_line_payout_fkey' })
  @Column('uuid', { nullable: true })
  readonly payoutId: string | null;
}
