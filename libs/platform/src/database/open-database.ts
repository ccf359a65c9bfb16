import path from 'node:path';
import type { Settings } from '../config/settings.js';
import {
  type EmbeddedPostgresServer,
  findRunningServer,
  OwnerLockHeldError,
  type RunningServer,
  startEmbeddedPostgres,
} from '../embedded-postgres/index.js';
import { Vault } from '../vault/vault.js';
import { runMigrations } from './run-migrations.js';

/** What of the settings is needed to open the database, and to bring an embedded one up to date. */
type DatabaseSettings = Pick<Settings, 'databaseUrl' | 'dataKeys' | 'dataHashKey'>;

export interface OpenDatabase {
  readonly url: string;
  /** Stops the server, if it is ours. */
  close(): Promise<void>;
}

const EMBEDDED_FOLDER = path.join('.data', 'postgres');
const EMBEDDED_NAME = 'salur';
/** How often to begin anew when the server changed hands between two looks; each look waits by itself. */
const MOST_LOOKS = 10;

/**
 * The database of DATABASE_URL; without one, a PostgreSQL of our own with its data under `.data/`, brought up to date by
 * itself. A database that is not ours is never migrated by the service.
 *
 * @throws EmbeddedPostgresError
 */
export async function openDatabase(
  settings: DatabaseSettings,
  onNotice: (sentence: string) => void,
): Promise<OpenDatabase> {
  return settings.databaseUrl === null ? startEmbedded(settings, onNotice) : ofUrl(settings.databaseUrl);
}

/**
 * As {@link openDatabase}, for a program that works beside the service: an embedded PostgreSQL that a running service has
 * started is used, and stays when the program ends.
 *
 * @throws EmbeddedPostgresError
 */
export async function joinDatabase(
  settings: DatabaseSettings,
  onNotice: (sentence: string) => void,
): Promise<OpenDatabase> {
  if (settings.databaseUrl !== null) return ofUrl(settings.databaseUrl);
  const options = { dataDirectory: path.resolve(EMBEDDED_FOLDER), onNotice };
  for (let looks = 1; ; looks += 1) {
    const running = await findRunningServer(options);
    if (running !== null) return { url: await prepare(running, settings), close: async () => undefined };
    try {
      return await startEmbedded(settings, onNotice);
    } catch (error) {
      if (!(error instanceof OwnerLockHeldError) || looks === MOST_LOOKS) throw error;
    }
  }
}

function ofUrl(url: string): OpenDatabase {
  return { url, close: async () => undefined };
}

async function startEmbedded(settings: DatabaseSettings, onNotice: (sentence: string) => void): Promise<OpenDatabase> {
  const server: EmbeddedPostgresServer = await startEmbeddedPostgres({
    dataDirectory: path.resolve(EMBEDDED_FOLDER),
    durable: true,
    onNotice,
  });
  try {
    return { url: await prepare(server, settings), close: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function prepare(server: RunningServer, settings: DatabaseSettings): Promise<string> {
  await server.ensureDatabase(EMBEDDED_NAME);
  const url = server.url(EMBEDDED_NAME);
  await runMigrations(url, { vault: new Vault(settings) });
  return url;
}
