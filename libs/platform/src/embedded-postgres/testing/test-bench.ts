import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { identifyProcess, isRunning, type ProcessIdentity } from '../process-identity.js';
import { runsAsRoot } from '../server-account.js';
import {
  type EmbeddedPostgresOptions,
  type EmbeddedPostgresServer,
  startEmbeddedPostgres,
} from '../start-embedded-postgres.js';
import { isAboutPrivateCheckout } from './reachability.js';

/** The build that global-setup.mjs makes before each run; child processes cannot run TypeScript. */
export const BUILT_FOLDER = path.resolve('dist/libs/platform/src/embedded-postgres');

/** A process of its own that started, or failed to start, a server. */
export interface OwnerProcess {
  readonly child: ChildProcess;
  readonly outcome: Promise<{ url: string; pid: number; dataDirectory: string; notices: string[] } | { error: string }>;
  /** Resolves when the process is gone. */
  readonly ended: Promise<unknown>;
}

const OWNER_SCRIPT = `
  const [index, options] = process.argv.slice(1);
  const { startEmbeddedPostgres } = await import(index);
  const notices = [];
  const say = (message) => console.log(JSON.stringify(message));
  process.stdin.once('data', (order) => process.exit(Number(order)));
  try {
    const server = await startEmbeddedPostgres({ ...JSON.parse(options), onNotice: (sentence) => notices.push(sentence) });
    say({ url: server.url('postgres'), pid: server.pid, dataDirectory: server.dataDirectory, notices });
  } catch (error) {
    say({ error: error.name + ': ' + error.message });
    process.exit(1);
  }
`;

/** Everything a test starts and makes, so that it can be taken away again whatever the test did. */
export class TestBench {
  private readonly folders: string[] = [];
  private readonly servers: EmbeddedPostgresServer[] = [];
  private readonly children: ChildProcess[] = [];
  private readonly serverProcesses: ProcessIdentity[] = [];

  /** A folder the server's account can enter, also when the tests run as root. */
  async newFolder(mode = 0o755): Promise<string> {
    const folder = await mkdtemp(path.join(runsAsRoot() ? '/var/tmp' : tmpdir(), 'salur-spec-'));
    this.folders.push(folder);
    await chmod(folder, mode);
    return folder;
  }

  /** Starts a server in this process, by default a fast one. Its notices are those that do not depend on where this checkout is. */
  async start(
    options: Partial<EmbeddedPostgresOptions> & { dataDirectory: string },
  ): Promise<EmbeddedPostgresServer & { notices: string[] }> {
    const notices: string[] = [];
    const onNotice = (line: string) => {
      if (!isAboutPrivateCheckout(line)) notices.push(line);
    };
    const server = await startEmbeddedPostgres({ durable: false, onNotice, ...options });
    this.servers.push(server);
    return { ...server, notices };
  }

  /**
   * Starts a server in a process of its own, which lives until it is killed or told to exit. Another user may not be
   * able to enter this checkout and needs the built folder and the node of a copy.
   */
  startOwner(
    options: Partial<EmbeddedPostgresOptions> & { dataDirectory: string },
    {
      uid,
      builtFolder = BUILT_FOLDER,
      node = process.execPath,
    }: { uid?: number; builtFolder?: string; node?: string } = {},
  ): OwnerProcess {
    const child = spawn(
      node,
      [
        '--input-type=module',
        '-e',
        OWNER_SCRIPT,
        path.join(builtFolder, 'index.js'),
        JSON.stringify({ durable: false, ...options }),
      ],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
        ...(uid === undefined ? {} : { uid, gid: uid, cwd: '/' }),
      },
    );
    this.children.push(child);
    const ended = once(child, 'exit');
    return { child, ended, outcome: this.readOutcome(child) };
  }

  /** Stops every process started here, by its pid, and deletes the folders. */
  async clear(): Promise<void> {
    for (const child of this.children.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
    for (const server of this.servers.splice(0)) await server.stop();
    for (const server of this.serverProcesses.splice(0)) {
      if (await isRunning(server)) process.kill(server.pid, 'SIGQUIT');
    }
    for (const folder of this.folders.splice(0)) await rm(folder, { recursive: true, maxRetries: 20, retryDelay: 50 });
  }

  private async readOutcome(child: ChildProcess): ReturnType<() => OwnerProcess['outcome']> {
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      const outcome = JSON.parse(line);
      const server = outcome.pid && (await identifyProcess(outcome.pid));
      if (server) this.serverProcesses.push(server);
      if (outcome.notices) outcome.notices = outcome.notices.filter((line: string) => !isAboutPrivateCheckout(line));
      return outcome;
    }
    return { error: 'ended without a word' };
  }
}

/** The outcome of an owner that must have started its server. */
export async function started(owner: OwnerProcess) {
  const outcome = await owner.outcome;
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome;
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
