import { randomUUID } from 'node:crypto';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.js';

/** Held by the one process that may start, stop and delete the server of a data folder. */
export interface OwnerLock {
  release(): Promise<void>;
}

/** Another living process holds the lock. */
export class OwnerLockHeldError extends EmbeddedPostgresError {
  constructor(
    readonly ownerPid: number,
    path: string,
  ) {
    super(
      `The embedded PostgreSQL data is already in use by process ${ownerPid} (${path}): stop that process, or give this one another data folder or a DATABASE_URL.`,
    );
  }
}

/**
 * Takes the lock file, also when its owner died without releasing it.
 * The file appears complete (by a hard link), so no other process ever reads half of it.
 */
export async function acquireOwnerLock(path: string): Promise<OwnerLock> {
  const self = await identifyProcess(process.pid);
  if (!self) throw new EmbeddedPostgresError(`Process ${process.pid} cannot see itself: is /proc mounted?`);
  for (;;) {
    if (await createLockFile(path, self)) return { release: () => unlink(path).catch(() => undefined) };
    const owner = await readOwner(path);
    if (owner === 'absent') continue;
    if (owner !== 'unreadable' && (await isRunning(owner))) throw new OwnerLockHeldError(owner.pid, path);
    await removeStaleLock(path);
  }
}

/** As {@link acquireOwnerLock}, but gives a living owner some time to end: often it has just been told to. */
export async function acquireOwnerLockWithin(path: string, timeoutMs: number): Promise<OwnerLock> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await acquireOwnerLock(path);
    } catch (error) {
      if (!(error instanceof OwnerLockHeldError) || performance.now() > deadline) throw error;
      await pause(20);
    }
  }
}

/** Who holds the lock at this moment, or null when nobody does or its holder has died. */
export async function findLivingOwner(path: string): Promise<ProcessIdentity | null> {
  const owner = await readOwner(path);
  return typeof owner === 'object' && (await isRunning(owner)) ? owner : null;
}

async function createLockFile(path: string, owner: ProcessIdentity): Promise<boolean> {
  const complete = `${path}.${randomUUID()}`;
  await writeFile(complete, JSON.stringify(owner), { mode: 0o644 });
  try {
    await link(complete, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await unlink(complete);
  }
}

/**
 * Two processes may both have seen the dead owner; the slower one must not remove the lock the faster one took since.
 * So only the holder of a second lock removes, and it looks again first.
 */
async function removeStaleLock(path: string): Promise<void> {
  const takeover = await acquireOwnerLock(`${path}.takeover`);
  try {
    const owner = await readOwner(path);
    if (owner === 'absent' || (owner !== 'unreadable' && (await isRunning(owner)))) return;
    await unlink(path);
  } finally {
    await takeover.release();
  }
}

async function readOwner(path: string): Promise<ProcessIdentity | 'absent' | 'unreadable'> {
  try {
    const { pid, startedAt } = JSON.parse(await readFile(path, 'utf8'));
    return Number.isInteger(pid) && typeof startedAt === 'string' ? { pid, startedAt } : 'unreadable';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'unreadable';
  }
}
