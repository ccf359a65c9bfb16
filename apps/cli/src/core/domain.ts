import { Injectable, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Logger as NestLogger } from 'nestjs-pino';
import { createLogger, openDatabase } from '#libs/platform';
import { readConfiguration } from '#libs/providers';
import { note } from '../output/print.js';
import { DomainModule } from './domain.module.js';
import { logLines } from './log-lines.js';

/** Gives a class of the domain. */
export type Get = <T>(type: Type<T>) => T;

/** The domain, with the service's own settings and on its database. No loop runs here, and nothing listens. */
@Injectable()
export class Domain {
  /**
   * Opens it, works, and closes it: what the work has begun in the background is waited for.
   *
   * @throws ConfigurationError, UnsafeDatabaseError, and whatever the work throws
   */
  async use<T>(work: (get: Get) => Promise<T>): Promise<T> {
    const configuration = readConfiguration();
    const logLevel = process.argv.includes('--debug') ? 'debug' : 'warn';
    const logger = createLogger({ logLevel }, logLines());
    const noticed = new Set<string>();
    const database = await openDatabase(configuration.settings, (sentence) => {
      if (!noticed.has(sentence)) note(sentence);
      noticed.add(sentence);
    });
    try {
      const module = DomainModule.register({ configuration, databaseUrl: database.url, logger });
      // Quiet while it starts: what goes wrong then is said once, by whoever catches it.
      const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
      app.useLogger(app.get(NestLogger));
      try {
        return await work((type) => app.get(type, { strict: false }));
      } finally {
        await app.close();
      }
    } finally {
      await database.close();
    }
  }
}
