import { setList } from '#libs/platform';
import { CLAIM_ANY, CLAIM_UNSENT, IS_FREE, MOST_INTEGER, TAKEN } from './claim.queries.js';

/**
 * The lease of a payout: which worker works on it, and until when. A payout is due at `due_at`: then a worker claims it. The claim is a lease: it ends at
 * `leased_until`, and `fence` names it, because it grows with every claim. The holder extends the lease while it works and
 * ends it with what it found out. A worker that lost its lease records no outcome: its fence is out of date.
 *
 * A command never takes a lease. It marks the payout as wanted (`wanted_at`): the next claim serves that, at once where there
 * is no lease and otherwise as soon as the holder ends its own.
 *
 * This file alone writes these four columns: by the statements below, and by {@link LEASE_AFTER_MOVE} in the statement that
 * moves a payout.
 */
export interface Lease {
  /** The payout's. */
  readonly id: string;
  readonly version: number;
  readonly fence: number;
}

/** What runs SQL: a transaction, or a data source outside of one. */
export interface Sql {
  // biome-ignore lint/suspicious/noExplicitAny: rows as TypeORM returns them
  query(sql: string, parameters?: unknown[]): Promise<any>;
}

/** A row of `payout` by column name. */
export type PayoutRow = Readonly<Record<string, unknown>>;

/** How many payouts of a client a process works on already. */
export interface HeldByClient {
  readonly clientId: string;
  readonly count: number;
}

export interface Claim {
  readonly provider: string;
  /** At most so many. */
  readonly limit: number;
  readonly leaseMs: number;
  /** Only payouts of which no transfer is under way. */
  readonly unsentOnly: boolean;
  /** Payouts that this process still works on, even if their lease has run out. */
  readonly except: readonly string[];
  /** Whose payouts those are: a client that has many gets the next place after one that has few. */
  readonly held: readonly HeldByClient[];
}

/**
 * Claims payouts of a provider that are due, a share for each client: the next place always goes to the client that has the fewest in
 * this process, and within a client to the payout that is due longest. Between clients that have as many, the longest due decides.
 */
export async function claimDue(db: Sql, claim: Claim): Promise<PayoutRow[]> {
  const { provider, limit, leaseMs, unsentOnly, except, held } = claim;
  const [rows] = await db.query(unsentOnly ? CLAIM_UNSENT : CLAIM_ANY, [
    limit,
    leaseMs,
    provider,
    except,
    held.map(({ clientId }) => clientId),
    held.map(({ count }) => count),
  ]);
  return rows;
}

/** Claims one payout, due or not. @returns null when another worker holds it, or it has moved since it was read */
export async function claimOne(
  db: Sql,
  { id, version }: Pick<Lease, 'id' | 'version'>,
  leaseMs: number,
): Promise<PayoutRow | null> {
  const [[row]] = await db.query(
    `update payout set ${TAKEN} where id = $1 and version = $3 and ${IS_FREE} returning *`,
    [id, leaseMs, version],
  );
  return row ?? null;
}

/** Makes leases last longer from now on. One that is lost stays lost. */
export async function extend(db: Sql, leases: readonly Pick<Lease, 'id' | 'fence'>[], leaseMs: number): Promise<void> {
  await db.query(
    `update payout set leased_until = now() + $3::float8 * interval '1 millisecond'
     from unnest($1::uuid[], $2::integer[]) as held (id, fence)
     where payout.id = held.id and payout.fence = held.fence and leased_until is not null`,
    [leases.map(({ id }) => id), leases.map(({ fence }) => fence), leaseMs],
  );
}

export interface Aside {
  /** When to look at it next, in milliseconds from now; null: never. */
  readonly dueInMs: number | null;
  /** Whether this was one more attempt at the work of its status, or the first look at something new. */
  readonly tries: 'counted' | 'from_zero';
  /** Other fields that go with it. */
  readonly set?: Readonly<Record<string, unknown>>;
}

