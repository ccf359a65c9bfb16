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
import { serveMetrics } from './serve-metrics.js';
import { WorkerAppModule } from './worker-app.module.js';

/** Reads the configuration, checks the database and works on payouts until it is stopped; or prints why not and exits. */
export function startWorker(): Promise<void> {
  return startOrSayWhyNot({
    name: 'The worker',
    // This process is a worker by being started; the variable makes the API leave the work to it.
    start: async () => start(readConfiguration({ ...process.env, WORKER: 'separate' })),
    reasonOf,
  });
}

async function start(configuration: Configuration): Promise<void> {
  const { settings } = configuration;
  const logger = createLogger(settings);
  const database = await openDatabase(settings, (notice) => logger.info(notice));
  const { url: databaseUrl } = database;
  const module = WorkerAppModule.register({ configuration, databaseUrl, logger });
  // Quiet while it starts: errors are reported once, by the code that catches them.
  const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  app.useLogger(app.get(NestLogger));
  if (settings.environment === 'production') {
    const role = await judgeRole(app.get(DataSource));
    const unreachable = app.get(RailDirectory).lackingPublicUrl();
    for (const warning of [...connectionWarnings(databaseUrl, role), ...settingsWarnings(settings, unreachable)])
      logger.warn(warning);
  }
  const { workerMetricsPort: port } = settings;
  const close = async () => {
    await app.close();
    await database.close();
  };
  const metrics =
    port === null
      ? null
      : await serveMetrics(app, settings, port, logger).catch(async (error: unknown) => {
          await close();
          throw error;
        });
  stopOnSignal(logger, async () => {
    await metrics?.close();
    await close();
  });
  endOnUnexpectedErrors(logger);
  beat();
  const served = metrics === null ? '' : `; its metrics are at ${metrics.address}/metrics`;
  sayAtAnyLevel(logger, { msg: `The worker is working${served}`, ...(metrics && { address: metrics.address }) });
}

function reasonOf(error: Error): string | null {
  const { code } = error as { code?: unknown };
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return null;
  return `The worker cannot listen there (${error.message}): set WORKER_METRICS_PORT or HOST.`;
}
