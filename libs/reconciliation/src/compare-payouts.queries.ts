import type { DataSource, EntityManager } from 'typeorm';
import type { PayoutStatus } from '#libs/payouts';
import type { LineKind } from './read-cells.js';

/** The periods that a provider's imported statements cover, as ranges that neither touch nor overlap. */
export class Coverage {
  /** @param ranges start inclusive, end exclusive */
  constructor(private readonly ranges: readonly { readonly from: Date; readonly to: Date }[]) {}

  /** Whether the whole period is covered. */
  includes(from: Date, to: Date): boolean {
    return this.ranges.some((range) => range.from <= from && to < range.to);
  }
}

export const NOTHING_COVERED = new Coverage([]);

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
  readonly lines: readonly LineToCompare[];
}

export interface LineToCompare {
  readonly id: string;
  readonly statementId: string;
  readonly number: number;
  readonly kind: LineKind;
  readonly amount: bigint;
  readonly fee: bigint | null;
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
 * @param newest when the newest statement was imported
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

export async function readToCompare(tx: EntityManager, payoutIds: readonly string[]): Promise<PayoutToCompare[]> {
  const payouts: Raw<Omit<PayoutToCompare, 'lines'>>[] = await tx.query(
    `select payout.id, client_id as "clientId", status, version, amount, fee, payout.rail, payout.provider,
       completed_at as "completedAt", (select max(intent_at) from attempt where payout_id = payout.id) as "sentAt"
     from payout where payout.id = any ($1::uuid[])`,
    [payoutIds],
  );
  const lines: (Raw<LineToCompare> & { payoutId: string })[] = await tx.query(
    `select id, payout_id as "payoutId", statement_id as "statementId", number, kind, amount, fee
     from statement_line where payout_id = any ($1::uuid[]) order by booked_at, id`,
    [payoutIds],
  );
  const ofPayout = Map.groupBy(lines, ({ payoutId }) => payoutId);
  return payouts.map((payout) => ({
    ...withAmounts(payout),
    lines: (ofPayout.get(payout.id) ?? []).map(({ payoutId, ...line }) => withAmounts(line)),
  }));
}

function withAmounts<T extends { amount: unknown; fee: unknown }>(row: T) {
  const fee = row.fee === null ? null : BigInt(row.fee as string);
  return { ...row, amount: BigInt(row.amount as string), fee };
}

/** Stores what was compared, and with which statements: those imported until then. */
export async function saveCompared(
  tx: EntityManager,
  newest: Date | null,
  compared: readonly { readonly payoutId: string; readonly version: number; readonly settled: boolean }[],
): Promise<void> {
  await tx.query(
    `update comparison set payout_version = compared.version, settled = compared.settled, compared_with = $4,
       failures = 0, again_at = null
     from unnest($1::uuid[], $2::integer[], $3::boolean[]) as compared (payout_id, version, settled)
     where comparison.payout_id = compared.payout_id`,
    [
      compared.map(({ payoutId }) => payoutId),
      compared.map(({ version }) => version),
      compared.map(({ settled }) => settled),
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

/** The coverage of imported statements by provider, and when the newest one was imported. */
export interface Covered {
  readonly newest: Date | null;
  readonly byProvider: ReadonlyMap<string, Coverage>;
}

export async function readCovered(db: DataSource | EntityManager): Promise<Covered> {
  const ranges: { provider: string; from: Date; to: Date; newest: Date }[] = await db.query(
    `select provider, newest, lower(range) as "from", upper(range) as "to"
     from (
       select provider, max(max(imported_at)) over () as newest, unnest(range_agg(tstzrange(covers_from, covers_to))) as range
       from statement where imported_at is not null group by provider
     ) covered`,
  );
  const byProvider = Map.groupBy(ranges, ({ provider }) => provider);
  return {
    newest: ranges[0]?.newest ?? null,
    byProvider: new Map([...byProvider].map(([provider, own]) => [provider, new Coverage(own)])),
  };
}
