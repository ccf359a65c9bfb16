import { chmod, lstat, mkdir } from 'node:fs/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { callerUid } from './server-account.js';

/** Where the programs and the data go when the server cannot reach the checkout. Survives a reboot, unlike /tmp. */
export const DEFAULT_FALLBACK_FOLDER = '/var/tmp';

/** The server's own user must get through to its programs and data; nobody but us may write. */
const OTHERS_MAY_PASS = 0o711;

/** Makes a folder in a place every local user can write to, or accepts one that is there if nobody else could have filled it. */
export async function makeTrustedFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: OTHERS_MAY_PASS });
    // Once more, because a strict umask (077) has cut the mode of mkdir.
    await chmod(path, OTHERS_MAY_PASS);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  await refuseForeignFolder(path);
}

/** Throws unless the path is a folder (no link) that only this user can write to. */
export async function refuseForeignFolder(path: string): Promise<void> {
  const found = await lstat(path);
  const isOurs = found.isDirectory() && found.uid === callerUid() && (found.mode & 0o022) === 0;
  if (isOurs) return;
  throw new EmbeddedPostgresError(
    `${path} belongs to user ${found.uid} or can be written by others, so what is in it cannot be trusted: remove it, or set DATABASE_URL.`,
  );
}
