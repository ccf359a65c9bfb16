import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { stopLeftBehindServer } from './left-behind-server.js';
import { acquireOwnerLock, OwnerLockHeldError } from './owner-lock.js';
import { clusterFolderIn, ownerLockIn } from './server-place.js';
import { deletePlace } from './start-embedded-postgres.js';

/**
 * Stops and deletes the ephemeral servers of killed runs: all folders in `parentFolder` whose name has the prefix and
 * whose owner is no longer alive. Answers what was removed.
 */
export async function removeAbandonedData(parentFolder: string, namePrefix: string): Promise<string[]> {
  const removed: string[] = [];
  for (const entry of await readdir(parentFolder)) {
    const placeFolder = path.join(parentFolder, entry);
    if (entry.startsWith(namePrefix) && (await removeIfAbandoned(placeFolder))) removed.push(placeFolder);
  }
  return removed;
}

async function removeIfAbandoned(placeFolder: string): Promise<boolean> {
  try {
    // Without a lock file its owner may be just about to start in it.
    await access(ownerLockIn(placeFolder));
    const lock = await acquireOwnerLock(ownerLockIn(placeFolder));
    await stopLeftBehindServer(path.join(clusterFolderIn(placeFolder), 'data'), () => undefined);
    await deletePlace(placeFolder, lock);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    // Somebody else's, in use, or deleted by its owner while we looked.
    if (error instanceof OwnerLockHeldError || ['ENOENT', 'EACCES', 'EPERM'].includes(code)) return false;
    throw error;
  }
}
