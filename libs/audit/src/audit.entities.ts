import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { AuditAction, AuditSubject } from './actions.js';

/**
 * One change by an operator or an API key: append-only, written in the transaction of the change. It has no foreign keys,
 * so inserting it locks no other row.
 */
@Entity('audit_entry')
@Index('audit_entry_in_order', ['transactionId', 'id'])
@Index('audit_entry_by_subject', ['subjectId', 'id'])
@Index('audit_entry_by_actor', ['actor', 'id'])
export class AuditEntry {
  @PrimaryColumn('uuid')
  readonly id: string;

  /** By the database's clock; the service has no right to set it. */
  @Column('timestamptz', { default: () => 'now()' })
  readonly at: Date;

  /** Shows `link-entries.ts` which entries it may not have seen yet. Has no meaning in another PostgreSQL cluster. */
  // The default as TypeORM reads it back, without casts; it is `pg_current_xact_id()::text::bigint`.
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

  /** Never contains account numbers, names of people or secrets. */
  @Column('jsonb', { default: {} })
  readonly details: Record<string, unknown>;
}

/**
 * One link of the hash chain over the audit entries: append-only, without gaps. It has no foreign key to the entry, because
 * that would lock every entry once more, and because verification must be able to report a deleted entry.
 */
@Entity('audit_link')
@Unique('audit_link_once_per_entry', ['entryId'])
@Check('audit_link_begins_at_one', 'seq >= 1')
export class AuditLink {
  @PrimaryColumn('bigint')
  readonly seq: string;

  @Column('uuid')
  readonly entryId: string;

  /** See `hash-chain.ts`. */
  @Column('bytea')
  readonly entryHash: Buffer;

  @Column('bytea')
  readonly previousHash: Buffer;

  @Column('bytea')
  readonly hash: Buffer;
}
