import { type EntityManager, IsNull } from 'typeorm';
import { COUNTED_IN_OTHERS, NAMED_ATTEMPT, overlapping } from './import-statement.queries.js';
import type { ReadLine } from './read-statement.js';
import { Statement } from './statement.entity.js';

/** What an import would be about. */
export type StatementAbout = Pick<Statement, 'provider' | 'clientId' | 'coversFrom' | 'coversTo'>;

/** The statement that the same file for the same period became before; null: none, or it is withdrawn. */
export async function findImported(tx: EntityManager, { clientId, ...about }: StatementAbout, sha256: string) {
  const statement = await tx.findOneBy(Statement, {
    ...about,
    sha256,
    clientId: clientId ?? IsNull(),
    withdrawnAt: IsNull(),
  });
  return statement?.importedAt == null ? null : statement.id;
}

/** How often other statements have a line. The day is one in Jakarta. */
export interface CountedLine {
  readonly transfer: string;
  readonly kind: string;
  readonly amount: string;
  readonly day: string;
  readonly count: number;
}

/** The lines that other statements about the same payouts have within a period. */
export async function readOthers(tx: EntityManager, about: StatementAbout): Promise<CountedLine[]> {
  const others = await overlapping(tx, { ...about, id: null });
  if (others.length === 0) return [];
  return tx.query(
    `select transfer, kind, amount, to_char(day, 'YYYY-MM-DD') as day, count::int from (${COUNTED_IN_OTHERS}) others`,
    [others, about.coversFrom, about.coversTo],
  );
}

/** The transfer that a line names. */
export interface MatchedLine {
  readonly number: number;
  /** As in {@link CountedLine}. */
  readonly transfer: string;
  /** null: Salur knows no such transfer. */
  readonly clientId: string | null;
}

/** Looks up the transfers of lines, and stores nothing. */
export function matchLines(tx: EntityManager, provider: string, lines: readonly ReadLine[]): Promise<MatchedLine[]> {
  const rows = lines.map(({ number, keys, bookedAt }) => ({ number, keys, booked_at: bookedAt.toISOString() }));
  return tx.query(
    `with line as materialized (
       select *, $1::text as provider from jsonb_to_recordset($2::jsonb) as t (number integer, keys text[], booked_at timestamptz)
     )
     select line.number, coalesce(named.attempt_id::text, line.keys::text) as transfer, payout.client_id as "clientId"
     from line left join lateral (${NAMED_ATTEMPT}) named on true left join payout on payout.id = named.payout_id`,
    [provider, JSON.stringify(rows)],
  );
}
