import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** A Salur on this machine whose database is not in DATABASE_URL: an embedded one, or that of the demo. */
const runningService = z.object({
  pid: z.number().int().positive(),
  /** As its operator calls it: `npm run demo`. */
  name: z.string(),
  /** With the password of the database in it. */
  databaseUrl: z.string(),
});
export type RunningService = z.output<typeof runningService>;

/** Below the folder in which it was started, as its data is. */
const FILE = path.join('.data', 'running.json');

/**
 * Lets the command line find the database of this process; the service that announced itself last is found. A process that joins the
 * database of a running one is not announced: it may end earlier.
 *
 * @returns takes the announcement back, unless another service has replaced it
 */
export function announceService(about: Pick<RunningService, 'name' | 'databaseUrl'>): () => void {
  if (findRunningService()?.databaseUrl === about.databaseUrl) return () => undefined;
  const draft = `${FILE}.${process.pid}`;
  try {
    mkdirSync(path.dirname(FILE), { recursive: true, mode: 0o700 });
    // Moved into place when it is complete: a command may read it at any moment.
    writeFileSync(draft, JSON.stringify({ pid: process.pid, ...about }), { mode: 0o600 });
    renameSync(draft, FILE);
  } catch {
    // In a folder that cannot be written, commands need DATABASE_URL.
    return () => undefined;
  }
  return () => {
    if (read()?.pid === process.pid) rmSync(FILE, { force: true });
  };
}

/** @returns the service that runs now, or null */
export function findRunningService(): RunningService | null {
  const found = read();
  return found !== null && isAlive(found.pid) ? found : null;
}

function read(): RunningService | null {
  try {
    return runningService.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
