import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { LOOPBACK } from './free-port.js';
import { PROGRAM_ENVIRONMENT } from './run-program.js';
import type { ServerAccount } from './server-account.js';
import { waitUntil } from './wait-until.js';

/** What one server process is started with. */
export interface ServerProcessOptions {
  readonly program: string;
  readonly dataFolder: string;
  readonly logFile: string;
  readonly port: number;
  readonly account: ServerAccount | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

/** A fast shutdown ends sessions and writes a checkpoint; an immediate one leaves that to the next start. */
export type ShutdownMode = 'fast' | 'immediate';

/** The server ended before it was ready, with what it logged meanwhile. */
export class ServerEndedError extends Error {
  constructor(readonly log: string) {
    super(`PostgreSQL ended while it started: ${log}`);
  }
}

/** Replaying the log after a crash takes as long as it takes; past this somebody should look. */
const READY_TIMEOUT_MS = 120_000;
const FAST_SHUTDOWN_TIMEOUT_MS = 30_000;
const IMMEDIATE_SHUTDOWN_TIMEOUT_MS = 10_000;
/** The log is for looking at the last few starts, nothing reads it by program. */
const LOG_LIMIT_BYTES = 10_000_000;

/** A running server that is our child. */
export class ServerProcess {
  private isStopping = false;
  private readonly ended: Promise<void>;
  /** A normal end of this process without a stop() still ends the server; only SIGKILL can leave it behind. */
  private readonly endWithUs = () => this.signal('SIGINT');

  private constructor(private readonly child: ChildProcess) {
    // An 'error' is a program that could not be started; it gets no 'exit'.
    this.ended = new Promise((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
    process.once('exit', this.endWithUs);
    void this.ended.then(() => process.removeListener('exit', this.endWithUs));
    // The exit hook above ends the server, so it need not keep this process from ending.
    child.unref();
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Starts the server and waits until it accepts connections. */
  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const log = await openLog(options.logFile);
    let server: ServerProcess;
    try {
      const child = spawn(options.program, serverArguments(options), {
        ...options.account,
        cwd: '/',
        env: PROGRAM_ENVIRONMENT,
        // A session of its own, so that Ctrl-C in the terminal reaches the owner only, which then stops it in order.
        detached: true,
        // A file: a pipe would fill up, or break once a killed owner no longer reads it.
        stdio: ['ignore', log.descriptor, log.descriptor],
      });
      const spawned = new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
      // Before anything is awaited: a server that ends at once would have ended unheard.
      server = new ServerProcess(child);
      await spawned;
    } finally {
      await log.close();
    }
    const isReady = await waitUntil(
      async () => server.hasEnded() || server.isReady(options.dataFolder),
      READY_TIMEOUT_MS,
    );
    if (server.hasEnded()) throw new ServerEndedError(await log.readNewText());
    if (isReady) return server;
    await server.stop('immediate');
    throw new EmbeddedPostgresError(
      `PostgreSQL was not ready after ${READY_TIMEOUT_MS / 1000} s: see why in ${options.logFile} (it ends: ${await log.readNewText()}) and start again.`,
    );
  }

  /** Calls back once when the server ends without having been stopped. */
  onUnexpectedEnd(notify: () => void): void {
    void this.ended.then(() => {
      if (!this.isStopping) notify();
    });
  }

  /** Ends the server; resolves when it is gone. */
  async stop(mode: ShutdownMode): Promise<void> {
    this.isStopping = true;
    const hasEnded = async () => this.hasEnded();
    if (mode === 'fast') {
      this.signal('SIGINT');
      if (await waitUntil(hasEnded, FAST_SHUTDOWN_TIMEOUT_MS)) return;
    }
    this.signal('SIGQUIT');
    if (await waitUntil(hasEnded, IMMEDIATE_SHUTDOWN_TIMEOUT_MS)) return;
    throw new EmbeddedPostgresError(
      `PostgreSQL process ${this.pid} does not stop: end it by hand (kill -KILL ${this.pid}).`,
    );
  }

  private hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private signal(name: NodeJS.Signals): void {
    if (!this.hasEnded()) this.child.kill(name);
  }

  /** The eighth line of the pid file is the server's state; this is how pg_ctl waits, too. */
  private async isReady(dataFolder: string): Promise<boolean> {
    const lines = (await readFile(path.join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    return lines[0] === String(this.pid) && lines[7]?.trim() === 'ready';
  }
}

function serverArguments({ dataFolder, port, settings }: ServerProcessOptions): string[] {
  const all = { ...settings, listen_addresses: LOOPBACK, unix_socket_directories: '', logging_collector: 'off' };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', dataFolder, '-p', String(port), ...flags];
}

async function openLog(logFile: string) {
  const handle = await open(logFile, 'a', 0o600);
  if ((await handle.stat()).size > LOG_LIMIT_BYTES) await handle.truncate(0);
  const earlierBytes = (await handle.stat()).size;
  return {
    descriptor: handle.fd,
    close: () => handle.close(),
    async readNewText(): Promise<string> {
      const lines = (await readFile(logFile)).subarray(earlierBytes).toString('utf8').trim().split('\n');
      return lines.slice(-4).join(' ') || 'nothing was logged';
    },
  };
}
