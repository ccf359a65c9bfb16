import { closeSync, constants, futimesSync, openSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FILE = path.join(tmpdir(), 'salur-worker.alive');
const BEAT_EVERY_MS = 5_000;
/** Several beats missed: the event loop hangs. */
const DEAD_AFTER_MS = 30_000;

/** A worker has no HTTP port: the age of a file shows that it is not stuck. For health checks of containers. */
export function beat(): void {
  touch();
  setInterval(touch, BEAT_EVERY_MS).unref();
}

export function isAlive(nowMs: number): boolean {
  const file = statSync(FILE, { throwIfNoEntry: false });
  return file !== undefined && nowMs - file.mtimeMs < DEAD_AFTER_MS;
}

/** A disk that takes no file makes the worker look unhealthy, but must not end it. */
function touch(): void {
  try {
    const file = openSync(FILE, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o644);
    futimesSync(file, new Date(), new Date());
    closeSync(file);
  } catch {
    // The health check sees it.
  }
}
