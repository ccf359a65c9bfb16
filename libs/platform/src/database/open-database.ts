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

/** The settings for opening the database and migrating an embedded one. */
type DatabaseSettings = Pick<Settings, 'databaseUrl' | 'dataKeys' | 'dataHashKey'>;

export interface OpenDatabase {
  readonly url: string;
  /** Stops the server if this process started it. */
  close(): Promise<void>;
}

const EMBEDDED_FOLDER = path.join('.data', 'postgres');
const EMBEDDED_NAME = 'salur';
/** How often to start over when the server's owner changed between two checks; each check waits by itself. */
const MOST_CHECKS = 10;

/**
 * The database of DATABASE_URL; without that, an embedded PostgreSQL with its data under `.data/`, which is migrated
 * automatically. The service never migrates a database of DATABASE_URL.
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
 * Like {@link openDatabase}, for a program beside the service: it uses the embedded PostgreSQL of a running service, which
 * keeps running when the program ends.
 *
 * @throws EmbeddedPostgresError
 */
export async function joinDatabase(
  settings: DatabaseSettings,
  onNotice: (sentence: string) => void,
): Promise<OpenDatabase> {
  if (settings.databaseUrl !== null) return ofUrl(settings.databaseUrl);
  const options = { dataDirectory: path.resolve(EMBEDDED_FOLDER), onNotice };
  for (let checks = 1; ; checks += 1) {
    const running = await findRunningServer(options);
    if (running !== null) return { url: await prepare(running, settings), close: async () => undefined };
    try {
      return await startEmbedded(settings, onNotice);
    } catch (error) {
      if (!(error instanceof OwnerLockHeldError) || checks === MOST_CHECKS) throw error;
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
