import type { Sql } from '../law/lease.js';
import type { Payout } from '../records/payout.entity.js';

/** What of a payout decides how much of a balance it takes. */
export type Priced = Pick<Payout, 'rail' | 'amount' | 'fee'>;

export interface FirstWaiting extends Priced {
  readonly id: string;
  readonly clientId: string;
}

/** A `bigint` column comes as text. */
type Row<P extends Priced> = Omit<P, 'amount' | 'fee'> & { readonly amount: string; readonly fee: string | null };

function withAmounts<P extends Priced>(rows: readonly Row<P>[]): P[] {
  return rows.map((row) => ({
    ...(row as unknown as P),
    amount: BigInt(row.amount),
    fee: row.fee === null ? null : BigInt(row.fee),
  }));
}

const FIRST_OF = (client: string) => `
  select client_id, id, rail, amount, fee, funds_since from payout
  where provider = $1 and waiting_reason = 'funds' and holds_place ${client}
  order by client_id, funds_since limit 1`;

/**
 * Of each client the payout that has waited longest for funds at a provider, if others wait behind it, and if it has waited longer than since a moment
 * (null: than a payout that only begins to). Its cost depends on how many clients have payouts that wait, not on how many payouts do.
 */
export async function firstWaiting(db: Sql, provider: string, since: Date | null): Promise<FirstWaiting[]> {
  const rows: Row<FirstWaiting>[] = await db.query(
    `with recursive first as (
       (${FIRST_OF('')})
       union all
       select next.* from first cross join lateral (${FIRST_OF('and client_id > first.client_id')}) as next
     )
     select client_id as "clientId", id, rail, amount, fee from first where funds_since < coalesce($2, now())`,
    [provider, since],
  );
  return withAmounts(rows);
}

/** A payout that waits for funds. */
export interface WaitingPayout extends Priced, Pick<Payout, 'bankCode' | 'outlet' | 'requestedRail' | 'holdsPlace'> {
  readonly id: string;
  readonly version: number;
  readonly fence: number;
  readonly provider: string;
  readonly clientId: string;
  /** Whole rupiah, in digits. */
  readonly fundsBalance: string | null;
  /** A person has to confirm it, and has not. */
  readonly awaitsPerson: boolean;
  readonly waitsMs: number;
}

/**
 * Payouts that wait for funds at a provider, those that have waited longest first. Of many, each client has its share, and those that others
 * wait behind come first.
 */
export async function waitingAt(db: Sql, provider: string, most: number): Promise<WaitingPayout[]> {
  const rows: Row<WaitingPayout>[] = await db.query(
    `select * from (
       select id, version, fence, provider, client_id as "clientId", rail, amount, fee, bank_code as "bankCode", outlet,
         requested_rail as "requestedRail", holds_place as "holdsPlace", funds_balance as "fundsBalance", funds_since,
         confirmation = 'manual' and confirmed_at is null as "awaitsPerson",
         extract(epoch from now() - funds_since)::float8 * 1000 as "waitsMs"
       from payout where provider = $1 and waiting_reason = 'funds'
       order by not holds_place, row_number() over (partition by client_id, holds_place order by funds_since, id), funds_since
       limit $2) as waiting
     order by funds_since, id`,
    [provider, most],
  );
  return withAmounts(rows);
}

/** Balances that were read since they were last shared out. One replica gets each. */
export async function takeNewReadings(
  db: Sql,
): Promise<ReadonlyMap<string, { readonly available: bigint; readonly highest: bigint }>> {
  const [rows]: [{ provider: string; available: string; highest: string | null }[]] = await db.query(
    `update provider_account set shared_out_at = balance_at
     where balance_at > coalesce(shared_out_at, '-infinity') and available is not null
     returning provider, available, highest`,
  );
  return new Map(
    rows.map(({ provider, available, highest }) => [
      provider,
      { available: BigInt(available), highest: BigInt(highest ?? available) },
    ]),
  );
}

/** Records which payouts others wait behind. */
export async function writePlaces(
  db: Sql,
  waiting: readonly Pick<WaitingPayout, 'id' | 'holdsPlace'>[],
): Promise<void> {
  if (waiting.length === 0) return;
  await db.query(
    `update payout set holds_place = waiter.holds_place from unnest($1::uuid[], $2::boolean[]) as waiter (id, holds_place)
     where payout.id = waiter.id and waiting_reason = 'funds'`,
    [waiting.map(({ id }) => id), waiting.map(({ holdsPlace }) => holdsPlace)],
  );
}

/** A rail that a payout has left, and why. */
export interface LeftRail {
  readonly payoutId: string;
  readonly rail: string;
  readonly because: string;
  /** The balance that was known there then, if it was left for lack of funds: whole rupiah, in digits. */
  readonly balance: string | null;
}

/** The rails that payouts have left, in order. */
export function leftRails(db: Sql, payoutIds: readonly string[]): Promise<LeftRail[]> {
  return db.query(
    `select payout_id as "payoutId", detail ->> 'from' as rail, detail ->> 'because' as because, detail ->> 'balance' as balance
     from payout_event where payout_id = any($1::uuid[]) and event = 'rerouted' order by payout_id, version`,
    [payoutIds],
  );
}
