import type { EntityManager } from 'typeorm';
import type { PayoutStatus } from '#libs/payouts';
import type { StatementLineOfPayout } from './judge-statements.js';
import { type TimeUnit, unitOf } from './movements.js';

/** A payout to compare, with the statement lines about it. */
export interface PayoutToCompare {
  readonly id: string;
  readonly clientId: string;
  readonly status: PayoutStatus;
  readonly version: number;
  readonly amount: bigint;
  readonly fee: bigint | null;
  readonly rail: string;
  readonly provider: string;
  readonly completedAt: Date | null;
  /** When its last transfer was recorded; null: it has none. */
  readonly sentAt: Date | null;
  /** Of the statements that may judge it, in the order in which they were stored. */
  readonly lines: readonly StatementLineOfPayout[];
}

/** A page of payouts whose comparison is not settled. */
export interface Unsettled {
  /** The last payout of the page; null: there are no more. */
  readonly last: string | null;
  /** The payouts with something new to compare. */
  readonly payoutIds: readonly string[];
}

/**
 * Claims the payouts of a page that have something new: no other process compares them until the transaction ends. Payouts without
 * news are not locked. The claimed ones are read by a separate statement afterwards; a payout that moves meanwhile waits, and then
 * marks its comparison as unsettled.
 *
 * @param newest when the newest statement was imported, or one withdrawn
 * @param after the last payout of the previous page
 */
export async function claimUnsettled(
  tx: EntityManager,
  newest: Date | null,
  after: string,
  most: number,
): Promise<Unsettled> {
  // The page comes first: the table of payouts is large, and must not be scanned for a few rows.
  const page: { payoutId: string; isNews: boolean }[] = await tx.query(
    `with part as materialized (
       select * from comparison where not settled and payout_id > $2 order by payout_id limit $3
     )
     select part.payout_id as "payoutId", ${IS_NEWS} as "isNews"
     from part join payout on payout.id = part.payout_id order by part.payout_id`,
    [newest, after, most],
  );
  const news = page.filter(({ isNews }) => isNews).map(({ payoutId }) => payoutId);
  return { last: page.at(-1)?.payoutId ?? null, payoutIds: news.length === 0 ? [] : await lockNews(tx, newest, news) };
}

/** One that failed is attempted again when its time has come, and otherwise when there is something new about it. */
const IS_NEWS = `(part.payout_version is distinct from payout.version or part.compared_with is distinct from $1::timestamptz
    or part.again_at <= now())`;

/** What another process has locked, or has compared since the page was read, is left out. */
async function lockNews(tx: EntityManager, newest: Date | null, payoutIds: readonly string[]): Promise<string[]> {
  const locked: { payoutId: string }[] = await tx.query(
    `select part.payout_id as "payoutId" from comparison part join payout on payout.id = part.payout_id
     where part.payout_id = any ($2::uuid[]) and not part.settled and ${IS_NEWS}
     order by part.payout_id for update of part skip locked`,
    [newest, payoutIds],
  );
  return locked.map(({ payoutId }) => payoutId);
}

type Raw<T> = { [Name in keyof T]: bigint extends T[Name] ? string | Exclude<T[Name], bigint> : T[Name] };

/**
 * The statements of the release before that lean on the lines of an earlier one, which another client may have imported: for the
 * payouts that they concern, these lines count as theirs.
 */
const LEANING = `select bool_or(later.client_id is null) as is_whole, true as is_there from statement later
  where not later.has_own_lines and later.repeated_count > 0 and later.withdrawn_at is null and later.imported_at > statement.imported_at
    and later.provider = line.provider and line.booked_at >= later.covers_from and line.booked_at < later.covers_to
    and (later.client_id is null or later.client_id = payout.client_id)
  having count(*) > 0`;

interface RawLine extends Raw<Omit<StatementLineOfPayout, 'transfer' | 'bookedTo'>> {
  readonly payoutId: string;
  readonly attemptId: string;
  readonly bookedTo: TimeUnit | null;
}

/** Reads payouts with the lines of the statements of operators, and of those that the payout's own client imported. */
export async function readToCompare(tx: EntityManager, payoutIds: readonly string[]): Promise<PayoutToCompare[]> {
  const payouts: Raw<Omit<PayoutToCompare, 'lines'>>[] = await tx.query(
    `select payout.id, client_id as "clientId", status, version, amount, fee, payout.rail, payout.provider,
       completed_at as "completedAt", (select max(intent_at) from attempt where payout_id = payout.id) as "sentAt"
     from payout where payout.id = any ($1::uuid[])`,
    [payoutIds],
  );
  const lines: RawLine[] = await tx.query(
    `select line.id, line.payout_id as "payoutId", line.attempt_id as "attemptId", line.statement_id as "statementId", line.number,
       line.kind, line.amount, line.fee, line.booked_at as "bookedAt", line.booked_to as "bookedTo",
       statement.client_id is null or coalesce(leaning.is_whole, false) as "isWhole",
       statement.imported_at as "importedAt", statement.withdrawn_at as "withdrawnAt"
     from statement_line line
     join payout on payout.id = line.payout_id
     join statement on statement.id = line.statement_id
     left join lateral (${LEANING}) leaning on statement.client_id is not null and not statement.has_own_lines
     where line.payout_id = any ($1::uuid[])
       and (statement.client_id is null or statement.client_id = payout.client_id or leaning.is_there)
     order by line.id`,
    [payoutIds],
  );
  const ofPayout = Map.groupBy(lines, ({ payoutId }) => payoutId);
  return payouts.map((payout) => ({
    ...withAmounts(payout),
    lines: (ofPayout.get(payout.id) ?? []).map(({ payoutId, attemptId, bookedTo, ...line }) => ({
      ...withAmounts(line),
      transfer: attemptId,
      bookedTo: bookedTo ?? unitOf(line.bookedAt),
    })),
  }));
}

function withAmounts<T extends { amount: unknown; fee: unknown }>(row: T) {
  const fee = row.fee === null ? null : BigInt(row.fee as string);
  return { ...row, amount: BigInt(row.amount as string), fee };
}

/** The comparison of a payout that is over. */
export interface Compared {
  readonly payoutId: string;
  readonly version: number;
  readonly settled: boolean;
  readonly byClient: boolean;
}

/** Stores what was compared, and with which statements: those imported until then. */
export async function saveCompared(
  tx: EntityManager,
  newest: Date | null,
  compared: readonly Compared[],
): Promise<void> {
  await tx.query(
    `update comparison set payout_version = compared.version, settled = compared.settled, by_client = compared.by_client, compared_with = $5,
       failures = 0, again_at = null
     from unnest($1::uuid[], $2::integer[], $3::boolean[], $4::boolean[]) as compared (payout_id, version, settled, by_client)
     where comparison.payout_id = compared.payout_id`,
    [
      compared.map(({ payoutId }) => payoutId),
      compared.map(({ version }) => version),
      compared.map(({ settled }) => settled),
      compared.map(({ byClient }) => byClient),
      newest,
    ],
  );
}

/** Stores that a payout could not be compared: it is attempted again after a minute, then at intervals that grow to an hour. */
export async function saveFailed(
  tx: EntityManager,
  newest: Date | null,
  payout: Pick<PayoutToCompare, 'id' | 'version'>,
) {
  await tx.query(
    `update comparison set payout_version = $2, compared_with = $3, failures = least(failures, 30) + 1,
       again_at = now() + least(interval '1 hour', interval '1 minute' * power(2, least(failures, 30)))
     where payout_id = $1`,
    [payout.id, payout.version, newest],
  );
}
