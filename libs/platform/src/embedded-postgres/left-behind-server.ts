import { execFile } from 'node:child_process';
import { readFile, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.js';
import { waitUntil } from './wait-until.js';

/** A fast shutdown writes a checkpoint, which on a busy disk takes seconds. */
const FAST_SHUTDOWN_TIMEOUT_MS = 30_000;
/** Without a checkpoint; the next start replays the log instead. */
const IMMEDIATE_SHUTDOWN_TIMEOUT_MS = 10_000;

/**
 * Makes the data folder free for a new server: stops one whose owner was killed, and disarms a pid file whose number
 * now belongs to another program, over which PostgreSQL would refuse to start.
 * The caller holds the owner lock, so nobody who still needs such a server is alive.
 */
export async function stopLeftBehindServer(dataFolder: string, onNotice: (sentence: string) => void): Promise<void> {
  const pidFile = path.join(dataFolder, 'postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  const found = pid > 0 ? await identifyProcess(pid) : undefined;
  if (!found) return;
  if (await isServerOf(dataFolder, pid)) {
    onNotice(`Stopping PostgreSQL process ${pid}, which an earlier run that was killed left behind in ${dataFolder}.`);
    await shutDown(found);
    return;
  }
  // Our pid, not an empty file: PostgreSQL takes its parent's pid for stale but still looks whether the shared memory
  // named further down in the file is in use.
  await writeFile(pidFile, [process.pid, ...lines.slice(1)].join('\n'));
}

async function shutDown(server: ProcessIdentity): Promise<void> {
  const isGone = async () => !(await isRunning(server));
  signal(server.pid, 'SIGINT');
  if (await waitUntil(isGone, FAST_SHUTDOWN_TIMEOUT_MS)) return;
  signal(server.pid, 'SIGQUIT');
  if (await waitUntil(isGone, IMMEDIATE_SHUTDOWN_TIMEOUT_MS)) return;
  throw new EmbeddedPostgresError(
    `PostgreSQL process ${server.pid}, left behind by an earlier run, does not stop: end it by hand (kill -QUIT ${server.pid}) and start again.`,
  );
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** By its command line and not its working folder, which root in a container may not read. */
async function isServerOf(dataFolder: string, pid: number): Promise<boolean> {
  if (process.platform !== 'linux') {
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => ({
      stdout: '',
    }));
    return /^\S*\/postgres /.test(stdout) && stdout.includes(` -D ${dataFolder} `);
  }
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const [program = '', ...programArguments] = commandLine.split('\0');
  const servedFolder = programArguments[programArguments.indexOf('-D') + 1] ?? '';
  return path.basename(program) === 'postgres' && (await realpath(servedFolder).catch(() => '')) === dataFolder;
}
