import type { EntityManager } from 'typeorm';
import { newId } from '#libs/platform';
import type { Difference } from './difference.entity.js';
import type { DifferenceKind } from './difference-kinds.js';
import type { ClosedByPerson } from './evidence.js';

/** A difference found now; it may be stored already. */
export type FoundDifference = Pick<
  Difference,
  'kind' | 'provider' | 'clientId' | 'payoutId' | 'lineId' | 'statementId' | 'expected' | 'found'
>;

/** The identity of a difference: its kind, and its line or else its payout. */
export function keyOf({ kind, lineId, payoutId }: Pick<Difference, 'kind' | 'lineId' | 'payoutId'>): string {
  return `${kind}:${lineId ?? payoutId}`;
}

/**
 * Stores differences. An open one is updated, and one that was closed as agreed is reopened. One that was closed with a reason stays
 * closed, unless it is to open again; how it was closed is kept then.
 *
 * @param openAgain the keys of those that a person closed and whose evidence has grown
 * @returns the kind of each difference that was opened now
 */
export async function saveDifferences(
  tx: EntityManager,
  found: readonly FoundDifference[],
  openAgain: readonly string[] = [],
): Promise<DifferenceKind[]> {
  if (found.length === 0) return [];
  const rows = found.map((difference) => ({ id: newId(), key: keyOf(difference), ...difference }));
  const opened: { kind: DifferenceKind }[] = await tx.query(
    `with found as materialized (
       select * from jsonb_to_recordset($1::jsonb) as t (id uuid, key text, kind text, provider text, "clientId" uuid,
         "payoutId" uuid, "lineId" uuid, "statementId" uuid, expected jsonb, found jsonb)
     ), known as materialized (
       select key from difference where key in (select key from found) and status = 'open'
     ), kept as (
       insert into difference (id, key, kind, provider, client_id, payout_id, line_id, statement_id, expected, found)
       select id, key, kind, provider, "clientId", "payoutId", "lineId", "statementId", expected, found from found order by key
       on conflict (key) do update
         set status = 'open', closed_at = null, closed_because = null, closed_by = null, reason = null,
           closed_before = case when difference.closed_because = 'person' then difference.closed_before || jsonb_build_object(
             'closedAt', difference.closed_at, 'closedBy', difference.closed_by, 'reason', difference.reason, 'found', difference.found)
             else difference.closed_before end,
           expected = excluded.expected, found = excluded.found,
           statement_id = coalesce(difference.statement_id, excluded.statement_id),
           found_at = case when difference.status = 'open' then difference.found_at else now() end
         where (difference.closed_because is distinct from 'person' or difference.key = any ($2::text[]))
           and (difference.status = 'closed' or difference.expected <> excluded.expected or difference.found <> excluded.found)
       returning key, kind
     )
     select kind from kept where key not in (select key from known)`,
    [JSON.stringify(rows), openAgain],
  );
  return opened.map(({ kind }) => kind);
}

/** A difference that a person closed. */
export interface ClosedDifference extends ClosedByPerson {
  readonly key: string;
}

/** Those of the differences with these keys that a person closed. */
export function readClosedByPerson(tx: EntityManager, keys: readonly string[]): Promise<ClosedDifference[]> {
  return tx.query(
    `select key, kind, closed_at as "closedAt", found from difference
     where key = any ($1::text[]) and status = 'closed' and closed_because = 'person'`,
    [keys],
  );
}

/** Closes open differences of these payouts that were not found again: both sides agree. */
export async function closeAgreed(
  tx: EntityManager,
  payoutIds: readonly string[],
  foundKeys: readonly string[],
): Promise<void> {
  await tx.query(
    `update difference set status = 'closed', closed_at = now(), closed_because = 'agrees'
     where payout_id = any ($1::uuid[]) and status = 'open' and key <> all ($2::text[])`,
    [payoutIds, foundKeys],
  );
}

/** Closes open differences of unknown lines that stand for no movement any more: no statement that counts shows it. */
export async function closeGone(tx: EntityManager, lineIds: readonly string[]): Promise<void> {
  await tx.query(
    `update difference set status = 'closed', closed_at = now(), closed_because = 'agrees'
     where line_id = any ($1::uuid[]) and kind = 'unknown_line' and status = 'open'`,
    [lineIds],
  );
}
