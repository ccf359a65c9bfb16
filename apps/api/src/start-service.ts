import {
  createLogger,
  endOnUnexpectedErrors,
  openDatabase,
  sayAtAnyLevel,
  settingsWarnings,
  startOrSayWhyNot,
  stopOnSignal,
} from '#libs/platform';
import { type Configuration, readConfiguration } from '#libs/providers';

/** Reads the configuration, opens the database, starts the app and says where it listens; or prints why not and exits. */
export function startService(): Promise<void> {
  return startOrSayWhyNot({ name: 'Salur', start: async () => start(readConfiguration()), reasonOf });
}

async function start(configuration: Configuration): Promise<void> {
  const { settings } = configuration;
  const logger = createLogger(settings);
  // Loading the app takes most of a start, and a wrong setting is reported without it.
  const [{ createApp }, { RailDirectory }] = await Promise.all([import('./create-app.js'), import('#libs/rails')]);
  const database = await openDatabase(settings, (notice) => logger.info(notice));
  try {
    const { app, stopping } = await createApp({ configuration, databaseUrl: database.url, logger });
    if (settings.environment === 'production') {
      // Without a worker it refuses what it cannot send, and GET /v1/rails says why.
      const unreachable = settings.worker === 'inline' ? app.get(RailDirectory).lackingPublicUrl() : [];
      for (const warning of settingsWarnings(settings, unreachable)) logger.warn(warning);
    }
    stopOnSignal(
      logger,
      async (signal) => {
        // An operator at a terminal does not wait for load balancers.
        await stopping.drain(signal === 'SIGTERM' ? settings.drainDelayMs : 0);
        await app.close();
        await database.close();
      },
      settings.drainDelayMs,
    );
    endOnUnexpectedErrors(logger);
    await app.listen({ port: settings.port, host: settings.host });
    const address = await app.getUrl();
    // In production /docs needs a key, which no browser sends.
    const hint = settings.environment === 'production' ? '' : `; try ${address}/docs`;
    // The only place where the port behind PORT=0 is shown.
    sayAtAnyLevel(logger, { address, msg: `Salur listens on ${address}${hint}` });
  } catch (error) {
    await database.close();
    throw error;
  }
}

function reasonOf(error: Error): string | null {
  const { code } = error as { code?: unknown };
  if (code === 'EADDRINUSE' || code === 'EACCES')
    return `Salur cannot listen there (${error.message}): set PORT or HOST.`;
  return error.name === 'BootstrapKeyTakenError' ? error.message : null;
}
