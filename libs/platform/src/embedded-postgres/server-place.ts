import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { callerUid, defaultServerAccount, runsAsRoot, type ServerAccount } from './server-account.js';
import { makeTrustedFolder } from './trusted-folder.js';

/** Where one server keeps everything it has. */
export interface ServerPlace {
  /** The existing folder, without symbolic links in its path. */
  readonly folder: string;
  /** The user the server runs as; `undefined` means "as the caller". */
  readonly account: ServerAccount | undefined;
}

/** The folder inside a place that holds the data and the password; it appears complete or not at all. */
export function clusterFolderIn(placeFolder: string): string {
  return path.join(placeFolder, 'cluster');
}

/** The file that says which process owns the server of a place. */
export function ownerLockIn(placeFolder: string): string {
  return path.join(placeFolder, 'owner.lock');
}

/**
 * The wished folder when the server can work there, else one in the fallback folder that depends only on the wished
 * path and the user, so that the next start finds the same data. Says so when it is the second.
 */
export async function chooseServerPlace(
  wishedFolder: string,
  fallbackFolder: string,
  onNotice: (sentence: string) => void,
): Promise<ServerPlace> {
  const wished = path.resolve(wishedFolder);
  const elsewhere = fallbackPlaceFor(wished, fallbackFolder);
  const account = await accountFor(wished);
  const obstacle = await obstacleIn(wished, account);
  if (!obstacle && ((await hasCluster(wished)) || !(await hasCluster(elsewhere)))) {
    await makeFolder(wished, account);
    return { folder: await realpath(wished), account };
  }
  await makeTrustedFolder(elsewhere);
  const reason = obstacle ?? 'earlier data is there';
  const warning = 'a system that tidies up may clear it when unused for weeks';
  onNotice(`The PostgreSQL data lives in ${elsewhere} (${warning}) and not in ${wished}, because ${reason}.`);
  return { folder: await realpath(elsewhere), account: await accountFor(elsewhere) };
}

/** Where the data of a wished folder goes when the server cannot work there. */
export function fallbackPlaceFor(wished: string, fallbackFolder: string): string {
  const hash = createHash('sha256').update(path.resolve(wished)).digest('hex').slice(0, 12);
  return path.join(fallbackFolder, `salur-data-${hash}-${callerUid()}`);
}

/** Root can run the server as whoever owns the data already, which spares changing the owner of every file. */
async function accountFor(placeFolder: string): Promise<ServerAccount | undefined> {
  if (!runsAsRoot()) return undefined;
  const cluster = await stat(clusterFolderIn(placeFolder)).catch(() => undefined);
  return cluster && cluster.uid !== 0 ? { uid: cluster.uid, gid: cluster.gid } : defaultServerAccount();
}

/** Why the server cannot work in the folder, in words that complete a sentence; `undefined` when it can. */
async function obstacleIn(placeFolder: string, account: ServerAccount | undefined): Promise<string | undefined> {
  const cluster = await stat(clusterFolderIn(placeFolder)).catch(() => undefined);
  if (cluster && !account && cluster.uid !== callerUid()) return `the data there belongs to user ${cluster.uid}`;

  const existing = await nearestExistingFolder(placeFolder);
  const writable = await access(existing, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!writable) return `${existing} cannot be written`;
  if (!account) return undefined;
  const realFolder = await realpath(existing);
  for (const folder of withParents(realFolder)) {
    if (!mayEnter(await stat(folder), account)) {
      return `the user the server runs as (${account.uid}, because PostgreSQL refuses to run as root) cannot enter ${folder}`;
    }
  }
  return undefined;
}

function mayEnter(folder: { mode: number; uid: number; gid: number }, account: ServerAccount): boolean {
  if (folder.uid === account.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === account.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}

async function nearestExistingFolder(folder: string): Promise<string> {
  for (const candidate of withParents(folder)) {
    if ((await stat(candidate).catch(() => undefined))?.isDirectory()) return candidate;
  }
  return path.parse(folder).root;
}

/** The folder itself first, the root last. */
function withParents(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

/** Creates the folder; a strict umask must not lock the server's account out of what was just created for it. */
async function makeFolder(folder: string, account: ServerAccount | undefined): Promise<void> {
  const firstCreated = await mkdir(folder, { recursive: true });
  if (!firstCreated || !account) return;
  for (const created of withParents(folder)) {
    await chmod(created, 0o755);
    if (created === firstCreated) return;
  }
}

async function hasCluster(placeFolder: string): Promise<boolean> {
  return stat(clusterFolderIn(placeFolder)).then(
    () => true,
    () => false,
  );
}
