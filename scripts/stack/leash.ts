/**
 * Loaded before the main file of every process that demo and dev start. Their standard input is a pipe that only ends
 * when the one who started them is gone, killed ones included: then they stop too, so that nothing is left behind.
 */
import type { Socket } from 'node:net';

/** Longer than the service needs for an orderly stop. */
const GONE_WITHIN_MS = 30_000;

const leash = process.stdin as unknown as Socket;
leash.once('close', () => {
  setTimeout(() => process.exit(1), GONE_WITHIN_MS).unref();
  process.kill(process.pid, 'SIGTERM');
});
leash.on('error', () => undefined);
leash.resume();
// Waiting for the end of the pipe must not keep a process running that is done.
leash.unref();
