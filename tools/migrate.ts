/**
 * `npm run migrate`: brings the schema up to date, as the role of MIGRATION_DATABASE_URL, and grants DATABASE_APP_ROLE what the
 * service needs. Safe to run while replicas serve, and to run twice.
 */
import {
  ConfigurationError,
  readEnvironment,
  runMigrations,
  settingsSchema,
  UnusableRoleError,
  Vault,
} from '#libs/platform';

async function migrate(): Promise<string> {
  const [settings] = readEnvironment([settingsSchema] as const);
  const { databaseAppRole } = settings;
  const url = settings.migrationDatabaseUrl ?? settings.databaseUrl;
  if (url === null) {
    throw new ConfigurationError(['DATABASE_URL: is required here; the embedded PostgreSQL is migrated by itself']);
  }
  const applied = await runMigrations(url, { vault: new Vault(settings), appRole: databaseAppRole });
  const granted = databaseAppRole === null ? '' : ` ${databaseAppRole} may do what the service does, and no more.`;
  return applied.length === 0
    ? `The schema is up to date.${granted}`
    : `Applied ${applied.join(', ')}; the schema is up to date.${granted}`;
}

/** In words, without the URL: it has a password in it. */
function reasonOf(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  if (error instanceof UnusableRoleError) return `The schema is up to date, but DATABASE_APP_ROLE: ${error.message}.`;
  const { code, message } = error as { code?: string; message?: string };
  return `The schema was not changed (${message || code}): see that MIGRATION_DATABASE_URL, or else DATABASE_URL, is right and its user may create tables, then run this again.`;
}

migrate().then(
  (done) => process.stdout.write(`${done}\n`),
  (error: unknown) => {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exitCode = 1;
  },
);
