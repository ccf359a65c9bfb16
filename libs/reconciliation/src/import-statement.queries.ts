import { type EntityManager, IsNull } from 'typeorm';
import { ADVISORY_LOCKS } from '#libs/platform';
import type { ReadLine } from './read-statement.js';
import { Statement } from './statement.entity.js';

/** How many lines of a statement add nothing. */
export interface LinesWithoutEffect {
  /** An earlier statement about the same payouts has them too. */
  readonly repeated: number;
  /** They are about payouts that the statement does not concern: those of other clients. */
  readonly foreign: number;
}

/**
 * Marks a statement as completely imported. One at a time, so that a reader who sees a statement also sees all earlier ones.
 *
 * @returns whether it was marked now, and not before
 */
export async function markImported(
  tx: EntityManager,
  id: string,
  { repeated, foreign }: LinesWithoutEffect,
): Promise<boolean> {
  await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.endStatementImport]);
  const [rows]: [unknown[], number] = await tx.query(
    `update statement
     set imported_at = date_trunc('milliseconds', greatest(clock_timestamp(),
         (select max(imported_at) + interval '1 millisecond' from statement))),
       repeated_count = $2, foreign_count = $3
     where id = $1 and imported_at is null returning id`,
    [id, repeated, foreign],
  );
  return rows.length === 1;
}

/** The lines of a statement within a period, by what can be the same in another statement: transfer, kind, amount and day. */
const COUNTED_LINES = `select coalesce(line.attempt_id::text, line.keys::text) as transfer, line.kind, line.amount,
    (line.booked_at at time zone 'Asia/Jakarta')::date as day, count(*) as count
  from statement_line line left join payout on payout.id = line.payout_id`;

/** The same of other statements, as many as the one has that has most. */
export const COUNTED_IN_OTHERS = `select transfer, kind, amount, day, max(count) as count from (
    ${COUNTED_LINES}
    where line.statement_id = any ($1::uuid[]) and line.booked_at >= $2 and line.booked_at < $3
    group by line.statement_id, 1, 2, 3, 4
  ) each group by 1, 2, 3, 4`;

/** What other statements are about, and the period that they share with a statement. */
type Overlap = Pick<Statement, 'provider' | 'clientId' | 'coversFrom' | 'coversTo'> & { readonly id: string | null };

/** The other statements about the same payouts that count and cover a part of the same period. */
export async function overlapping(
  tx: EntityManager,
  { id, provider, clientId, coversFrom, coversTo }: Overlap,
): Promise<string[]> {
  const others: { id: string }[] = await tx.query(
    `select id from statement where provider = $1 and (client_id is null or client_id = $2) and id is distinct from $3
       and imported_at is not null and withdrawn_at is null and covers_from < $5 and covers_to > $4`,
    [provider, clientId, id, coversFrom, coversTo],
  );
  return others.map((other) => other.id);
}

/** Counts the lines of a statement that add nothing, when all of them are stored. */
export async function countWithoutEffect(
  tx: EntityManager,
  { id, provider, clientId, coversFrom, coversTo }: Statement,
): Promise<LinesWithoutEffect> {
  const [foreign]: { count: number }[] =
    clientId === null
      ? [{ count: 0 }]
      : await tx.query(
          `select count(*)::int from statement_line line join payout on payout.id = line.payout_id
           where line.statement_id = $1 and payout.client_id <> $2`,
          [id, clientId],
        );
  const earlier = await overlapping(tx, { id, provider, clientId, coversFrom, coversTo });
  if (earlier.length === 0) return { repeated: 0, foreign: foreign?.count ?? 0 };
  const [repeated]: { count: number }[] = await tx.query(
    `select coalesce(sum(least(own.count, others.count)), 0)::int as count
     from (
       ${COUNTED_LINES}
       where line.statement_id = $4 and ($5::uuid is null or payout.client_id is null or payout.client_id = $5)
       group by 1, 2, 3, 4
     ) own join (
       ${COUNTED_IN_OTHERS}
     ) others using (transfer, kind, amount, day)`,
    [earlier, coversFrom, coversTo, id, clientId],
  );
  return { repeated: repeated?.count ?? 0, foreign: foreign?.count ?? 0 };
}

/** The same file for the same period by the same client, if it is not withdrawn. Files of days without payouts are often identical. */
export function findStarted(
  tx: EntityManager,
  statement: Pick<Statement, 'provider' | 'sha256' | 'clientId' | 'coversFrom' | 'coversTo'>,
): Promise<Statement> {
  const { provider, sha256, clientId, coversFrom, coversTo } = statement;
  const whose = { provider, clientId: clientId ?? IsNull(), withdrawnAt: IsNull() };
  return tx.findOneByOrFail(Statement, { ...whose, sha256, coversFrom, coversTo });
}

