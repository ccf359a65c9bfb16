import { ConsoleLogger, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigurationError, type Settings, UnsafeDatabaseError } from '#libs/platform';
import { type Configuration, readConfiguration } from '#libs/providers';
import { RailDirectory } from '#libs/rails';
import { beat } from './heartbeat.js';
import { WorkerAppModule } from './worker-app.module.js';

/** Orchestrators kill after 30 s; by then we must be gone by ourselves. */
const STOPPED_WITHIN_MS = 24_000;

/** From the quietest to the most talkative, as Nest names them. */
const LEVELS = { silent: [], error: ['fatal', 'error'], warn: ['warn'], info: ['log'], debug: ['debug'] } as const;

/** Reads the configuration, checks the database and works on payouts until it is told to stop; or says why not and exits. */
export async function startWorker(): Promise<void> {
  try {
    // What this process is has been decided by starting it; the variable tells the API to leave the work to us.
    await start(readConfiguration({ ...process.env, WORKER: 'separate' }));
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exit(1);
  }
}

async function start({ settings, startProviders }: Configuration): Promise<void> {
  if (settings.databaseUrl === null) {
    throw new ConfigurationError(['DATABASE_URL: is required here; the embedded PostgreSQL belongs to the API alone']);
  }
  // A log that nobody reads any more is lost; that is no reason to stop paying.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const logger = new ConsoleLogger({ json: true, colors: false, logLevels: levelsOf(settings) });
  const module = WorkerAppModule.register(settings, new RailDirectory(startProviders()), settings.databaseUrl);
  // Quiet while it starts: what goes wrong then is said once, below.
  const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  app.useLogger(logger);
  stopOnSignal(app, logger);
  beat();
  process.stdout.write('The worker is working\n');
}

function stopOnSignal(app: INestApplicationContext, logger: ConsoleLogger): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    logger.log(`${signal}: stopping`);
    setTimeout(() => process.exit(1), STOPPED_WITHIN_MS);
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function levelsOf({ logLevel }: Settings) {
  const names = Object.keys(LEVELS) as (keyof typeof LEVELS)[];
  return names.slice(0, names.indexOf(logLevel) + 1).flatMap((name) => [...LEVELS[name]]);
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof UnsafeDatabaseError) return error.message;
  const { message, code } = error as { message?: string; code?: string };
  return `The worker did not start (${message || code}): see that PostgreSQL runs and that DATABASE_URL is right.`;
}
