import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AuditAction, AuditSubject } from './actions.js';

/**
 * One change by a person or an API key: append-only, written in the transaction of the change. It refers to nothing by a
 * foreign key, so that writing it locks nothing.
 */
@Entity('audit_entry')
@Index('audit_entry_in_order', ['transactionId', 'id'])
@Index('audit_entry_by_subject', ['subjectId', 'id'])
@Index('audit_entry_by_actor', ['actor', 'id'])
export class AuditEntry {
  @PrimaryColumn('uuid')
  readonly id: string;

  /** By the clock of the database; the service may not set it. */
  @Column('timestamptz', { default: () => 'now()' })
  readonly at: Date;

  /** By this the chaining knows what it may not have seen yet: see `link-entries.ts`. Means nothing in another cluster. */
  // As TypeORM reads the default back, without its casts; it is `pg_current_xact_id()::text::bigint`.
  @Column('bigint', { default: () => '((pg_current_xact_id()))' })
  readonly transactionId: string;

  /** See `Actor`. */
  @Column('text')
  readonly actor: string;

  @Column('uuid', { nullable: true })
  readonly clientId: string | null;

  @Column('text')
  readonly address: string;

  @Column('text', { nullable: true })
  readonly requestId: string | null;

  @Column('text')
  readonly action: AuditAction;

  @Column('text')
  readonly subjectType: AuditSubject;

  @Column('text')
  readonly subjectId: string;

  @Column('text', { nullable: true })
  readonly reason: string | null;

  /** No account numbers, no names of people, no secrets. */
  @Column('jsonb', { default: {} })
  readonly details: Record<string, unknown>;
}
