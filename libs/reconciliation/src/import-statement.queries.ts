import { type EntityManager, IsNull } from 'typeorm';
import { ADVISORY_LOCKS } from '#libs/platform';
import type { ReadLine } from './read-statement.js';
import { Statement } from './statement.entity.js';

/**
 * Marks a statement as completely imported. One at a time, so that a reader who sees a statement also sees all earlier ones.
 *
 * @returns whether it was marked now, and not before
 */
export async function markImported(tx: EntityManager, id: string): Promise<boolean> {
  await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.endStatementImport]);
  const [rows]: [unknown[], number] = await tx.query(
    `update statement
     set imported_at = date_trunc('milliseconds', greatest(clock_timestamp(),
         (select max(imported_at) + interval '1 millisecond' from statement))),
       repeated_count = line_count - (select count(*) from statement_line where statement_id = statement.id)
     where id = $1 and imported_at is null returning id`,
    [id],
  );
  return rows.length === 1;
}

/** The same file for the same period by the same client. Files of days without payouts are often identical. */
export function findStarted(
  tx: EntityManager,
  statement: Pick<Statement, 'provider' | 'sha256' | 'clientId' | 'coversFrom' | 'coversTo'>,
): Promise<Statement> {
  const { provider, sha256, clientId, coversFrom, coversTo } = statement;
  return tx.findOneByOrFail(Statement, { provider, sha256, coversFrom, coversTo, clientId: clientId ?? IsNull() });
}

/** A line with the id that it gets when no statement has it yet. */
export interface NewLine extends ReadLine {
  readonly id: string;
}

/** A new line, and the payout that it names. */
export interface StoredLine {
  readonly id: string;
  readonly payoutId: string | null;
}

/** The attempt that a line names: the newest one of its first known key, if it was sent before the booking. */
const NAMED_ATTEMPT = `select attempt.id as attempt_id, attempt.payout_id
  from unnest(line.keys) with ordinality as wanted (key, place)
  join attempt_key on attempt_key.provider = line.provider and attempt_key.key = wanted.key
  join attempt on attempt.id = attempt_key.attempt_id
  where attempt.intent_at < line.booked_at + interval '1 day'
  order by wanted.place, attempt.intent_at desc limit 1`;

/** Stores the lines that no earlier statement of the provider has. @returns these lines */
export function insertLines(
  tx: EntityManager,
  { id: statementId, provider }: Pick<Statement, 'id' | 'provider'>,
  lines: readonly NewLine[],
): Promise<StoredLine[]> {
  const rows = lines.map(({ bookedAt, amount, fee, ...line }) => ({
    ...line,
    amount: amount.toString(),
    fee: fee?.toString() ?? null,
    booked_at: bookedAt.toISOString(),
  }));
  return tx.query(
    `with line as materialized (
       select *, $2::text as provider from jsonb_to_recordset($3::jsonb) as t
         (id uuid, number integer, kind text, keys text[], amount bigint, fee bigint, booked_at timestamptz, identity text, copy integer)
     )
     insert into statement_line (id, statement_id, number, provider, kind, keys, amount, fee, booked_at, identity, copy, attempt_id, payout_id)
     select line.id, $1, line.number, line.provider, line.kind, line.keys, line.amount, line.fee, line.booked_at,
       decode(line.identity, 'hex'), line.copy, named.attempt_id, named.payout_id
     from line left join lateral (${NAMED_ATTEMPT}) named on true
     on conflict (provider, identity, copy) do nothing
     returning id, payout_id as "payoutId"`,
    [statementId, provider, JSON.stringify(rows)],
  );
}

/** Matches lines whose transfer was unknown when they were imported. @returns their payouts */
export async function matchAgain(tx: EntityManager, provider: string, most: number): Promise<string[]> {
  const matched: [{ payoutId: string }[], number] = await tx.query(
    `update statement_line set attempt_id = named.attempt_id, payout_id = named.payout_id
     from (
       select line.id, named.* from (
         select id, keys, provider, booked_at from statement_line
         where provider = $1 and payout_id is null and kind in ('paid', 'returned') order by id desc limit $2
       ) line cross join lateral (${NAMED_ATTEMPT}) named
     ) named
     where statement_line.id = named.id
     returning statement_line.payout_id as "payoutId"`,
    [provider, most],
  );
  return matched[0].map(({ payoutId }) => payoutId);
}

/** Closes the open differences of lines that are matched now. */
export async function closeMatched(tx: EntityManager, provider: string): Promise<void> {
  await tx.query(
    `update difference set status = 'closed', closed_at = now(), closed_because = 'agrees'
     from statement_line line
     where difference.kind = 'unknown_line' and difference.status = 'open' and difference.provider = $1
       and line.id = difference.line_id and line.payout_id is not null`,
    [provider],
  );
}

/** Marks the payouts of new lines for comparison, even when they were settled. */
export async function markNamed(tx: EntityManager, payoutIds: readonly string[]): Promise<void> {
  await tx.query(
    `insert into comparison (payout_id)
     select distinct payout_id from unnest($1::uuid[]) as named (payout_id) order by payout_id
     on conflict (payout_id) do update set settled = false, payout_version = null`,
    [payoutIds],
  );
}

/** A page of the attempts that a statement covers. */
export interface CoveredPart {
  /** The last attempt of the page; null: there are no more. */
  readonly last: string | null;
}

/**
 * Marks the payouts that were sent in the period of a statement for comparison, page by page, whether lines name them or not.
 * It includes the hour before, because an attempt can be committed after the statement of its period was imported.
 *
 * An id begins with the clock time of the process that created it; the clocks of our processes differ by less than an hour.
 *
 * @param after the last attempt of the previous page
 */
export async function markCovered(
  tx: EntityManager,
  { provider, coversFrom, coversTo }: Pick<Statement, 'provider' | 'coversFrom' | 'coversTo'>,
  after: string | null,
  most: number,
): Promise<CoveredPart> {
  const [part]: CoveredPart[] = await tx.query(
    `with part as materialized (
       select id, payout_id, provider, intent_at from attempt
       where id > coalesce($4::uuid, (lpad(to_hex((extract(epoch from $2::timestamptz - interval '2 hours') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid)
         and id < (lpad(to_hex((extract(epoch from $3::timestamptz + interval '1 hour') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
       order by id limit $5
     ), compared as (
       insert into comparison (payout_id)
       select distinct payout_id from part where provider = $1 and intent_at >= $2::timestamptz - interval '1 hour' and intent_at < $3 order by payout_id
       on conflict (payout_id) do nothing
     )
     select max(id::text) as last from part`,
    [provider, coversFrom, coversTo, after, most],
  );
  return part as CoveredPart;
}
