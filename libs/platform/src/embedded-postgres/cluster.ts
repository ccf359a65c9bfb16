import { randomBytes, randomUUID } from 'node:crypto';
import { chown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { runProgram } from './run-program.js';
import type { ServerAccount } from './server-account.js';
import { clusterFolderIn, type ServerPlace } from './server-place.js';

/** An initialised PostgreSQL data directory and the way in. */
export interface Cluster {
  readonly dataFolder: string;
  readonly password: string;
}

/** The superuser of every cluster. */
export const SUPERUSER = 'postgres';

/** initdb takes half a second; a slow disk with real syncs takes many times that. */
const INITDB_TIMEOUT_MS = 180_000;
const UNFINISHED_PREFIX = 'cluster.initialising-';

/** Opens the cluster of the place, or makes one. The caller holds the owner lock of the place. */
export async function ensureCluster(
  place: ServerPlace,
  binaries: PostgresBinaries,
  durable: boolean,
  onNotice: (sentence: string) => void,
): Promise<Cluster> {
  await removeUnfinishedClusters(place.folder);
  const clusterFolder = clusterFolderIn(place.folder);
  const version = await readMajorVersion(clusterFolder);
  if (version === 'incomplete') {
    // Set aside rather than deleted: that nothing of value is in it is likely, not certain.
    const aside = `${clusterFolder}.incomplete-${new Date().toISOString().replaceAll(':', '')}`;
    await rename(clusterFolder, aside);
    onNotice(
      `The PostgreSQL data in ${clusterFolder} was incomplete; it is now in ${aside} and a new database was made.`,
    );
  } else if (version !== 'absent' && version !== binaries.majorVersion) {
    throw new EmbeddedPostgresError(
      `The data in ${clusterFolder} was made by PostgreSQL ${version} and the installed one is ${binaries.majorVersion}: move that folder away to start with an empty database, or set DATABASE_URL to a PostgreSQL ${version} server that holds it.`,
    );
  }
  if (version === 'absent' || version === 'incomplete') await initialise(place, binaries, durable);
  return { dataFolder: path.join(clusterFolder, 'data'), password: await readPassword(clusterFolder) };
}

async function readMajorVersion(clusterFolder: string): Promise<'absent' | 'incomplete' | string> {
  if (!(await exists(clusterFolder))) return 'absent';
  const dataFolder = path.join(clusterFolder, 'data');
  const version = await readFile(path.join(dataFolder, 'PG_VERSION'), 'utf8').catch(() => '');
  const isWhole = version.trim() !== '' && (await exists(path.join(dataFolder, 'global', 'pg_control')));
  return isWhole ? version.trim() : 'incomplete';
}

/** The superuser's password. @throws EmbeddedPostgresError when it cannot be read */
export async function readPassword(clusterFolder: string): Promise<string> {
  const passwordFile = path.join(clusterFolder, 'password');
  try {
    return (await readFile(passwordFile, 'utf8')).trim();
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The password of the database cannot be read from ${passwordFile}: put the file back, or delete ${clusterFolder} to start with an empty database.`,
      { cause },
    );
  }
}

/** Works in a folder of another name until all is done, so that a killed initdb never leaves half a cluster. */
async function initialise(place: ServerPlace, binaries: PostgresBinaries, durable: boolean): Promise<void> {
  const unfinished = path.join(place.folder, `${UNFINISHED_PREFIX}${randomUUID()}`);
  const passwordFile = path.join(unfinished, 'password');
  const dataFolder = path.join(unfinished, 'data');
  try {
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    await giveTo(place.account, passwordFile, unfinished);
    const flags = [`--pgdata=${dataFolder}`, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`];
    // A password even on loopback: every local user can reach the port.
    flags.push('--auth=scram-sha-256', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
    if (!durable) flags.push('--no-sync');
    const result = await runProgram(binaries.initdb, flags, place.account, INITDB_TIMEOUT_MS);
    if (result.exitCode !== 0) {
      const reason = result.startError ?? lastLines(result.output);
      throw new EmbeddedPostgresError(
        `No database could be made in ${place.folder} (${reason}): check its free space and permissions, or set DATABASE_URL.`,
      );
    }
    await rename(unfinished, clusterFolderIn(place.folder));
    if (durable) await syncFolder(place.folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

async function giveTo(account: ServerAccount | undefined, ...files: string[]): Promise<void> {
  if (!account) return;
  for (const file of files) await chown(file, account.uid, account.gid);
}

/** Else a power cut could take the rename back, and with it everything committed since. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Left by a killed start. An initdb that outlived it may still write there: the next start tries again. */
async function removeUnfinishedClusters(placeFolder: string): Promise<void> {
  for (const entry of await readdir(placeFolder)) {
    if (!entry.startsWith(UNFINISHED_PREFIX)) continue;
    await rm(path.join(placeFolder, entry), { recursive: true, force: true }).catch(() => undefined);
  }
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-3).join(' ');
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
