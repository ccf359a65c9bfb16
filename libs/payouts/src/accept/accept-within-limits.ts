import type { Pool, PoolClient } from 'pg';
import {
  ACCEPT_COUNTED_PAYOUTS,
  type AcceptRow,
  acceptParameters,
  LOCK_DAY,
  type LockedDayRow,
  START_DAY,
} from './accept-payouts.queries.js';
import { DailyAllowance, type Written } from './daily-limits.js';

/**
 * Accepts payouts of clients with daily limits, as far as these reach, in one transaction that holds the clients' counts:
 * whatever comes at once, on this replica or another, waits its turn. What is refused changes nothing and uses nothing up.
 */
export async function acceptWithinLimits(pool: Pool, rows: readonly AcceptRow[]): Promise<Written[]> {
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
  const { rows: created } = await connection.query<{ id: string; created_at: Date }>({
    ...ACCEPT_COUNTED_PAYOUTS,
    values: acceptParameters(rows),
  });
  const createdAt = new Map(created.map((row) => [row.id, row.created_at]));
  return rows.map((row) => {
    const at = createdAt.get(row.payout.id);
    return [row, at === undefined ? { kind: 'conflict' } : { kind: 'created', createdAt: at }];
  });
}
