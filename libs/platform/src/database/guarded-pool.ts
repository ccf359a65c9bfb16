import pg from 'pg';
import type { DataSource } from 'typeorm';

/**
 * A pg pool that never takes back a connection with an open transaction. Without this guard a query that was given up
 * half-way leaves its transaction open on the pooled connection, and the next user's "autocommitted" writes vanish with it.
 */
export class GuardedPool extends pg.Pool {
  constructor(options?: pg.PoolConfig) {
    super(options);
    this.on('release', (_error, client) => {
      const status = (client as unknown as { getTransactionStatus(): string | null }).getTransactionStatus();
      // Ending a client inside this event makes the pool discard it. `null` = the server has not reported ready yet.
      if (status !== 'I') void client.end().catch(() => undefined);
    });
    // An idle connection that dies must not end the process; the pool replaces it.
    this.on('error', () => undefined);
  }
}

/** pg with the guarded pool in place of its own, in the shape TypeORM takes as its `driver`. */
export const guardedDriver = { ...pg, Pool: GuardedPool };

/** The pool behind a data source: for hot statements, which TypeORM cannot send as named (prepared) ones. */
export function poolOf(dataSource: DataSource): pg.Pool {
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}
