import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { GatherWrites, Problem, poolOf } from '#libs/platform';
import {
  ACCEPT_COUNTED_PAYOUTS,
  ACCEPT_PAYOUTS,
  type AcceptedRow,
  type AcceptRow,
  acceptParameters,
  LOCK_DAY,
  type LockedDayRow,
  START_DAY,
} from './accept-payouts.queries.js';

/** The result of accepting a payout. `conflict`: the reference or the Idempotency-Key is taken; the caller finds out by which payout. */
export type Accepted =
  | { readonly kind: 'created'; readonly createdAt: Date; readonly duplicates: readonly string[] }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'over_limit'; readonly limit: LimitExceeded };

/** The payout has to be written the other way: the client's daily limits are not as we thought. */
export type Written = Accepted | { readonly kind: 'counted' } | { readonly kind: 'not_counted' };

/**
 * How long a payout waits before each attempt to write it one way and then the other. Neither finds a client whose limits are being set
 * at this moment, which takes as long as counting its day.
 */
const TURNS_MS = [0, 0, 0, 50, 100, 200, 400, 800, 800];

/** Each client has its share of a write. */
const clientOf = ({ payout }: AcceptRow): string => payout.clientId;

/**
 * Writes accepted payouts, gathering those that arrive together. Answers only after the commit is acknowledged. Payouts of
 * clients with daily limits queue apart: they wait for each other, and other clients do not wait for them.
 */
@Injectable()
export class AcceptQueue implements OnApplicationShutdown {
  private readonly writes: GatherWrites<AcceptRow, Written>;
  private readonly countedWrites: GatherWrites<AcceptRow, Written>;

  constructor(dataSource: DataSource) {
    const pool = poolOf(dataSource);
    this.countedWrites = new GatherWrites((rows) => acceptWithinLimits(pool, rows), clientOf);
    this.writes = new GatherWrites(async (rows) => {
      const { rows: written } = await pool.query<AcceptedRow>({
        ...ACCEPT_PAYOUTS,
        values: acceptParameters(rows),
      });
      const byId = new Map(written.map((row) => [row.id, row]));
      return rows.map(({ payout }) => writtenAs(byId.get(payout.id)));
    }, clientOf);
  }

  /** @param hasDailyLimits whether its client is thought to have daily limits; a mistake costs a statement, no more */
  async accept(row: AcceptRow, hasDailyLimits: boolean): Promise<Accepted> {
    let counted = hasDailyLimits;
    for (const waitMs of TURNS_MS) {
      if (waitMs > 0) await pause(waitMs);
      const written = await (counted ? this.countedWrites : this.writes).write(row);
      if (written.kind !== 'counted' && written.kind !== 'not_counted') return written;
      counted = written.kind === 'counted';
    }
    throw new Problem('unavailable', 'The daily limits of this client are being set', {}, { retryAfterSeconds: 2 });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.writes.settled(), this.countedWrites.settled()]);
  }
}

function writtenAs(row: AcceptedRow | undefined): Written {
  if (row === undefined) return { kind: 'conflict' };
  const { created_at: createdAt, duplicates } = row;
  return createdAt === null ? { kind: 'counted' } : { kind: 'created', createdAt, duplicates: duplicates ?? [] };
}

/**
 * Accepts payouts of clients with daily limits, as far as these reach, in one transaction that holds the clients' counts:
 * whatever comes at once, on this replica or another, waits its turn. What is refused changes nothing and uses nothing up.
 */
async function acceptWithinLimits(pool: Pool, rows: readonly AcceptRow[]): Promise<Written[]> {
  const connection = await pool.connect();
  try {
    await connection.query('begin');
    const written = await accept(connection, rows);
    const changed = [...written.values()].some(({ kind }) => kind === 'created');
    await connection.query(changed ? 'commit' : 'rollback');
    return rows.map((row) => written.get(row) as Written);
  } catch (error) {
    await connection.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    connection.release();
  }
}

async function accept(connection: PoolClient, rows: readonly AcceptRow[]): Promise<Map<AcceptRow, Written>> {
  const written = new Map<AcceptRow, Written>();
  const allowances = await lockDays(connection, [...new Set(rows.map(({ payout }) => payout.clientId))]);
  for (const row of rows) if (!allowances.has(row.payout.clientId)) written.set(row, { kind: 'not_counted' });
  let undecided = rows.filter((row) => !written.has(row));
  while (undecided.length > 0) {
    const { within, beyond } = divide(undecided, allowances);
    for (const [row, answer] of await insert(connection, within)) {
      written.set(row, answer);
      if (answer.kind === 'created') spend(allowances, row);
    }
    // Repetitions seemed to need room and then did not: what was kept out because of them is tried once more.
    const roomIsLeft = within.some((row) => written.get(row)?.kind === 'conflict');
    undecided = roomIsLeft ? beyond.map(({ row }) => row) : [];
    if (!roomIsLeft) for (const { row, limit } of beyond) written.set(row, { kind: 'over_limit', limit });
  }
  return written;
}

