import pg from 'pg';
import type { DataSource } from 'typeorm';

/**
 * Longest a connection may be out of the pool. The server bounds statements and idle transactions, but a server that no
 * longer answers (half-open TCP) bounds nothing, and pg has no client-side limit that does not leave transactions open.
 */
const LONGEST_HOLD_MS = 9_000;

/**
 * A pg pool with guards against losing writes, hanging and crashing.
 *
 * It never takes back a connection with an open transaction: a query that was given up half-way leaves its transaction
 * open, and the next user's "autocommitted" writes would vanish with it. And it breaks a connection that is held too long,
 * so that whoever waits for it hears an error instead of hanging.
 */
export class GuardedPool extends pg.Pool {
  private readonly holds = new WeakMap<pg.PoolClient, NodeJS.Timeout>();

  constructor(options?: pg.PoolConfig & { longestHoldMs?: number }) {
    super(options);
    const longestHoldMs = options?.longestHoldMs ?? LONGEST_HOLD_MS;
    this.on('acquire', (client) => {
      if (longestHoldMs > 0)
        this.holds.set(client, setTimeout(() => insides(client).connection.stream.destroy(), longestHoldMs).unref());
    });
    this.on('release', (_error, client) => {
      clearTimeout(this.holds.get(client));
      // Ending a client inside this event makes the pool discard it. `null` = the server has not reported ready yet.
      if (insides(client).getTransactionStatus() !== 'I')
        void insides(client)
          .end()
          .catch(() => undefined);
    });
    // A connection that dies must not end the process: its query is told, and the pool replaces it. Neither the pool nor
    // TypeORM listens at every moment between checkout and release.
    this.on('connect', (client) => client.on('error', () => undefined));
    this.on('error', () => undefined);
  }
}

/** What pg's client has and its types do not tell. */
function insides(client: pg.PoolClient) {
  return client as unknown as {
    readonly connection: { readonly stream: { destroy(): void } };
    getTransactionStatus(): string | null;
    end(): Promise<void>;
  };
}

/** pg with the guarded pool in place of its own, in the shape TypeORM takes as its `driver`. */
export const guardedDriver = { ...pg, Pool: GuardedPool };

/** The pool behind a data source: for hot statements, which TypeORM cannot send as named (prepared) ones. */
export function poolOf(dataSource: DataSource): pg.Pool {
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}
