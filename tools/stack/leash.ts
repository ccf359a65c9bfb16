/**
 * Loaded before the main file of every process that demo and dev start. Their standard input is a pipe that only ends
 * when the one who started them is gone without having stopped them: then they go too, and nothing is left behind.
 */
import { Socket } from 'node:net';

// A program's own children inherit this file but not always the pipe.
if (process.stdin instanceof Socket) {
  // SIGKILL: an orderly stop would write to a log without a reader, and wait for it.
  process.stdin.once('close', () => process.kill(process.pid, 'SIGKILL'));
  process.stdin.on('error', () => undefined);
  process.stdin.resume();
  // Waiting for the end of the pipe must not keep a process running that is done.
  process.stdin.unref();
}
