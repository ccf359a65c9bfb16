/** Brings the schema of DATABASE_URL up to date. `npm run migrate`; safe to run while replicas serve, and to run twice. */
import { ConfigurationError, readEnvironment, runMigrations, settingsSchema, Vault } from '#libs/platform';

async function migrate(): Promise<string> {
  const [settings] = readEnvironment([settingsSchema] as const);
  if (settings.databaseUrl === null) {
    throw new ConfigurationError(['DATABASE_URL: is required here; the embedded PostgreSQL is migrated by itself']);
  }
  const applied = await runMigrations(settings.databaseUrl, new Vault(settings));
  return applied.length === 0
    ? 'The schema is up to date.'
    : `Applied ${applied.join(', ')}; the schema is up to date.`;
}

/** In words, without the URL: it has a password in it. */
function reasonOf(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  const { code, message } = error as { code?: string; message?: string };
  return `The schema was not changed (${message || code}): see that DATABASE_URL is right and its user may create tables, then run this again.`;
}

migrate().then(
  (done) => process.stdout.write(`${done}\n`),
  (error: unknown) => {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exitCode = 1;
  },
);
