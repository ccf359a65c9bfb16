import path from 'node:path';
import { runMigrations, type Settings, startEmbeddedPostgres, Vault } from '#libs/platform';

export interface OpenDatabase {
  readonly url: string;
  /** Stops the server, if it is ours. */
  close(): Promise<void>;
}

const EMBEDDED_FOLDER = path.join('.data', 'postgres');
const EMBEDDED_NAME = 'salur';

/**
 * The database of DATABASE_URL; without one, a PostgreSQL of our own with its data under `.data/`, brought up to date by
 * itself. A database that is not ours is never migrated by the service.
 *
 * @throws EmbeddedPostgresError
 */
export async function openDatabase(settings: Settings, onNotice: (sentence: string) => void): Promise<OpenDatabase> {
  if (settings.databaseUrl !== null) return { url: settings.databaseUrl, close: async () => undefined };
  const server = await startEmbeddedPostgres({ dataDirectory: path.resolve(EMBEDDED_FOLDER), durable: true, onNotice });
  try {
    await server.ensureDatabase(EMBEDDED_NAME);
    const url = server.url(EMBEDDED_NAME);
    await runMigrations(url, new Vault(settings));
    return { url, close: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
