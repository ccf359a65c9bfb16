import type { DataSourceOptions, MixedList } from 'typeorm';
import type { Vault } from '../vault/vault.js';
import { guardedDriver } from './guarded-pool.js';
import { migrations } from './migrations/index.js';
import { SnakeNaming } from './snake-naming.js';

export interface DatabaseTarget {
  readonly url: string;
  readonly poolSize: number;
  /** Longest wait for a connection, be it the TCP connect or a free place in the pool; default 2 s. */
  readonly connectTimeoutMs?: number;
  /** Shown in pg_stat_activity, so that an operator sees which replica holds what. */
  readonly applicationName: string;
  /** Migrations may take long and run alone: they get none of the time limits. */
  readonly unbounded?: boolean;
  /** For migrations that have to seal what was stored openly before. */
  readonly vault?: Vault;
}

/** Longest a statement may run. Server-side on purpose: pg's own `query_timeout` abandons the connection mid-transaction. */
const STATEMENT_TIMEOUT_MS = 5_000;
/** Longest a statement may wait for a row that somebody else holds. */
const LOCK_TIMEOUT_MS = 2_000;
/** A transaction that does nothing this long is ended by the server, so a stuck replica cannot hold locks. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 2_000;

const BOUNDED = {
  statement_timeout: STATEMENT_TIMEOUT_MS,
  lock_timeout: LOCK_TIMEOUT_MS,
  idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
};
/** A migration still does not wait long for a lock: everybody else would queue up behind it. */
const UNBOUNDED = { lock_timeout: LOCK_TIMEOUT_MS, longestHoldMs: 0 };

/** How Salur connects to PostgreSQL: one guarded pool, server-side timeouts, UTC, no schema synchronisation ever. */
export function dataSourceOptions(
  target: DatabaseTarget,
  entities: MixedList<(new () => unknown) | string>,
): DataSourceOptions {
  return {
    type: 'postgres',
    url: target.url,
    driver: guardedDriver,
    entities: entities as (new () => unknown)[],
    migrations: migrations(target.vault ?? null),
    migrationsTableName: 'migration',
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    applicationName: target.applicationName,
    poolSize: target.poolSize,
    connectTimeoutMS: target.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    extra: {
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      options: '-c TimeZone=UTC',
      ...(target.unbounded ? UNBOUNDED : BOUNDED),
    },
  };
}
