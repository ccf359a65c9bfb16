import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { type Cluster, ensureCluster } from './cluster.js';
import { createDatabase, databaseUrl, ensureDatabase } from './databases.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { findFreePort } from './free-port.js';
import { stopLeftBehindServer } from './left-behind-server.js';
import { acquireOwnerLockWithin, type OwnerLock } from './owner-lock.js';
import { type PostgresBinaries, preparePostgresBinaries } from './postgres-binaries.js';
import { chooseServerPlace, clusterFolderIn, ownerLockIn, type ServerPlace } from './server-place.js';
import { ServerEndedError, ServerProcess } from './server-process.js';
import { DEFAULT_FALLBACK_FOLDER } from './trusted-folder.js';

/** How the server is to be run. */
export interface EmbeddedPostgresOptions {
  /** The wished folder for everything the server keeps. It gets the data, the password, the log and the owner lock. */
  readonly dataDirectory: string;
  /** Tried first; another one is chosen when it is taken. 0 or none: any free one. */
  readonly port?: number;
  /** True: what was committed survives a power cut. False: much faster writes, for tests. */
  readonly durable: boolean;
  /** Delete everything on stop. */
  readonly ephemeral?: boolean;
  /** Further PostgreSQL settings, e.g. `{ max_connections: '300' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told, in one sentence each, what differs from the wish. */
  readonly onNotice?: (sentence: string) => void;
  /** Where programs and data go when the server cannot reach the checkout or the wished folder; /var/tmp by default. */
  readonly fallbackDirectory?: string;
}

/** A server that accepts connections on 127.0.0.1. */
export interface EmbeddedPostgresServer {
  readonly port: number;
  readonly pid: number;
  /** The folder in use, which is not the wished one when the server could not work there. */
  readonly dataDirectory: string;
  /** A connection URL of the superuser, with the password in it: never log it. */
  url(database: string): string;
  /** Creates a database, optionally as a copy of another one that nobody is connected to. */
  createDatabase(name: string, template?: string): Promise<void>;
  /** Creates a database unless it is there. */
  ensureDatabase(name: string): Promise<void>;
  /** Stops the server in order and gives the folder free; calling it again is harmless. */
  stop(): Promise<void>;
}

const FAST_BUT_NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
/** A service that is restarted begins while its predecessor still stops; more than this is no restart. */
const OWNER_LEAVES_TIMEOUT_MS = 2_000;
/** How long a start may keep losing races (for a port, or against a killed server's last processes) before it is an error. */
const LOST_RACES_TIMEOUT_MS = 15_000;

/**
 * Starts PostgreSQL on the data folder, making the database on the first start. Works for root too, in a checkout the
 * server's user cannot enter, and after a run that was killed. Throws {@link EmbeddedPostgresError} and nothing else.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgresServer> {
  const fallbackFolder = options.fallbackDirectory ?? DEFAULT_FALLBACK_FOLDER;
  const onNotice = options.onNotice ?? (() => undefined);
  let place: ServerPlace | undefined;
  let lock: OwnerLock | undefined;
  try {
    place = await chooseServerPlace(options.dataDirectory, fallbackFolder, onNotice);
    lock = await acquireOwnerLockWithin(ownerLockIn(place.folder), OWNER_LEAVES_TIMEOUT_MS);
    const binaries = await preparePostgresBinaries(place.account, fallbackFolder, onNotice);
    const cluster = await ensureCluster(place, binaries, options.durable, onNotice);
    const { folder } = place;
    const { server, port } = await startServer(options, place, binaries, cluster, onNotice);
    server.onUnexpectedEnd(() =>
      onNotice(`PostgreSQL process ${server.pid} ended by itself: see why in ${logFileIn(folder)}.`),
    );
    return describeServer(options, place, cluster, server, port, lock);
  } catch (error) {
    if (place && lock) await (options.ephemeral ? deletePlace(place.folder, lock) : lock.release());
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL did not start in ${options.dataDirectory} (${(error as Error).message}): check that folder's free space and permissions, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** Deletes all that a server keeps in a place, and the place itself unless something else is in it. */
export async function deletePlace(placeFolder: string, lock: OwnerLock): Promise<void> {
  await rm(clusterFolderIn(placeFolder), { recursive: true, force: true });
  await rm(logFileIn(placeFolder), { force: true });
  await lock.release();
  await rmdir(placeFolder).catch(() => undefined);
}

function logFileIn(placeFolder: string): string {
  return path.join(placeFolder, 'server.log');
}

async function startServer(
  options: EmbeddedPostgresOptions,
  place: ServerPlace,
  binaries: PostgresBinaries,
  cluster: Cluster,
  onNotice: (sentence: string) => void,
): Promise<{ server: ServerProcess; port: number }> {
  const preferredPort = options.port ?? 0;
  const deadline = performance.now() + LOST_RACES_TIMEOUT_MS;
  for (;;) {
    await stopLeftBehindServer(cluster.dataFolder, onNotice);
    const port = await findFreePort(preferredPort);
    try {
      const server = await ServerProcess.start({
        program: binaries.postgres,
        dataFolder: cluster.dataFolder,
        logFile: logFileIn(place.folder),
        port,
        account: place.account,
        settings: { ...(options.durable ? {} : FAST_BUT_NOT_DURABLE), ...options.settings },
      });
      if (preferredPort > 0 && port !== preferredPort) {
        onNotice(`Port ${preferredPort} is taken, so PostgreSQL listens on ${port}.`);
      }
      return { server, port };
    } catch (error) {
      if (!(error instanceof ServerEndedError)) throw error;
      if (performance.now() < deadline && isLostRace(error.log)) continue;
      throw new EmbeddedPostgresError(
        `PostgreSQL did not start on the data in ${place.folder} (its log ends: ${error.log}): mend that, or move the folder away to start with an empty database.`,
      );
    }
  }
}

/** Another program took the port since we looked; or the processes of a killed server are still on their way out. */
function isLostRace(log: string): boolean {
  return /could not create any TCP\/IP sockets|pre-existing shared memory block|lock file .* already exists/.test(log);
}

function describeServer(
  options: EmbeddedPostgresOptions,
  place: ServerPlace,
  cluster: Cluster,
  server: ServerProcess,
  port: number,
  lock: OwnerLock,
): EmbeddedPostgresServer {
  const url = (database: string) => databaseUrl(port, cluster.password, database);
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await server.stop(options.ephemeral ? 'immediate' : 'fast');
    await (options.ephemeral ? deletePlace(place.folder, lock) : lock.release());
  };
  return {
    port,
    pid: server.pid,
    dataDirectory: place.folder,
    url,
    createDatabase: (name, template) => createDatabase(url('postgres'), name, template),
    ensureDatabase: (name) => ensureDatabase(url('postgres'), name),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