type Allowances = Map<string, DailyAllowance>;

async function lockDays(connection: PoolClient, clientIds: readonly string[]): Promise<Allowances> {
  const lock = () => connection.query<LockedDayRow>({ ...LOCK_DAY, values: [clientIds] });
  let { rows } = await lock();
  if (rows.length < clientIds.length) {
    await connection.query({ ...START_DAY, values: [clientIds] });
    ({ rows } = await lock());
  }
  return new Map(rows.map((row) => [row.id, DailyAllowance.of(row)]));
}

/** First come, first served; a smaller payout may pass where a larger one did not. */
function divide(rows: readonly AcceptRow[], allowances: Allowances) {
  const left: Allowances = new Map(allowances);
  const within: AcceptRow[] = [];
  const beyond = [];
  for (const row of rows) {
    const limit = left.get(row.payout.clientId)?.exceededBy(row.payout.amount) ?? null;
    if (limit === null) {
      within.push(row);
      spend(left, row);
    } else {
      beyond.push({ row, limit });
    }
  }
  return { within, beyond };
}

function spend(allowances: Allowances, { payout }: AcceptRow): void {
  const allowance = allowances.get(payout.clientId);
  if (allowance !== undefined) allowances.set(payout.clientId, allowance.after(payout.amount));
}

async function insert(connection: PoolClient, rows: readonly AcceptRow[]): Promise<[AcceptRow, Written][]> {
  if (rows.length === 0) return [];
  const { rows: created } = await connection.query<AcceptedRow>({
    ...ACCEPT_COUNTED_PAYOUTS,
    values: acceptParameters(rows),
  });
  const byId = new Map(created.map((row) => [row.id, row]));
  return rows.map((row) => [row, writtenAs(byId.get(row.payout.id))]);
}

/** A limit that a payout is beyond. */
export interface LimitExceeded {
  readonly name: 'amount' | 'count';
  readonly perDay: bigint;
  readonly used: bigint;
  readonly resetsAt: Date;
}

/** What a client may still create on a day. */
export class DailyAllowance {
  private constructor(
    private readonly limits: { readonly amount: bigint | null; readonly count: bigint | null },
    private readonly used: { readonly amount: bigint; readonly count: bigint },
    private readonly resetsAt: Date,
  ) {}

  static of({ daily_amount_limit, daily_count_limit, amount, count, resets_at }: LockedDayRow): DailyAllowance {
    const limit = (text: string | null) => (text === null ? null : BigInt(text));
    const limits = { amount: limit(daily_amount_limit), count: limit(daily_count_limit) };
    return new DailyAllowance(limits, { amount: BigInt(amount), count: BigInt(count) }, resets_at);
  }

  /** @returns the limit that one more payout would be beyond, or null */
  exceededBy(amount: bigint): LimitExceeded | null {
    const { limits, used, resetsAt } = this;
    if (limits.count !== null && used.count + 1n > limits.count)
      return { name: 'count', perDay: limits.count, used: used.count, resetsAt };
    if (limits.amount !== null && used.amount + amount > limits.amount)
      return { name: 'amount', perDay: limits.amount, used: used.amount, resetsAt };
    return null;
  }

  /** What is left after one more payout. */
  after(amount: bigint): DailyAllowance {
    const used = { amount: this.used.amount + amount, count: this.used.count + 1n };
    return new DailyAllowance(this.limits, used, this.resetsAt);
  }
}

/** The error for a caller: which limit it is, how much of it is used and when the next day begins. */
export function dailyLimitExceeded({ name, perDay, used, resetsAt }: LimitExceeded): Problem {
  const unit = name === 'amount' ? 'rupiah' : 'payouts';
  const detail = `The client may create ${perDay} ${unit} a day; ${used} are used, until ${resetsAt.toISOString()}`;
  return new Problem('daily_limit_exceeded', detail, {
    limit: { name, perDay: Number(perDay), used: Number(used), resetsAt: resetsAt.toISOString() },
  });
}
