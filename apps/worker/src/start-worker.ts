import { NestFactory } from '@nestjs/core';
import { Logger as NestLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import {
  connectionWarnings,
  createLogger,
  endOnUnexpectedErrors,
  judgeRole,
  openDatabase,
  sayAtAnyLevel,
  settingsWarnings,
  startOrSayWhyNot,
  stopOnSignal,
} from '#libs/platform';
import { type Configuration, readConfiguration } from '#libs/providers';
import { RailDirectory } from '#libs/rails';
import { beat } from './heartbeat.js';
import { WorkerAppModule } from './worker-app.module.js';

/** Reads the configuration, checks the database and works on payouts until it is told to stop; or says why not and exits. */
export function startWorker(): Promise<void> {
  return startOrSayWhyNot({
    name: 'The worker',
    // What this process is has been decided by starting it; the variable tells the API to leave the work to us.
    start: async () => start(readConfiguration({ ...process.env, WORKER: 'separate' })),
  });
}

async function start(configuration: Configuration): Promise<void> {
  const { settings } = configuration;
  const logger = createLogger(settings);
  const database = await openDatabase(settings, (notice) => logger.info(notice));
  const { url: databaseUrl } = database;
  const module = WorkerAppModule.register({ configuration, databaseUrl, logger });
  // Quiet while it starts: what goes wrong then is said once, by whoever catches it.
  const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  app.useLogger(app.get(NestLogger));
  if (settings.environment === 'production') {
    const role = await judgeRole(app.get(DataSource));
    const unreachable = app.get(RailDirectory).lackingPublicUrl();
    for (const warning of [...connectionWarnings(databaseUrl, role), ...settingsWarnings(settings, unreachable)])
      logger.warn(warning);
  }
  stopOnSignal(logger, async () => {
    await app.close();
    await database.close();
  });
  endOnUnexpectedErrors(logger);
  beat();
  sayAtAnyLevel(logger, { msg: 'The worker is working' });
}