/**
 * Ends a lease and leaves the payout in its status: to be looked at later, or at once if it is wanted. Of a payout that a
 * command has moved meanwhile only the lease ends.
 *
 * @returns `wanted`: the payout is due now; `lost`: it has moved, or the lease is lost
 */
export async function putAside(
  db: Sql,
  lease: Lease,
  { dueInMs, tries, set = {} }: Aside,
): Promise<'aside' | 'wanted' | 'lost'> {
  const fields = setList(set, 6);
  const [[row]] = await db.query(
    `update payout set leased_until = null,
       due_at = case when wanted_at is not null then now() else now() + $4::float8 * interval '1 millisecond' end,
       tries = case when $5::boolean then least(tries, ${MOST_INTEGER - 1}) + 1 else 0 end ${fields.sql === '' ? '' : `, ${fields.sql}`}
     where id = $1 and version = $2 and fence = $3 returning wanted_at is not null as wanted`,
    [lease.id, lease.version, lease.fence, dueInMs, tries === 'counted', ...fields.values],
  );
  if (row === undefined) {
    await release(db, lease);
    return 'lost';
  }
  return row.wanted ? 'wanted' : 'aside';
}

/** Ends a lease and changes nothing else. */
export async function release(db: Sql, { id, fence }: Pick<Lease, 'id' | 'fence'>): Promise<void> {
  await db.query(`update payout set leased_until = null where id = $1 and fence = $2`, [id, fence]);
}

/**
 * Marks payouts as wanted: to be looked at now, or as soon as a lease that runs has ended. A transfer that is being sent is
 * not interrupted; its outcome makes the payout due.
 *
 * @param set other fields that go with it
 */
export async function want(db: Sql, payoutIds: readonly string[], set: Aside['set'] = {}): Promise<void> {
  if (payoutIds.length === 0) return;
  const fields = setList(set, 2);
  await db.query(
    `update payout set wanted_at = now(),
       due_at = case when status = 'transferring' then due_at else least(due_at, now()) end
       ${fields.sql === '' ? '' : `, ${fields.sql}`}
     where id = any($1::uuid[])`,
    [payoutIds, ...fields.values],
  );
}

/** Payouts that waited for something, as they were when it was decided that they wait no longer. */
export async function endWait(db: Sql, payouts: readonly Lease[]): Promise<number> {
  const [, count] = await db.query(
    `update payout set waiting_reason = null, waiting_until = null, due_at = now()
     from unnest($1::uuid[], $2::integer[]) as waiter (id, fence)
     where payout.id = waiter.id and payout.fence = waiter.fence and waiting_reason is not null and ${IS_FREE}`,
    [payouts.map(({ id }) => id), payouts.map(({ fence }) => fence)],
  );
  return count;
}

/** By what authority a payout is moved, and the effect on its lease. */
export type MoveBy =
  /** By the worker that holds the lease, and goes on with it. */
  | { readonly lease: 'kept'; readonly leaseMs: number }
  /** By the worker that holds the lease, which ends. */
  | { readonly lease: 'ended' }
  /** By a command: no lease is needed, and none is taken. */
  | { readonly lease: 'not_needed' };

export function leaseParameters(by: MoveBy): [mode: string, leaseMs: number | null] {
  return [by.lease, by.lease === 'kept' ? by.leaseMs : null];
}

/**
 * What a move makes of the lease, in the statement that moves the payout. Its parameters: `$2` when to look next in milliseconds
 * from now, `$3` and `$4` as {@link leaseParameters} returns them.
 */
export const LEASE_AFTER_MOVE = `
  due_at = case when $3::text = 'ended' and wanted_at is not null then now()
    else now() + $2::float8 * interval '1 millisecond' end,
  leased_until = case $3 when 'kept' then now() + $4::float8 * interval '1 millisecond'
    when 'ended' then null else leased_until end,
  wanted_at = case when $3 = 'not_needed' then null else wanted_at end`;
