import { ConfigurationError } from '../config/read-environment.js';
import type { Settings } from '../config/settings.js';
import { Vault } from '../vault/vault.js';
import { runMigrations } from './run-migrations.js';

/** What of the settings is needed to open the database, and to bring a local one up to date. */
type DatabaseSettings = Pick<Settings, 'databaseUrl' | 'dataKeys' | 'dataHashKey'>;

export interface OpenDatabase {
  readonly url: string;
  /** Stops the server if this process started it. */
  close(): Promise<void>;
}

/**
 * The database of DATABASE_URL, which a service never migrates. Without one, in development: a PostgreSQL on this
 * machine with its data under `.data/`, migrated here. The first process starts it; one beside it uses the same.
 *
 * @throws ConfigurationError when neither can be had
 */
export async function openDatabase(
  settings: DatabaseSettings,
  onNotice: (sentence: string) => void,
): Promise<OpenDatabase> {
  if (settings.databaseUrl !== null) return { url: settings.databaseUrl, close: async () => undefined };
  const local = await startLocal(onNotice);
  try {
    await runMigrations(local.url, { vault: new Vault(settings) });
    return local;
  } catch (error) {
    await local.close();
    throw error;
  }
}

/** By a name that package.json gives, and only when it is needed: production has neither the variable unset nor the package. */
async function startLocal(onNotice: (sentence: string) => void): Promise<OpenDatabase> {
  try {
    const { openLocalDatabase } = await import('#local-postgres');
    return await openLocalDatabase(onNotice);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError([
      `DATABASE_URL: is not set, and no PostgreSQL of this machine could be used in its place: ${reason}`,
    ]);
  }
}
