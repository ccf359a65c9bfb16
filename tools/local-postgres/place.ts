import { createHash } from 'node:crypto';
import { existsSync, statfsSync, statSync } from 'node:fs';
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The system user that the server runs as. PostgreSQL refuses to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Where a server keeps its data, and the user it runs as; without an account it runs as the caller. */
export interface Place {
  readonly folder: string;
  readonly account: Account | undefined;
}

/** `nobody` exists on every system; adding a user would change the machine. */
const DEFAULT_ACCOUNTS = ['postgres', '_postgres', 'nobody'];

const callerUid = () => process.geteuid?.() ?? -1;

/** Where it is a file system, creating a database takes a fifth of the time. */
const MEMORY = '/dev/shm';
/** Several times what the tests need at once. Containers often have 64 MB there. */
const ENOUGH_BYTES = 2 * 1024 ** 3;

function hasRoomInMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false;
  }
}

/**
 * The folder itself, or one below `fallbackFolder` when root starts the server and its user cannot enter the folder (a
 * checkout below /root). The second depends on the path alone, so the next start finds the same data. Null: a new one, in memory
 * unless it is to be durable.
 */
export async function choosePlace(
  requested: string | null,
  fallbackFolder: string,
  notice: (sentence: string) => void,
  durable = true,
): Promise<Place> {
  if (requested === null) {
    // TMPDIR of root may be closed to others.
    const onDisk = callerUid() === 0 ? fallbackFolder : tmpdir();
    const folder = await mkdtemp(path.join(!durable && hasRoomInMemory() ? MEMORY : onDisk, 'salur-postgres-'));
    const account = await accountFor(folder);
    if (account) await chown(folder, account.uid, account.gid);
    return { folder: await realpath(folder), account };
  }
  const account = await accountFor(requested);
  const closed = account && (await firstClosed(nearestExisting(requested), account));
  if (!closed) {
    await makeFolder(requested, account);
    return { folder: await realpath(requested), account };
  }
  const hash = createHash('sha256').update(requested).digest('hex').slice(0, 12);
  const folder = path.join(fallbackFolder, `salur-data-${hash}-${callerUid()}`);
  if (!existsSync(folder)) await mkdir(folder, { mode: 0o755 });
  await refuseForeign(folder);
  notice(
    `The PostgreSQL data lives in ${folder} and not in ${requested}: PostgreSQL does not run as root, and user ${account.uid} cannot enter ${closed}.`,
  );
  return { folder: await realpath(folder), account: await accountFor(folder) };
}

/**
 * The package with the programs, or a copy of it below `fallbackFolder` when the account cannot run them where npm
 * installed them. A copy gets its name when it is complete; files that the system has since tidied away come back.
 */
export async function reachablePrograms(
  packageFolder: string,
  account: Account | undefined,
  fallbackFolder: string,
  notice: (sentence: string) => void,
): Promise<string> {
  const closed = account && (await firstClosed(path.join(packageFolder, 'native', 'bin', 'postgres'), account));
  if (!closed) return packageFolder;
  const { version } = JSON.parse(await readFile(path.join(packageFolder, 'package.json'), 'utf8'));
  const copy = path.join(fallbackFolder, `salur-postgres-${version}-${callerUid()}`);
  if (!existsSync(copy)) {
    const unfinished = await mkdtemp(`${copy}.`);
    await cp(packageFolder, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true }));
  }
  await refuseForeign(copy);
  await cp(packageFolder, copy, { recursive: true, verbatimSymlinks: true, force: false });
  await letEveryoneRead(copy);
  notice(
    `The PostgreSQL programs run from a copy in ${copy}: user ${account.uid}, who runs them, cannot enter ${closed}.`,
  );
  return copy;
}

/** As root: the owner of the data, else of the checkout, else a user without rights. */
async function accountFor(folder: string): Promise<Account | undefined> {
  if (callerUid() !== 0) return undefined;
  const cluster = await stat(path.join(folder, 'cluster')).catch(() => undefined);
  if (cluster && cluster.uid !== 0) return { uid: cluster.uid, gid: cluster.gid };
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const { uid: owner } = await stat(nearestExisting(folder));
  const user =
    users.find(([, , uid]) => owner !== 0 && Number(uid) === owner) ??
    DEFAULT_ACCOUNTS.map((wanted) => users.find(([name]) => name === wanted)).find((found) => found !== undefined);
  if (!user) {
    throw new Error(
      `PostgreSQL does not run as root and there is no user ${DEFAULT_ACCOUNTS.join(', ')}: add one, or run this as a plain user`,
    );
  }
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

async function makeFolder(folder: string, account: Account | undefined): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true });
  if (!firstMade || !account) return;
  for (const made of withParents(folder)) {
    await chown(made, account.uid, account.gid);
    if (made === firstMade) return;
  }
}

/** The outermost file or folder on the way that the account may not enter or run. */
async function firstClosed(file: string, { uid, gid }: Account): Promise<string | undefined> {
  for (const part of withParents(await realpath(file)).reverse()) {
    const found = await stat(part);
    const bit = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001;
    if ((found.mode & bit) === 0) return part;
  }
  return undefined;
}

function nearestExisting(folder: string): string {
  const isFolder = (part: string) => statSync(part, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return withParents(folder).find(isFolder) ?? path.parse(folder).root;
}

/** The folder itself first, the root last. */
function withParents(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

/** Every local user can write to the fallback folder. */
async function refuseForeign(folder: string): Promise<void> {
  const found = await lstat(folder);
  if (found.isDirectory() && found.uid === callerUid() && (found.mode & 0o022) === 0) return;
  throw new Error(`${folder} belongs to user ${found.uid} or others can write to it: remove it, or set DATABASE_URL`);
}

/** A strict umask at installation leaves files that only root can read. */
async function letEveryoneRead(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const runs = entry.isDirectory() || path.basename(entry.parentPath) === 'bin';
    await chmod(path.join(entry.parentPath, entry.name), runs ? 0o755 : 0o644);
  }
}
