import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { LineKind } from './line-kinds.js';

/** A statement of a provider, as it was imported. It is never changed once all its lines are there. */
@Entity('statement')
// On an expression, which TypeORM cannot say: one client imports a file of a provider once.
@Index('statement_is_imported_once', { synchronize: false })
@Index('statement_by_client', ['clientId', 'id'])
@Check('statement_covers_some_time', 'covers_from < covers_to')
@Check('statement_counts_add_up', 'line_count >= 0 and repeated_count between 0 and line_count')
export class Statement {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'statement_pkey' })
  readonly id: string;

  @Column('text')
  readonly provider: string;

  /** Whose key imported it; null: an operator. */
  @ForeignKey('Client', { name: 'statement_client_fkey' })
  @Column('uuid', { nullable: true })
  readonly clientId: string | null;

  /** From here on it lists everything that the provider booked, */
  @Column('timestamptz')
  readonly coversFrom: Date;

  /** up to here, exclusive. */
  @Column('timestamptz')
  readonly coversTo: Date;

  /** Of the file, lower-case hex. */
  @Column('text')
  readonly sha256: string;

  @Column('integer')
  readonly lineCount: number;

  /** Of them, those that an earlier statement of the provider has too; 0 until all are there. */
  @Column('integer')
  readonly repeatedCount: number;

  /** Lines by kind, the repeated ones included. */
  @Column('jsonb')
  readonly counts: Readonly<Record<LineKind, number>>;

  /** As in the audit trail. */
  @Column('text')
  readonly importedBy: string;

  /** When all its lines were there. Null: until then it covers nothing, and nobody is shown it. */
  @Column('timestamptz', { nullable: true })
  readonly importedAt: Date | null;
}
