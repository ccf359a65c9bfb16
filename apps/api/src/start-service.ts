import type { Logger } from 'pino';
import { BootstrapKeyTakenError } from '#libs/clients';
import { ConfigurationError, EmbeddedPostgresError, UnsafeDatabaseError } from '#libs/platform';
import { type Configuration, readConfiguration } from '#libs/providers';
import { createApp } from './create-app.js';
import { isDatabaseTrouble } from './http/database-trouble.js';
import { createLogger } from './logging/create-logger.js';
import { exitAfterLog } from './logging/exit-after-log.js';
import { openDatabase } from './open-database.js';
import { stopOnSignal } from './stop-on-signal.js';

/** Reads the configuration, opens the database, starts the app and says where it listens; or says why not and exits. */
export async function startService(): Promise<void> {
  // What Node prints by itself, warnings for example, must not end the service when nobody reads it any more.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    await start(readConfiguration());
  } catch (error) {
    // Written, not logged: whoever starts the service reads it, and it must be out before the process ends.
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exit(1);
  }
}

async function start(configuration: Configuration): Promise<void> {
  const { settings } = configuration;
  const logger = createLogger(settings);
  const database = await openDatabase(settings, (notice) => logger.info(notice));
  try {
    const { app } = await createApp({ configuration, databaseUrl: database.url, logger });
    stopOnSignal(logger, async () => {
      await app.close();
      await database.close();
    });
    endOnUnexpectedErrors(logger);
    await app.listen({ port: settings.port, host: settings.host });
    announce(logger, await app.getUrl());
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Said at any log level: without it nobody knows where port 0 led to. */
function announce(logger: Logger, address: string): void {
  logger.child({}, { level: 'info' }).info({ address, msg: `Salur listens on ${address}; try ${address}/docs` });
}

/** Node would print such an error with all that it carries, parameters of a failed query included. */
function endOnUnexpectedErrors(logger: Logger): void {
  let ending = false;
  const end = (err: unknown) => {
    logger.fatal({ err, msg: 'an error nobody expected; the process ends, and what it was doing is taken up again' });
    if (ending) return;
    ending = true;
    exitAfterLog(logger, 1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Salur did not start.';
  const code = (error as { code?: unknown }).code;
  if (code === 'EADDRINUSE' || code === 'EACCES')
    return `Salur cannot listen there (${error.message}): set PORT or HOST.`;
  const inWords = [ConfigurationError, UnsafeDatabaseError, EmbeddedPostgresError, BootstrapKeyTakenError];
  if (inWords.some((kind) => error instanceof kind)) return error.message;
  if (isDatabaseTrouble(error)) {
    return `PostgreSQL cannot be used (${error.message || String(code)}): start it, or correct DATABASE_URL.`;
  }
  return `Salur did not start: ${error.stack ?? error.message}`;
}
