import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/**
 * One link of the hash chain over the audit entries: append-only, without gaps. No foreign key leads to the entry: it would
 * lock every entry once more, and an entry that is gone has to be found, not to be impossible.
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
