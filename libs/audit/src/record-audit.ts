import { hostname } from 'node:os';
import type { EntityManager } from 'typeorm';
import { newId } from '#libs/platform';
import { type AuditAction, subjectOf } from './actions.js';

/** The origin of a change: the actor, the address and the request. */
export interface Actor {
  /** `key:<id>`, `operator:<name>` at the command line, or `configuration`. */
  readonly name: string;
  /** The client that owns the key; null: the actor is not a key. */
  readonly clientId: string | null;
  /** The caller's IP address behind trusted proxies; `cli:<host>` or `configuration:<host>` when there is no request. */
  readonly address: string;
  readonly requestId: string | null;
}

/** An operator at the command line of this machine. */
export function operator(name: string): Actor {
  return { name: `operator:${name}`, clientId: null, address: `cli:${hostname()}`, requestId: null };
}

/** The environment variables of this process. */
export function configuration(): Actor {
  return { name: 'configuration', clientId: null, address: `configuration:${hostname()}`, requestId: null };
}

/** One change to record. */
export interface AuditedChange {
  readonly action: AuditAction;
  /** The id of what changed; the action names its type. A calendar day's id is its date. */
  readonly subjectId: string;
  /** The reason that the operator or client gave. */
  readonly reason?: string | null;
  /** Must not contain account numbers, names of people or secrets: nothing is ever removed from the trail. */
  readonly details?: Readonly<Record<string, unknown>>;
}

const INSERT_ENTRIES = `insert into audit_entry
    (id, actor, client_id, address, request_id, action, subject_type, subject_id, reason, details)
  select id, $1, $2::uuid, $3, $4, action, subject_type, subject_id, reason, details
  from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::jsonb[])
    as t (id, action, subject_type, subject_id, reason, details)`;

/**
 * Writes changes to the audit trail in the transaction that makes them: either both are committed or neither is.
 *
 * Inserting an entry takes no lock and never waits; {@link LinkEntries} links entries later.
 */
export async function recordAudit(tx: EntityManager, by: Actor, ...changes: readonly AuditedChange[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(INSERT_ENTRIES, [
    by.name,
    by.clientId,
    by.address,
    by.requestId,
    changes.map(() => newId()),
    changes.map(({ action }) => action),
    changes.map(({ action }) => subjectOf(action)),
    changes.map(({ subjectId }) => subjectId),
    changes.map(({ reason = null }) => reason),
    changes.map(({ details = {} }) => detailsText(details)),
  ]);
}

/** Amounts are written as text, as in every JSON that leaves the code. */
function detailsText(details: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(details, (_key, value) => (typeof value === 'bigint' ? value.toString() : value));
}
