/**
 * `npm run dev`: PostgreSQL, the provider's sandbox and the service on this machine, restarted on every change.
 * What was paid stays: the database and the sandbox's books are kept under `.data/dev`.
 */
import path from 'node:path';
import { announceService, DEVELOPMENT_SECRETS } from '#libs/platform';
import { Reloading } from './dev/reloading.js';
import { startCompiler, watchBuilt } from './dev/watch-build.js';
import { LocalPostgresError, startLocalPostgres } from './local-postgres/index.js';
import { freePort } from './stack/free-port.js';
import {
  callbackUrls,
  curlToTry,
  LOCAL_API_KEY,
  PREFERRED_SANDBOX_PORT,
  PREFERRED_SERVICE_PORT,
  sandboxMerchants,
  startSandbox,
  startService,
} from './stack/local-stack.js';
import { CannotWork, ManagedProcess } from './stack/managed-process.js';
import { Opened } from './stack/opened.js';

/** Quick enough to watch; slow enough that a breakpoint does not lose its lease at once. */
const DEV_TIMINGS = { STATUS_CHECK_DELAYS: '2s,5s,10s,30s,1m' };
const SERVICE_STOPS_WITHIN_MS = 28_000;
const SANDBOX_STOPS_WITHIN_MS = 3_000;

const opened = new Opened();

async function dev(): Promise<void> {
  const starting = startLocalPostgres({ folder: path.join('.data', 'dev'), durable: true, onNotice: say });
  const database = await opened.add(starting, (server) => server.stop());
  await database.ensureDatabase('salur');
  const databaseUrl = database.url('salur');
  const withdraw = announceService({ name: 'npm run dev', databaseUrl });
  await opened.add(Promise.resolve(), async () => withdraw());
  const sandboxPort = await freePort(PREFERRED_SANDBOX_PORT);
  const port = String(await freePort(PREFERRED_SERVICE_PORT));
  // Beside the data: a database that knows payouts which the sandbox has forgotten would only find them lost.
  const books = { SANDBOX_BOOKS_FILE: path.join(database.folder, 'sandbox-books.jsonl') };
  const url = `http://127.0.0.1:${port}`;

  const sandbox = new Reloading(
    async () =>
      (await startSandbox({ ...books, ...callbackUrls(url) }, sandboxPort, say, 'apps/sandbox/src/main.js')).process,
    SANDBOX_STOPS_WITHIN_MS,
    say,
  );
  const service = new Reloading(
    async () => {
      await migrate(databaseUrl);
      const environment = { ...DEV_TIMINGS, ...sandboxMerchants(`http://127.0.0.1:${sandboxPort}`, url) };
      const logged = (line: string) => say(readableLog(line));
      const connected = { ...environment, DATABASE_URL: databaseUrl, PORT: port };
      // The compiler writes files; a bundle of them would be one change late.
      return (await startService(connected, logged, 'apps/api/src/main.js')).process;
    },
    SERVICE_STOPS_WITHIN_MS,
    say,
  );
  await opened.add(Promise.resolve(sandbox), (reloading) => reloading.close());
  await opened.add(Promise.resolve(service), (reloading) => reloading.close());
  await Promise.all([sandbox.restart(), service.restart()]);

  const compiler = await opened.add(startCompiler(say), (process) => process.stop(SANDBOX_STOPS_WITHIN_MS));
  compiler.onUnexpectedEnd(() =>
    say(`The compiler ended by itself; start \`npm run dev\` again. ${compiler.lastWords}`),
  );
  const watcher = watchBuilt((changed) => {
    if (changed('apps/sandbox')) void sandbox.restart();
    if (changed('libs') || changed('apps/api')) void service.restart();
  });
  await opened.add(Promise.resolve(watcher), async (built) => built.close());
  say(`\nReady, and restarted on every change: ${url}/docs
API key: ${LOCAL_API_KEY}

${curlToTry(url)}

Data: ${database.folder} (delete it to begin afresh). Ctrl-C ends everything.\n`);
}

/** By a process of its own: this one would still run the migrations it was started with. */
async function migrate(databaseUrl: string): Promise<void> {
  const process = new ManagedProcess({
    name: 'the migration',
    entry: 'tools/migrate.js',
    environment: { ...DEVELOPMENT_SECRETS, DATABASE_URL: databaseUrl },
  });
  await process.ended;
  if (process.exitCode !== 0) throw new CannotWork(process.lastWords);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function end(code: number): Promise<never> {
  await opened.closeAll();
  process.exit(code);
}

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interrupted) process.exit(130);
    interrupted = true;
    say('Stopping ...');
    void end(0);
  });
}
process.stdout.on('error', () => void end(1));

dev().catch((error: unknown) => {
  const expected = error instanceof CannotWork || error instanceof LocalPostgresError;
  process.stderr.write(
    `${expected ? error.message : `dev did not work: ${error instanceof Error ? error.stack : error}`}\n`,
  );
  return end(1);
});

/** A line of the service's JSON log for a person; anything else as it is. */
function readableLog(line: string): string {
  try {
    const { time, level, msg, pid: _pid, ...rest } = JSON.parse(line);
    const details = Object.entries(rest).map(
      ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    return [String(time).slice(11, 23), level, msg, ...details].filter((part) => part !== undefined).join(' ');
  } catch {
    return line;
  }
}
