import type { DataSource } from 'typeorm';
import { APP_TABLES } from './app-grants.js';
import { sqlStateOf } from './transaction.js';

/** Settings without which PostgreSQL may lose what it has acknowledged, and with it the record that a transfer was sent. */
const REQUIRED_ON = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;
const OLDEST_SERVER_VERSION = 150_000;

/** The database cannot be used as it is; each problem is one sentence with its remedy. */
export class UnsafeDatabaseError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The database cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'UnsafeDatabaseError';
  }
}

/**
 * Refuses a server that may lose acknowledged commits, and a schema that is not migrated.
 *
 * @param options.allowLossy tests run on a server without fsync; nothing else may
 * @throws UnsafeDatabaseError
 */
export async function assertSafeDatabase(dataSource: DataSource, options: { allowLossy: boolean }): Promise<void> {
  const problems: string[] = [];
  const rows: { name: string; setting: string }[] = await dataSource.query(
    `select name, setting from pg_settings where name = any($1)`,
    [[...REQUIRED_ON, 'server_version_num']],
  );
  const settings = new Map(rows.map((row) => [row.name, row.setting]));
  if (!options.allowLossy) {
    for (const name of REQUIRED_ON) {
      if (settings.get(name) === 'off')
        problems.push(`PostgreSQL runs with ${name}=off and may lose acknowledged payouts: set ${name}=on`);
    }
  }
  if (Number(settings.get('server_version_num')) < OLDEST_SERVER_VERSION)
    problems.push('PostgreSQL is older than 15: use 15 or newer');
  const schemaProblem = await whatSchemaLacks(dataSource);
  if (schemaProblem !== null) problems.push(schemaProblem);
  if (problems.length > 0) throw new UnsafeDatabaseError(problems);
}

const UNDEFINED_TABLE = '42P01';
const INSUFFICIENT_PRIVILEGE = '42501';
const NOT_MIGRATED = 'the schema is not up to date: run `npm run migrate` first';

/** TypeORM's own `showMigrations` would create its table: the service must not need the right to change the schema. */
async function whatSchemaLacks(dataSource: DataSource): Promise<string | null> {
  try {
    const applied: { name: string }[] = await dataSource.query(`select name from migration`);
    const names = new Set(applied.map((row) => row.name));
    const isMigrated = dataSource.migrations.every((each) => names.has(each.name ?? each.constructor.name));
    return isMigrated ? await whatRoleLacks(dataSource) : NOT_MIGRATED;
  } catch (error) {
    if (sqlStateOf(error) === UNDEFINED_TABLE) return NOT_MIGRATED;
    if (sqlStateOf(error) === INSUFFICIENT_PRIVILEGE) return notGranted('migration');
    throw error;
  }
}

/** A migration that ran without the role's name leaves the role without its new tables. */
async function whatRoleLacks(dataSource: DataSource): Promise<string | null> {
  const [hidden]: { name: string }[] = await dataSource.query(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relname = any ($1) and not has_table_privilege(oid, 'select') limit 1`,
    [Object.keys(APP_TABLES)],
  );
  return hidden === undefined ? null : notGranted(hidden.name);
}

function notGranted(table: string): string {
  return `the role of DATABASE_URL may not read the table ${table}: run \`npm run migrate\` with DATABASE_APP_ROLE set to it`;
}
