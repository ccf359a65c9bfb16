import type { DataSourceOptions, MixedList } from 'typeorm';
import type { Vault } from '../vault/vault.js';
import { SnakeNaming } from './columns.js';
import { guardedDriver } from './guarded-pool.js';
import { migrations } from './migrations/index.js';

export interface DatabaseTarget {
  readonly url: string;
  readonly poolSize: number;
  /** The longest wait for a connection, for the TCP connect as for a free one in the pool; default 2 s. */
  readonly connectTimeoutMs?: number;
  /** Shown in pg_stat_activity, so that an operator sees which replica holds a lock. */
  readonly applicationName: string;
  /** For migrations, which may take long and run alone: no statement timeout. */
  readonly unbounded?: boolean;
  /** For migrations that seal data which was stored unsealed before. */
  readonly vault?: Vault;
}

/** The statement timeout, enforced by the server: pg's own `query_timeout` abandons the connection mid-transaction. */
export const STATEMENT_TIMEOUT_MS = 5_000;
/** The longest wait for a row lock. */
const LOCK_TIMEOUT_MS = 2_000;
/** The server ends a transaction that is idle for this long, so a stuck replica cannot hold locks. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 2_000;

/**
 * What our statements, and the driver that reads their results, rely on. Set for each connection, because a database or a role may
 * have other defaults; verified at start, because a pooler may drop it.
 */
export const SESSION: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  search_path: 'public',
};

/** As PostgreSQL's startup parameter `options` has it: a space inside a value is escaped. */
const SESSION_OPTIONS = Object.entries(SESSION)
  .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
  .join(' ');

const BOUNDED = {
  statement_timeout: STATEMENT_TIMEOUT_MS,
  lock_timeout: LOCK_TIMEOUT_MS,
  idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
};
/** A migration keeps the lock timeout: every other statement would queue behind its lock request. */
const UNBOUNDED = { lock_timeout: LOCK_TIMEOUT_MS, longestHoldMs: 0 };

/** The options of every data source: one guarded pool, server-side timeouts, UTC, never schema synchronisation. */
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
      options: SESSION_OPTIONS,
      ...(target.unbounded ? UNBOUNDED : BOUNDED),
    },
  };
}
