import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { LineKind } from './read-cells.js';

/** An imported statement of a provider. Once all its lines are stored, only its withdrawal changes it. */
@Entity('statement')
// On an expression, which TypeORM cannot declare: a client imports the same file of a provider once, until it withdraws it.
@Index('statement_is_imported_once', { synchronize: false })
@Index('statement_by_client', ['clientId', 'id'])
@Check('statement_covers_some_time', 'covers_from < covers_to')
@Check('statement_counts_add_up', 'line_count >= 0 and repeated_count between 0 and line_count')
@Check('statement_counts_foreign_lines', 'foreign_count between 0 and line_count')
@Check(
  'statement_withdrawal_says_who_and_why',
  `(withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_because is null)
    and (withdrawn_at is null or imported_at is not null) and (withdrawal_compared_at is null or withdrawn_at is not null)`,
)
export class Statement {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'statement_pkey' })
  readonly id: string;

  @Column('text')
  readonly provider: string;

  /** The client that imported it, whose payouts alone it is compared with; null: an operator, and it is about all payouts. */
  @ForeignKey('Client', { name: 'statement_client_fkey' })
  @Column('uuid', { nullable: true })
  readonly clientId: string | null;

  /** Start of the period that it covers completely, inclusive. */
  @Column('timestamptz')
  readonly coversFrom: Date;

  /** End of the period, exclusive. */
  @Column('timestamptz')
  readonly coversTo: Date;

  /** SHA-256 of the file, lower-case hex. */
  @Column('text')
  readonly sha256: string;

  @Column('integer')
  readonly lineCount: number;

  /** How many of the lines an earlier statement about the same payouts has; 0 until all lines are stored. */
  @Column('integer')
  readonly repeatedCount: number;

  /** How many of the lines are about payouts of other clients, and count for nothing; 0 until all lines are stored. */
  @Column('integer', { default: 0 })
  readonly foreignCount: number;

  /** false: a release before stored it, without the lines that an earlier statement had. */
  @Column('boolean', { default: false })
  readonly hasOwnLines: boolean;

  /** Line counts by kind, including repeated lines. */
  @Column('jsonb')
  readonly counts: Readonly<Record<LineKind, number>>;

  /** Rupiah in digits by kind, including repeated lines; null: a release before stored it. */
  @Column('jsonb', { nullable: true })
  readonly sums: Readonly<Record<LineKind, string>> | null;

  /** The actor, as in the audit trail. */
  @Column('text')
  readonly importedBy: string;

  /** When all its lines were stored; null: not yet, so it covers nothing and is not listed. */
  @Column('timestamptz', { nullable: true })
  readonly importedAt: Date | null;
  /** When it was withdrawn; since then its lines and its period count for nothing. */
  @Column('timestamptz', { nullable: true })
  readonly withdrawnAt: Date | null;

  /** The actor, as in the audit trail. */
  @Column('text', { nullable: true })
  readonly withdrawnBy: string | null;

  @Column('text', { nullable: true })
  readonly withdrawnBecause: string | null;

  /** When all payouts that it concerned were marked to be compared without it; null: not yet, or it is not withdrawn. */
  @Column('timestamptz', { nullable: true })
  readonly withdrawalComparedAt: Date | null;
}
