import type { EntityManager } from 'typeorm';
import { newId } from '#libs/platform';
import { type AuditAction, subjectOf } from './actions.js';
import type { Actor } from './actor.js';

/** Something that was changed. */
export interface AuditedChange {
  readonly action: AuditAction;
  /** Of what was changed; its kind is in the action. Of a calendar day, its date. */
  readonly subjectId: string;
  /** What the person gave as the reason. */
  readonly reason?: string | null;
  /** No account numbers, no names of people, no secrets: nothing is ever taken out of the trail again. */
  readonly details?: Readonly<Record<string, unknown>>;
}

const INSERT_ENTRIES = `insert into audit_entry
    (id, actor, client_id, address, request_id, action, subject_type, subject_id, reason, details)
  select id, $1, $2::uuid, $3, $4, action, subject_type, subject_id, reason, details
  from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::jsonb[])
    as t (id, action, subject_type, subject_id, reason, details)`;

/**
 * Writes into the audit trail what somebody changes, in the transaction that changes it: both are there, or neither.
 *
 * Entries take no lock and wait for nobody; {@link LinkEntries} chains them afterwards.
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

/** Amounts travel as text, as they do everywhere outside of code. */
function detailsText(details: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(details, (_key, value) => (typeof value === 'bigint' ? value.toString() : value));
}
