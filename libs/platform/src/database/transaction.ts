import { types } from 'node:util';
import type { DataSource, EntityManager } from 'typeorm';

/**
 * The response to COMMIT was lost: the work may or may not be in the database. The caller must read the state again on
 * another connection before it acts on either possibility.
 */
export class CommitOutcomeUnknown extends Error {
  constructor(override readonly cause: unknown) {
    super('The connection failed while committing: the outcome is unknown');
    this.name = 'CommitOutcomeUnknown';
  }
}

/** SQLSTATEs after which PostgreSQL has rolled back everything, so the same work can be repeated. */
const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 3;

/** @returns the SQLSTATE of a database error, or null when the error did not come from the server */
export function sqlStateOf(error: unknown): string | null {
  const code =
    (error as { driverError?: { code?: unknown }; code?: unknown } | null)?.driverError?.code ??
    (error as { code?: unknown })?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** With one of these, the server is shutting down and may have committed; with any other SQLSTATE it has not. */
function commitMayHaveHappened(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === null || state.startsWith('08') || state.startsWith('57P') || state === '40003';
}

/** Callbacks to run after the commit of a manager's transaction. */
const AFTER_COMMIT = new WeakMap<EntityManager, (() => void)[]>();

/**
 * Runs a callback after the transaction is committed, and never when it is rolled back or its outcome is unknown. Outside of
 * {@link inTransaction} it runs immediately. Only for metrics: the process may end before the callback runs.
 *
 * @param callback must not throw
 */
export function afterCommit(tx: EntityManager, callback: () => void): void {
  const callbacks = AFTER_COMMIT.get(tx);
  if (callbacks === undefined) callback();
  else callbacks.push(callback);
}

/**
 * Runs `work` in one READ COMMITTED transaction, and repeats it after a deadlock or serialisation failure, at most three
 * attempts in total. `work` must use nothing but `tx`: no network, no other connection.
 *
 * @throws CommitOutcomeUnknown when COMMIT was sent and its response was lost
 */
export async function inTransaction<T>(dataSource: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce(dataSource, work);
    } catch (error) {
      if (attempt >= ATTEMPTS || !RETRYABLE.has(sqlStateOf(error) ?? '')) throw error;
    }
  }
}

async function runOnce<T>(dataSource: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.connect();
    await runner.startTransaction('READ COMMITTED');
    const callbacks: (() => void)[] = [];
    AFTER_COMMIT.set(runner.manager, callbacks);
    let result: T;
    try {
      result = await work(runner.manager);
    } catch (error) {
      await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    }
    try {
      await runner.commitTransaction();
    } catch (error) {
      throw commitMayHaveHappened(error) ? new CommitOutcomeUnknown(error) : error;
    }
    for (const callback of callbacks) callback();
    return result;
  } finally {
    await runner.release();
  }
}

/**
 * Tasks that only one process performs at a time, each with a PostgreSQL advisory lock. The numbers are arbitrary, but must be
 * different and never change: old and new replicas run side by side.
 */
export const ADVISORY_LOCKS = {
  migrate: 7_254_871,
  drainOutbox: 7_254_872,
  linkAuditEntries: 7_254_873,
  ensureBootstrapKey: 7_254_874,
  endStatementImport: 7_254_875,
} as const;

/** SQLSTATE classes and codes of a server that cannot work now, as opposed to a wrong statement. */
const TROUBLE = /^(08|53|57P|58)|^(25006|57014|55P03|25P03|25P04|40001|40P01|28000|28P01|3D000)$/;

/** System errors of a connection that cannot be made or was lost. */
const LOST_CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

/** What pg, its pool and TypeORM say, without any code, of a connection that is gone or not to be had in time. */
const SAYS_SO =
  /^(timeout exceeded when trying to connect|timeout expired|Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|Driver not Connected|Query runner already released|The server does not support SSL)/i;

/** Whether an error means that the database is away, overloaded or lost the connection: the same request may work soon. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (error instanceof CommitOutcomeUnknown) return true;
  if (!types.isNativeError(error)) return false;
  const state = sqlStateOf(error);
  if (state !== null) return TROUBLE.test(state);
  const code = (error as { code?: unknown }).code ?? (error as { driverError?: { code?: unknown } }).driverError?.code;
  return (typeof code === 'string' && LOST_CONNECTION.has(code)) || SAYS_SO.test(error.message);
}
