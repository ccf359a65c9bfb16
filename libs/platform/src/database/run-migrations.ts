import pg from 'pg';
import { DataSource } from 'typeorm';
import type { Vault } from '../vault/vault.js';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { grantToAppRole } from './app-role.js';
import { dataSourceOptions } from './data-source-options.js';

/** What migrating may need beside the database. */
export interface MigrationWishes {
  /** For a database that may hold what is to be sealed; not needed for a new one. */
  readonly vault?: Vault;
  /** The role that the service connects as, if that is another: it is granted what it needs, and no more. */
  readonly appRole?: string | null;
}

/**
 * Brings the schema up to date, all migrations in one transaction. Two replicas that start at once take turns: TypeORM
 * itself has no lock for this.
 *
 * @param url of the role that owns the tables, or is to
 * @returns the names of the migrations that ran
 * @throws UnusableRoleError when the schema is migrated, but the role cannot be the service's
 */
export async function runMigrations(url: string, { vault, appRole = null }: MigrationWishes = {}): Promise<string[]> {
  const lock = new pg.Client({
    connectionString: url,
    application_name: 'salur-migrate',
    connectionTimeoutMillis: 5_000,
  });
  lock.on('error', () => undefined);
  await lock.connect();
  const dataSource = new DataSource(
    dataSourceOptions(
      { url, poolSize: 2, applicationName: 'salur-migrate', unbounded: true, ...(vault && { vault }) },
      [],
    ),
  );
  try {
    await lock.query('begin');
    await lock.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.migrate]);
    await dataSource.initialize();
    const applied = await dataSource.runMigrations({ transaction: 'all' });
    if (appRole !== null) await grantToAppRole(lock, appRole);
    await lock.query('commit');
    return applied.map((migration) => migration.name);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await lock.end();
  }
}
