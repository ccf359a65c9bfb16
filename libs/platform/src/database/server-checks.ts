import type { DataSource } from 'typeorm';
import { APP_TABLES } from './app-grants.js';
import { SESSION, STATEMENT_TIMEOUT_MS } from './data-source-options.js';
import { sqlStateOf } from './transaction.js';

/** Without these settings PostgreSQL may lose acknowledged commits, and with them the record that a transfer was sent. */
const REQUIRED_ON = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;
const OLDEST_SERVER_VERSION = 150_000;

/** The database cannot be used; each problem is one sentence with its remedy. */
export class UnsafeDatabaseError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The database cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'UnsafeDatabaseError';
  }
}

/**
 * Rejects a server that may lose acknowledged commits, and a schema that is not migrated.
 *
 * @param options.allowLossy only for tests, whose server runs without fsync
 * @throws UnsafeDatabaseError
 */
export async function assertSafeDatabase(dataSource: DataSource, options: { allowLossy: boolean }): Promise<void> {
  const problems: string[] = [];
  const rows: { name: string; setting: string }[] = await dataSource.query(
    `select name, setting from pg_settings where name = any($1)`,
    [[...REQUIRED_ON, 'server_version_num', 'statement_timeout', ...Object.keys(SESSION)]],
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
  if (!hasOurSession(settings)) problems.push(NOT_OUR_SESSION);
  const schemaProblem = await problemOfSchema(dataSource);
  if (schemaProblem !== null) problems.push(schemaProblem);
  if (problems.length > 0) throw new UnsafeDatabaseError(problems);
}

const NOT_OUR_SESSION =
  'the connection does not keep the settings that Salur gives it: connect to PostgreSQL itself, not to a pooler such as PgBouncer';

/** The timeout is sent in another way than the rest: a pooler may keep one and drop the other. */
function hasOurSession(settings: ReadonlyMap<string, string>): boolean {
  const wanted = Object.entries({ ...SESSION, statement_timeout: String(STATEMENT_TIMEOUT_MS) });
  return wanted.every(([name, value]) => settings.get(name) === value);
}

const UNDEFINED_TABLE = '42P01';
const INSUFFICIENT_PRIVILEGE = '42501';
const NOT_MIGRATED = 'the schema is not up to date: run `npm run migrate` first';

/** Not TypeORM's `showMigrations`, which creates its table: the service must not need the right to change the schema. */
async function problemOfSchema(dataSource: DataSource): Promise<string | null> {
  try {
    const applied: { name: string }[] = await dataSource.query(`select name from migration`);
    const names = new Set(applied.map((row) => row.name));
    const isMigrated = dataSource.migrations.every((each) => names.has(each.name ?? each.constructor.name));
    return isMigrated ? await problemOfRole(dataSource) : NOT_MIGRATED;
  } catch (error) {
    if (sqlStateOf(error) === UNDEFINED_TABLE) return NOT_MIGRATED;
    if (sqlStateOf(error) === INSUFFICIENT_PRIVILEGE) return notGranted('migration');
    throw error;
  }
}

/** After a migration that ran without the role's name, the role has no rights on new tables. */
async function problemOfRole(dataSource: DataSource): Promise<string | null> {
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

/** `restricted`: the service's database role has only the rights that the service needs. */
export type RoleVerdict = 'restricted' | 'unrestricted';

/** Hosts on this machine. */
const LOCAL_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|)$/;

/** @returns `unrestricted` for a superuser, an owner of the tables, and a role that may change or create tables */
export async function judgeRole(dataSource: DataSource): Promise<RoleVerdict> {
  const [role]: { may: boolean }[] = await dataSource.query(
    `select rolsuper or has_schema_privilege('public', 'create')
       or exists (select from pg_class where relnamespace = 'public'::regnamespace and pg_has_role(relowner, 'member'))
       or has_table_privilege('audit_entry', 'update, delete, truncate') as may
     from pg_roles where rolname = current_user`,
  );
  return role?.may === false ? 'restricted' : 'unrestricted';
}

/**
 * Warnings about the database connection of a production service; each is one sentence with its remedy. A database on the
 * same machine needs no encryption.
 */
export function connectionWarnings(databaseUrl: string, role: RoleVerdict): string[] {
  const { hostname, searchParams } = new URL(databaseUrl);
  const host = searchParams.get('host') ?? hostname;
  const isLocal = LOCAL_HOST.test(host) || host.startsWith('/');
  const isVerified = searchParams.get('sslmode') === 'verify-full';
  return [
    ...(role === 'unrestricted'
      ? [
          'the database role of this service may change the schema and rewrite history: use a restricted role, see docs/DATABASE_ROLES.md',
        ]
      : []),
    ...(isLocal || isVerified
      ? []
      : ['the connection to PostgreSQL does not verify the server: add sslmode=verify-full to DATABASE_URL']),
  ];
}
