import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { rupiahColumn } from '#libs/platform';
import type { LineKind } from './line-kinds.js';

/**
 * One row of a provider's statement: what it says of the money and of which transfer. Nothing else of the row is kept, so
 * no names and no account numbers. Append-only but for the transfer, which may be recognised later.
 */
@Entity('statement_line')
@Unique('statement_line_is_kept_once', ['provider', 'identity', 'copy'])
@Index('statement_line_by_statement', ['statementId'])
@Index('statement_line_by_payout', ['payoutId'], { where: 'payout_id IS NOT NULL' })
@Index('statement_line_unmatched', ['provider', 'id'], {
  where: "payout_id IS NULL AND kind IN ('paid', 'returned')",
})
@Check('statement_line_kind_is_known', "kind in ('paid', 'returned', 'refused', 'processing', 'fee', 'other')")
@Check('statement_line_amount_is_not_negative', 'amount >= 0 and fee >= 0')
@Check('statement_line_is_of_an_attempt', '(attempt_id is null) = (payout_id is null)')
export class StatementLine {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'statement_line_pkey' })
  readonly id: string;

  /** The first statement that has it. */
  @ForeignKey('Statement', { name: 'statement_line_statement_fkey' })
  @Column('uuid')
  readonly statementId: string;

  /** Of the line in its file; the header is line 1. */
  @Column('integer')
  readonly number: number;

  @Column('text')
  readonly provider: string;

  @Column('text')
  readonly kind: LineKind;

  /** Texts that name the transfer, the surest first, as in `attempt_key`. */
  @Column('text', { array: true })
  readonly keys: string[];

  @Column('bigint', { transformer: rupiahColumn })
  readonly amount: bigint;

  /** Null: the row names none. */
  @Column('bigint', { nullable: true, transformer: rupiahColumn })
  readonly fee: bigint | null;

  @Column('timestamptz')
  readonly bookedAt: Date;

  /** SHA-256 over what the row says: the same row in another file is the same line. */
  @Column('bytea')
  readonly identity: Buffer;

  /** 1 for the first such row of a file, 2 for its double. */
  @Column('integer')
  readonly copy: number;

  @ForeignKey('Attempt', { name: 'statement_line_attempt_fkey' })
  @Column('uuid', { nullable: true })
  readonly attemptId: string | null;

  @ForeignKey('Payout', { name: 'statement_line_payout_fkey' })
  @Column('uuid', { nullable: true })
  readonly payoutId: string | null;
}
