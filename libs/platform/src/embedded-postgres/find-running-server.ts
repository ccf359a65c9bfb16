import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readPassword } from './cluster.js';
import { databaseUrl, ensureDatabase } from './databases.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { findLivingOwner } from './owner-lock.js';
import { chooseServerPlace, clusterFolderIn, ownerLockIn } from './server-place.js';
import type { EmbeddedPostgresOptions, EmbeddedPostgresServer } from './start-embedded-postgres.js';
import { DEFAULT_FALLBACK_FOLDER } from './trusted-folder.js';

/** A server that another process has started and will stop. */
export type RunningServer = Pick<EmbeddedPostgresServer, 'url' | 'ensureDatabase'>;

/** An owner takes this long to start its server, recovery after a crash included. */
const READY_WITHIN_MS = 60_000;

/**
 * The server of a data folder when another process has it, for a program that works beside that process.
 *
 * @returns null when nobody has it: whoever wants it can start it
 * @throws EmbeddedPostgresError when it is not ready in time, or belongs to a user whose files we may not read
 */
export async function findRunningServer({
  dataDirectory,
  fallbackDirectory = DEFAULT_FALLBACK_FOLDER,
  onNotice = () => undefined,
}: Pick<EmbeddedPostgresOptions, 'dataDirectory' | 'fallbackDirectory' | 'onNotice'>): Promise<RunningServer | null> {
  const { folder } = await chooseServerPlace(dataDirectory, fallbackDirectory, onNotice);
  const giveUpAt = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const owner = await findLivingOwner(ownerLockIn(folder));
    if (owner === null) return null;
    const port = await readReadyPort(folder);
    if (port !== null) {
      const password = await readPassword(clusterFolderIn(folder));
      const url = (database: string) => databaseUrl(port, password, database);
      return { url, ensureDatabase: (name) => ensureDatabase(url('postgres'), name) };
    }
    if (performance.now() > giveUpAt) {
      throw new EmbeddedPostgresError(
        `Process ${owner.pid} has the embedded PostgreSQL in ${folder}, but it is not ready: see its log there, or end that process.`,
      );
    }
    await pause(50);
  }
}

/** By the server's pid file: its fourth line is the port, its eighth what it is doing. Null while it is not ready. */
async function readReadyPort(placeFolder: string): Promise<number | null> {
  const pidFile = path.join(clusterFolderIn(placeFolder), 'data', 'postmaster.pid');
  try {
    const lines = (await readFile(pidFile, 'utf8')).split('\n');
    return lines[7]?.trim() === 'ready' ? Number(lines[3]) : null;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL in ${placeFolder} belongs to another user (${(cause as Error).message}): run this as that user, or set DATABASE_URL.`,
      { cause },
    );
  }
}
