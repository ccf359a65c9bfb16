import pg from 'pg';
import { DataSource } from 'typeorm';
import type { Vault } from '../vault/vault.js';
import { grantToAppRole } from './app-role.js';
import { dataSourceOptions } from './data-source-options.js';
import { ADVISORY_LOCKS } from './transaction.js';

/** Options of a migration. */
export interface MigrationOptions {
  /** For a database that may contain unsealed data; a new one needs none. */
  readonly vault?: Vault;
  /** The service's database role, if it is not the owner: it is granted exactly the rights that it needs. */
  readonly appRole?: string | null;
}

/**
 * Migrates the schema, all migrations in one transaction. An advisory lock makes replicas that start at the same time take
 * turns, because TypeORM has no lock for this.
 *
 * @param url with the role that owns the tables, or will own them
 * @returns the names of the migrations that ran
 * @throws UnusableRoleError when the schema is migrated but the role cannot be used for the service
 */
export async function runMigrations(url: string, { vault, appRole = null }: MigrationOptions = {}): Promise<string[]> {
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
