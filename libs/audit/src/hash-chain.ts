import { createHash } from 'node:crypto';

/** An audit entry as it is hashed: every column as the text that PostgreSQL returns. */
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
  /** jsonb in PostgreSQL's canonical text form. */
  readonly details: string;
}

/** The previous hash of the first link. */
export const GENESIS_HASH = Buffer.alloc(32);

/** A different serialisation gets a different name, so that old links can still be verified. */
const FORMAT = 'salur-audit-1';

/** SHA-256 over the entry as a JSON array of strings and nulls; different entries have different arrays. */
export function hashOfEntry(entry: HashedEntry): Buffer {
  const { id, at, actor, clientId, address, requestId, action, subjectType, subjectId, reason, details } = entry;
  const fields = [FORMAT, id, at, actor, clientId, address, requestId, action, subjectType, subjectId, reason, details];
  return createHash('sha256').update(JSON.stringify(fields)).digest();
}

/** SHA-256 over the previous link's hash and the entry's hash, 32 bytes each. */
export function hashOfLink(previousHash: Buffer, entryHash: Buffer): Buffer {
  return createHash('sha256').update(previousHash).update(entryHash).digest();
}

/** The select list of {@link HashedEntry}, for a table or alias named `entry`. */
export const HASHED_COLUMNS = `entry.id, to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  entry.actor, entry.client_id as "clientId", entry.address, entry.request_id as "requestId", entry.action,
  entry.subject_type as "subjectType", entry.subject_id as "subjectId", entry.reason, entry.details::text as details`;
