import type { DataSource, EntityManager } from 'typeorm';
import type { PayoutStatus } from '#libs/payouts';
import { Coverage } from './coverage.js';
import type { LineKind } from './line-kinds.js';

/** A payout to compare, with what statements say of it. */
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
  /** When its last transfer was recorded; null: there was none. */
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

/**
 * Takes payouts about which there is something new, so that nobody else compares them until the transaction ends. They are
 * read by a statement of its own afterwards: a payout that moves meanwhile waits, and unsettles its comparison after us.
 */
export async function takeNews(tx: EntityManager, after: string, most: number): Promise<string[]> {
  const taken: { payoutId: string }[] = await tx.query(
    `select comparison.payout_id as "payoutId" from comparison join payout on payout.id = comparison.payout_id
     where not comparison.settled and comparison.payout_version is distinct from payout.version and comparison.payout_id > $1
     order by comparison.payout_id limit $2
     for update of comparison skip locked`,
    [after, most],
  );
  return taken.map(({ payoutId }) => payoutId);
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

/** Remembers what was compared. */
export async function noteCompared(
  tx: EntityManager,
  compared: readonly { readonly payoutId: string; readonly version: number; readonly settled: boolean }[],
): Promise<void> {
  await tx.query(
    `update comparison set payout_version = compared.version, settled = compared.settled, compared_at = now()
     from unnest($1::uuid[], $2::integer[], $3::boolean[]) as compared (payout_id, version, settled)
     where comparison.payout_id = compared.payout_id`,
    [
      compared.map(({ payoutId }) => payoutId),
      compared.map(({ version }) => version),
      compared.map(({ settled }) => settled),
    ],
  );
}

/** What statements cover, by provider. */
export async function readCoverage(db: DataSource | EntityManager): Promise<ReadonlyMap<string, Coverage>> {
  const ranges: { provider: string; from: Date; to: Date }[] = await db.query(
    `select provider, lower(range) as "from", upper(range) as "to"
     from (select provider, unnest(range_agg(tstzrange(covers_from, covers_to))) as range from statement group by provider) covered`,
  );
  const byProvider = Map.groupBy(ranges, ({ provider }) => provider);
  return new Map([...byProvider].map(([provider, own]) => [provider, new Coverage(own)]));
}
