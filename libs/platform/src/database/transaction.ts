import type { DataSource, EntityManager } from 'typeorm';

/**
 * The answer to COMMIT was lost: the work may or may not be in the database. Whoever gets this must look again, on
 * another connection, before acting on either possibility.
 */
export class CommitOutcomeUnknown extends Error {
  constructor(override readonly cause: unknown) {
    super('The connection failed while committing: the outcome is unknown');
    this.name = 'CommitOutcomeUnknown';
  }
}

/** SQLSTATEs after which PostgreSQL has rolled everything back and the same work may simply be done again. */
const RETRYABLE = new Set(['40001', '40P01']);
const TRIES = 3;

/** @returns the SQLSTATE of a database error, or null when the error did not come from the server */
export function sqlStateOf(error: unknown): string | null {
  const code =
    (error as { driverError?: { code?: unknown }; code?: unknown } | null)?.driverError?.code ??
    (error as { code?: unknown })?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** A server that answered COMMIT with one of these is going away and may have committed; any other SQLSTATE means it did not. */
function commitMayHaveHappened(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === null || state.startsWith('08') || state.startsWith('57P') || state === '40003';
}

/** What is to be done once the transaction of a manager is committed. */
const ACTS_AFTER_COMMIT = new WeakMap<EntityManager, (() => void)[]>();

/**
 * Does something once the transaction is committed, and never if it is rolled back or its outcome is unknown; at once outside
 * of {@link inTransaction}. For what is only counted: the process may end in between.
 *
 * @param act must not throw
 */
export function afterCommit(tx: EntityManager, act: () => void): void {
  const acts = ACTS_AFTER_COMMIT.get(tx);
  if (acts === undefined) act();
  else acts.push(act);
}

/**
 * Runs `work` in one READ COMMITTED transaction, again (three times at most) after a deadlock or serialisation failure.
 * `work` must touch nothing but `tx`: no network, no other connection. It may run more than once.
 *
 * @throws CommitOutcomeUnknown when COMMIT was sent and its answer was lost
 */
export async function inTransaction<T>(dataSource: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  for (let tryNumber = 1; ; tryNumber += 1) {
    try {
      return await runOnce(dataSource, work);
    } catch (error) {
      if (tryNumber >= TRIES || !RETRYABLE.has(sqlStateOf(error) ?? '')) throw error;
    }
  }
}

async function runOnce<T>(dataSource: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.connect();
    await runner.startTransaction('READ COMMITTED');
    const acts: (() => void)[] = [];
    ACTS_AFTER_COMMIT.set(runner.manager, acts);
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
    for (const act of acts) act();
    return result;
  } finally {
    await runner.release();
  }
}
