import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { LineKind } from './read-cells.js';

/** An imported statement of a provider. Immutable once all its lines are stored. */
@Entity('statement')
// On an expression, which TypeORM cannot declare: a client imports the same file of a provider once.
@Index('statement_is_imported_once', { synchronize: false })
@Index('statement_by_client', ['clientId', 'id'])
@Check('statement_covers_some_time', 'covers_from < covers_to')
@Check('statement_counts_add_up', 'line_count >= 0 and repeated_count between 0 and line_count')
export class Statement {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'statement_pkey' })
  readonly id: string;

  @Column('text')
  readonly provider: string;

  /** The client that imported it; null: an operator. */
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

  /** How many of the lines an earlier statement of the provider has; 0 until all lines are stored. */
  @Column('integer')
  readonly repeatedCount: number;

  /** Line counts by kind, including repeated lines. */
  @Column('jsonb')
  readonly counts: Readonly<Record<LineKind, number>>;

  /** The actor, as in the audit trail. */
  @Column('text')
  readonly importedBy: string;

  /** When all its lines were stored; null: not yet, so it covers nothing and is not listed. */
  @Column('timestamptz', { nullable: true })
  readonly importedAt: Date | null;
}
