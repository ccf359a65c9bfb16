import { createHash } from 'node:crypto';

/** An audit entry as it is hashed: what PostgreSQL says of it, as texts. */
export interface HashedEntry {
  readonly id: string;
  /** UTC, with microseconds: `2026-11-21T03:04:05.123456Z`. */
  readonly at: string;
  readonly actor: string;
  readonly clientId: string | null;
  readonly address: string;
  readonly requestId: string | null;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly reason: string | null;
  /** As PostgreSQL writes jsonb: one text per value. */
  readonly details: string;
}

/** What the first link of a chain continues. */
export const BEFORE_THE_FIRST = Buffer.alloc(32);

/** Another way of writing an entry down gets another name, so that old links can still be checked. */
const FORM = 'salur-audit-1';

/** SHA-256 over the entry as a JSON array of texts and nulls, which no two entries share. */
export function hashOfEntry(entry: HashedEntry): Buffer {
  const { id, at, actor, clientId, address, requestId, action, subjectType, subjectId, reason, details } = entry;
  const fields = [FORM, id, at, actor, clientId, address, requestId, action, subjectType, subjectId, reason, details];
  return createHash('sha256').update(JSON.stringify(fields)).digest();
}

/** SHA-256 over the hash of the link before and the hash of the entry, 32 bytes each. */
export function hashOfLink(previousHash: Buffer, entryHash: Buffer): Buffer {
  return createHash('sha256').update(previousHash).update(entryHash).digest();
}

/** The columns of {@link HashedEntry}, of a table or alias `entry`. */
export const HASHED_COLUMNS = `entry.id, to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  entry.actor, entry.client_id as "clientId", entry.address, entry.request_id as "requestId", entry.action,
  entry.subject_type as "subjectType", entry.subject_id as "subjectId", entry.reason, entry.details::text as details`;
