import { randomUUID } from 'node:crypto';
import { chmod, cp, lstat, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { identifyProcess } from './process-identity.js';
import { callerUid } from './server-account.js';
import { makeTrustedFolder, refuseForeignFolder } from './trusted-folder.js';

/** The programs as npm installed them. */
export interface InstalledBinaries {
  readonly nativeFolder: string;
  readonly packageVersion: string;
}

/**
 * Copies the programs to a folder every user may read, once per version and user, and answers where.
 * The copy gets its name only when complete, so a second process sees all of it or nothing.
 */
export async function copyBinaries(installed: InstalledBinaries, fallbackFolder: string): Promise<string> {
  const name = `salur-postgres-${installed.packageVersion}-${callerUid()}`;
  const copy = path.join(fallbackFolder, name);
  await removeUnfinishedCopies(fallbackFolder, name);
  if (await exists(copy)) {
    await refuseForeignFolder(copy);
    if (await isCompleteCopy(installed.nativeFolder, copy)) return copy;
    await rm(copy, { recursive: true, force: true });
  }
  const unfinished = path.join(fallbackFolder, `${name}.copying-${process.pid}-${randomUUID()}`);
  try {
    await makeTrustedFolder(unfinished);
    await cp(installed.nativeFolder, unfinished, { recursive: true, verbatimSymlinks: true });
    await letEveryoneRead(unfinished);
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const otherWasFaster = ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (!otherWasFaster) throw error;
    await refuseForeignFolder(copy);
  }
  return copy;
}

/** A process killed while copying leaves 60 MB behind. */
async function removeUnfinishedCopies(fallbackFolder: string, name: string): Promise<void> {
  for (const entry of await readdir(fallbackFolder)) {
    const pid = entry.startsWith(`${name}.copying-`) && Number(entry.slice(`${name}.copying-`.length).split('-')[0]);
    if (!pid || (await identifyProcess(pid))) continue;
    await rm(path.join(fallbackFolder, entry), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Systems clean /var/tmp file by file by age, so a copy that once was whole may have lost some since. */
async function isCompleteCopy(source: string, copy: string): Promise<boolean> {
  const [wanted, found] = await Promise.all([sizesByFile(source), sizesByFile(copy)]);
  return [...wanted].every(([file, bytes]) => found.get(file) === bytes);
}

async function sizesByFile(folder: string): Promise<Map<string, number>> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(
    (entry) => !entry.isDirectory(),
  );
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map(async (file) => (await lstat(file)).size));
  return new Map(files.map((file, index) => [path.relative(folder, file), sizes[index] ?? 0]));
}

/** A strict umask at install time leaves files only the installing user can read. */
async function letEveryoneRead(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const isProgram = entry.isDirectory() || path.basename(entry.parentPath) === 'bin';
    await chmod(path.join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
  }
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
