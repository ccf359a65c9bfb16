/**
 * `npm run demo`: PostgreSQL, the provider's sandbox and the service on this machine, and the way of a dozen payouts to their end.
 * With `--exit` (or SALUR_DEMO_EXIT=1) it ends after the story: 0 when all went as it must, 1 otherwise.
 */
import { announceService, DEVELOPMENT_SECRETS, runMigrations } from '#libs/platform';
import { LocalPostgresError, startLocalPostgres } from '../local-postgres/index.js';
import { freePort, LOOPBACK } from '../stack/free-port.js';
import {
  callbackUrls,
  curlToTry,
  LOCAL_API_KEY,
  PREFERRED_SERVICE_PORT,
  type Running,
  sandboxMerchants,
  startSandbox,
  startService,
} from '../stack/local-stack.js';
import { CannotWork } from '../stack/managed-process.js';
import { Opened } from '../stack/opened.js';
import { importStatements } from './import-statements.js';
import { Narrator } from './narrator.js';
import { PayoutClient } from './payout-client.js';
import { runStory } from './run-story.js';
import { SandboxControl } from './sandbox-control.js';

/** Timings under which hours become seconds. The lease has to be longer than one call to the provider can take. */
const DEMO_TIMINGS = {
  STATUS_CHECK_DELAYS: '1s,1s,2s',
  WORKER_INTERVAL: '250ms',
  WORKER_LEASE: '4s',
  PROVIDER_TIMEOUT: '3s',
};
/** Late enough that a payout is called paid before the sandbox refunds it. */
const SANDBOX_TIMINGS = { SANDBOX_CALLBACK_DELAY: '2500' };
/** The service finishes what it has begun within 25 s, and kills nothing before. */
const SERVICE_STOPS_WITHIN_MS = 28_000;
const SANDBOX_STOPS_WITHIN_MS = 3_000;
/** What shells answer for a program that was interrupted. */
const INTERRUPTED = 130;

const narrator = new Narrator();
const opened = new Opened();
let finished = false;

async function demo(staysUp: boolean): Promise<number> {
  narrator.say('Starting PostgreSQL, the sandbox of the provider, and Salur ...');
  const port = String(await freePort(PREFERRED_SERVICE_PORT));
  const url = `http://${LOOPBACK}:${port}`;
  const [databaseUrl, sandbox] = await Promise.all([
    openDatabase(),
    opened.add(startSandbox({ ...callbackUrls(url), ...SANDBOX_TIMINGS }), ({ process }) =>
      process.stop(SANDBOX_STOPS_WITHIN_MS),
    ),
  ]);
  const environment = {
    ...DEMO_TIMINGS,
    ...DEVELOPMENT_SECRETS,
    ...sandboxMerchants(sandbox.url, url),
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'error',
    PORT: port,
  };
  let service = await openService(environment);
  narrator.note(
    `Salur ${url}   sandbox ${sandbox.url}   timings shortened: ${DEMO_TIMINGS.STATUS_CHECK_DELAYS} between status checks`,
  );

  const since = new Date();
  const control = new SandboxControl(sandbox.url);
  const storyIsTrue = await runStory({
    narrator,
    client: new PayoutClient(url, LOCAL_API_KEY),
    sandbox: control,
    killService: async () => {
      await service.process.end();
      return service.process.pid;
    },
    startServiceAgain: async () => {
      service = await openService(environment);
    },
  });
  const asItMust = (await importStatements({ narrator, sandbox: control, environment, since })) && storyIsTrue;
  finished = true;
  if (!asItMust) return 1;
  if (staysUp) await stayUp(url, [service, sandbox]);
  return 0;
}

/** A database of its own for every run, deleted at the end: the story is the same each time. */
async function openDatabase(): Promise<string> {
  const starting = startLocalPostgres({ durable: true, onNotice: (sentence) => narrator.note(sentence) });
  const server = await opened.add(starting, (started) => started.stop());
  await server.createDatabase('demo');
  await runMigrations(server.url('demo'));
  const withdraw = announceService({ name: 'npm run demo', databaseUrl: server.url('demo') });
  await opened.add(Promise.resolve(), async () => withdraw());
  return server.url('demo');
}

function openService(environment: Readonly<Record<string, string>>): Promise<Running> {
  return opened.add(startService(environment), ({ process }) => process.stop(SERVICE_STOPS_WITHIN_MS));
}

/** Until Ctrl-C, or until one of the processes ends by itself, which is an error. */
async function stayUp(url: string, running: readonly Running[]): Promise<never> {
  narrator.say(`
Salur stays up. Browse and try the API: ${url}/docs
API key: ${LOCAL_API_KEY}

${curlToTry(url)}

Ctrl-C ends it and deletes its data.`);
  return new Promise((_, reject) => {
    for (const { process } of running) {
      process.onUnexpectedEnd(() => reject(new CannotWork(`${process.name} ended by itself: ${process.lastWords}`)));
    }
  });
}

/** Stops everything in order, the last started first, and ends this process. */
async function end(code: number): Promise<never> {
  await opened.closeAll();
  process.exit(code);
}

function endOnSignals(): void {
  let interrupted = false;
  const interrupt = () => {
    if (interrupted) process.exit(INTERRUPTED);
    interrupted = true;
    narrator.say('\nStopping ...');
    // After the story Ctrl-C is the way to end it; before, nothing was shown that could be called good.
    void end(finished ? 0 : INTERRUPTED);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // The reader has gone: `npm run demo | head`.
  process.stdout.on('error', () => void end(1));
}

function reasonOf(error: unknown): string {
  if (error instanceof CannotWork || error instanceof LocalPostgresError) return error.message;
  return `The demo did not work: ${error instanceof Error ? error.stack : String(error)}`;
}

const options = process.argv.slice(2);
const unknown = options.filter((option) => option !== '--exit');
if (unknown.length > 0) {
  process.stderr.write(`The demo does not know ${unknown.join(' ')}: it takes --exit, or nothing.\n`);
  process.exit(1);
}
endOnSignals();
demo(!options.includes('--exit') && process.env.SALUR_DEMO_EXIT !== '1').then(end, (error: unknown) => {
  process.stderr.write(`${reasonOf(error)}\n`);
  return end(1);
});
