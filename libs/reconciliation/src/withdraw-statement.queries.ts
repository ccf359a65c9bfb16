import type { EntityManager } from 'typeorm';
import type { Statement } from './statement.entity.js';

/** @returns whether the statement was withdrawn now, and not before */
export async function markWithdrawn(tx: EntityManager, id: string, reason: string, by: string): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query(
    `update statement set withdrawn_at = date_trunc('milliseconds', clock_timestamp()), withdrawn_by = $2, withdrawn_because = $3
     where id = $1 and imported_at is not null and withdrawn_at is null returning id`,
    [id, by, reason],
  );
  return rows.length === 1;
}

/**
 * The statements that the release before stored without the lines which this one, of the same period, had before them: without it
 * they would cover a time and lack its lines. Newest first.
 */
export async function laterWithoutOwnLines(
  tx: EntityManager,
  { id, provider, hasOwnLines, importedAt, coversFrom, coversTo }: Statement,
): Promise<string[]> {
  if (hasOwnLines) return [];
  const later: { id: string }[] = await tx.query(
    `select id from statement where provider = $1 and id <> $2 and not has_own_lines and repeated_count > 0 and withdrawn_at is null
       and imported_at > $3 and covers_from < $5 and covers_to > $4
     order by imported_at desc`,
    [provider, id, importedAt, coversFrom, coversTo],
  );
  return later.map((statement) => statement.id);
}

/** The statements whose payouts were not all marked after their withdrawal, because it goes on or its process died. */
export function readToFinish(tx: EntityManager): Promise<WithdrawnStatement[]> {
  return tx.query(
    `select id, provider, client_id as "clientId", covers_from as "coversFrom", covers_to as "coversTo"
     from statement where withdrawn_at is not null and withdrawal_compared_at is null order by id`,
  );
}

export type WithdrawnStatement = Pick<Statement, 'id' | 'provider' | 'clientId' | 'coversFrom' | 'coversTo'>;

/** The payouts that the lines of a statement name. */
export async function readNamed(tx: EntityManager, statementId: string): Promise<string[]> {
  const named: { payoutId: string }[] = await tx.query(
    `select distinct payout_id as "payoutId" from statement_line where statement_id = $1 and payout_id is not null`,
    [statementId],
  );
  return named.map(({ payoutId }) => payoutId);
}

export async function markFinished(tx: EntityManager, statementId: string): Promise<void> {
  await tx.query(
    `update statement set withdrawal_compared_at = now() where id = $1 and withdrawal_compared_at is null`,
    [statementId],
  );
}
