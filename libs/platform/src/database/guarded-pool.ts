import pg from 'pg';
import type { DataSource } from 'typeorm';

/**
 * The longest time that a connection may be checked out. The server limits statements and idle transactions, but a server that
 * no longer answers (half-open TCP) limits nothing, and pg's client-side limits leave transactions open.
 */
const LONGEST_HOLD_MS = 9_000;

/**
 * A pg pool that prevents lost writes, hangs and crashes.
 *
 * It discards a connection that is released with an open transaction: an abandoned query leaves its transaction open, and the
 * next user's "autocommitted" writes would be rolled back with it. It closes a connection that is checked out too long, so
 * that the waiting query fails instead of hanging.
 */
export class GuardedPool extends pg.Pool {
  private readonly holds = new WeakMap<pg.PoolClient, NodeJS.Timeout>();

  constructor(options?: pg.PoolConfig & { longestHoldMs?: number }) {
    super(options);
    const longestHoldMs = options?.longestHoldMs ?? LONGEST_HOLD_MS;
    this.on('acquire', (client) => {
      if (longestHoldMs > 0)
        this.holds.set(
          client,
          setTimeout(() => internalsOf(client).connection.stream.destroy(), longestHoldMs).unref(),
        );
    });
    this.on('release', (_error, client) => {
      clearTimeout(this.holds.get(client));
      // Ending a client inside this event makes the pool discard it. `null`: the server has not reported ready yet.
      if (internalsOf(client).getTransactionStatus() !== 'I')
        void internalsOf(client)
          .end()
          .catch(() => undefined);
    });
    // A lost connection must not end the process: its query fails, and the pool replaces it. Neither the pool nor TypeORM
    // has an error listener at every moment between checkout and release.
    this.on('connect', (client) => client.on('error', () => undefined));
    this.on('error', () => undefined);
  }
}

/** Members of pg's client that its types lack. */
function internalsOf(client: pg.PoolClient) {
  return client as unknown as {
    readonly connection: { readonly stream: { destroy(): void } };
    getTransactionStatus(): string | null;
    end(): Promise<void>;
  };
}

/** pg with the guarded pool, in the shape of TypeORM's `driver` option. */
export const guardedDriver = { ...pg, Pool: GuardedPool };

/** The pool of a data source, for hot statements: TypeORM cannot send named (prepared) ones. */
export function poolOf(dataSource: DataSource): pg.Pool {
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}
