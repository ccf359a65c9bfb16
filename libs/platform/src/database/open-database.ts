import { ConfigurationError } from '../config/read-environment.js';
import type { Settings } from '../config/settings.js';
import { Vault } from '../vault/vault.js';
import { runMigrations } from './run-migrations.js';
import { announceService, findRunningService } from './running-service.js';

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
    const withdraw = announceService({ name: 'npm start', databaseUrl: local.url });
    return {
      url: local.url,
      close: () => {
        withdraw();
        return local.close();
      },
    };
  } catch (error) {
    await local.close();
    throw error;
  }
}

/**
 * The database that a command works on: that of DATABASE_URL, or that of the service which runs on this machine. It never starts one:
 * an empty database would be the answer to a question about another.
 *
 * @param onNotice gets the sentence that says which database it is, unless DATABASE_URL does
 * @throws ConfigurationError when there is neither
 */
export function findDatabase(settings: DatabaseSettings, onNotice: (sentence: string) => void): string {
  if (settings.databaseUrl !== null) return settings.databaseUrl;
  const service = findRunningService();
  if (service === null) {
    throw new ConfigurationError([
      'DATABASE_URL: is not set, and no Salur that was started in this folder runs: set it, or start one (npm start, npm run dev, npm run demo)',
    ]);
  }
  onNotice(`Database: that of \`${service.name}\`, process ${service.pid} on this machine.`);
  return service.databaseUrl;
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