/** A line with the id that it gets unless an import that broke off has stored it. */
export interface NewLine extends ReadLine {
  readonly id: string;
}

/** A new line, and the payout that it names. */
export interface StoredLine {
  readonly id: string;
  readonly payoutId: string | null;
}

/** The attempt that a line names: the newest one of its first known key, if it was sent before the booking. */
export const NAMED_ATTEMPT = `select attempt.id as attempt_id, attempt.payout_id
  from unnest(line.keys) with ordinality as wanted (key, place)
  join attempt_key on attempt_key.provider = line.provider and attempt_key.key = wanted.key
  join attempt on attempt.id = attempt_key.attempt_id
  where attempt.intent_at < line.booked_at + interval '1 day'
  order by wanted.place, attempt.intent_at desc limit 1`;

/** Stores the lines that an import of the same statement has not stored before it broke off. @returns these lines */
export function insertLines(
  tx: EntityManager,
  { id: statementId, provider }: Pick<Statement, 'id' | 'provider'>,
  lines: readonly NewLine[],
): Promise<StoredLine[]> {
  const rows = lines.map(({ bookedAt, bookedTo, amount, fee, ...line }) => ({
    ...line,
    amount: amount.toString(),
    fee: fee?.toString() ?? null,
    booked_at: bookedAt.toISOString(),
    booked_to: bookedTo,
  }));
  return tx.query(
    `with line as materialized (
       select *, $2::text as provider from jsonb_to_recordset($3::jsonb) as t
         (id uuid, number integer, kind text, keys text[], amount bigint, fee bigint, booked_at timestamptz, booked_to text)
     )
     insert into statement_line (id, statement_id, number, provider, kind, keys, amount, fee, booked_at, booked_to, identity, copy, attempt_id, payout_id)
     select line.id, $1, line.number, line.provider, line.kind, line.keys, line.amount, line.fee, line.booked_at, line.booked_to,
       uuid_send($1::uuid) || int4send(line.number), 1, named.attempt_id, named.payout_id
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

/**
 * Marks the payouts of new lines for comparison, even when they were settled.
 *
 * @param clientId whose payouts the statement concerns; null: all
 */
export async function markNamed(
  tx: EntityManager,
  payoutIds: readonly string[],
  clientId: string | null,
): Promise<void> {
  await tx.query(
    `insert into comparison (payout_id)
     select distinct named.payout_id from unnest($1::uuid[]) as named (payout_id)
     where $2::uuid is null or (select client_id from payout where id = named.payout_id) = $2 order by 1
     on conflict (payout_id) do update set settled = false, payout_version = null`,
    [payoutIds, clientId],
  );
}

/** A page of the attempts that a statement covers. */
export interface CoveredPart {
  /** The last attempt of the page; null: there are no more. */
  readonly last: string | null;
}

/**
 * Why payouts are marked. After an import, those that were compared before are only compared again if they count as settled by
 * statements of their client alone; after a withdrawal, all are.
 */
export type CoveredBecause = 'imported' | 'withdrawn';

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
  { provider, coversFrom, coversTo, clientId }: Pick<Statement, 'provider' | 'coversFrom' | 'coversTo' | 'clientId'>,
  because: CoveredBecause,
  after: string | null,
  most: number,
): Promise<CoveredPart> {
  const [part]: CoveredPart[] = await tx.query(
    `with part as materialized (
       select id, payout_id, provider, intent_at from attempt
       where id > coalesce($4::uuid, (lpad(to_hex((extract(epoch from $2::timestamptz - interval '2 hours') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid)
         and id < (lpad(to_hex((extract(epoch from $3::timestamptz + interval '1 hour') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
       order by id limit $5
     ), covered as materialized (
       select distinct payout_id from part where provider = $1 and intent_at >= $2::timestamptz - interval '1 hour' and intent_at < $3
         and ($6::uuid is null or (select client_id from payout where payout.id = part.payout_id) = $6)
     ), new as (
       insert into comparison (payout_id) select payout_id from covered order by payout_id on conflict (payout_id) do nothing
     ), again as (
       update comparison set settled = false, payout_version = null from covered
       where comparison.payout_id = covered.payout_id and ($7 or (comparison.by_client and $6::uuid is null))
     )
     select max(id::text) as last from part`,
    [provider, coversFrom, coversTo, after, most, clientId, because === 'withdrawn'],
  );
  return part as CoveredPart;
}
