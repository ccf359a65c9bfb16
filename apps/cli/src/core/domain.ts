import { type DynamicModule, Injectable, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Logger } from 'pino';
import { AuditModule } from '#libs/audit';
import { ClientsModule, NameActors } from '#libs/clients';
import { AcknowledgeAlerts, CountPayouts, OverseePayouts, PayoutsModule, viewOfSnapshot } from '#libs/payouts';
import { createLogger, findDatabase } from '#libs/platform';
import { PlatformModule } from '#libs/platform/module';
import { type Configuration, readConfiguration } from '#libs/providers';
import { RailsModule } from '#libs/rails';
import { ReconciliationModule } from '#libs/reconciliation';
import { OverseeDeliveries, WebhooksModule } from '#libs/webhooks';
import { ReadStatus } from '../status/read-status.js';
import { COMMAND_LOG, readableLines } from './log.js';
import { Terminal } from './terminal.js';

/** A command does one thing at a time. */
const POOL_SIZE = 4;

/** The modules of the service without its loops, and with reads across all clients. */
@Module({ providers: [OverseePayouts, OverseeDeliveries, AcknowledgeAlerts, CountPayouts, ReadStatus] })
export class DomainModule {
  static register({ settings, startProviders }: Configuration, databaseUrl: string, logger: Logger): DynamicModule {
    return {
      module: DomainModule,
      imports: [
        PlatformModule.register({ settings, databaseUrl, logger, name: 'salur-cli', poolSize: POOL_SIZE }),
        RailsModule.register(startProviders()),
        PayoutsModule.register('asked'),
        WebhooksModule.register({ payout: viewOfSnapshot }),
        ClientsModule,
        AuditModule,
        ReconciliationModule,
      ],
    };
  }
}

/** Returns the instance of a class of the domain, or what a token such as `SETTINGS` stands for. */
export type Get = <T>(type: Type<T> | symbol) => T;

/** The domain, with the service's own settings and on its database. No loop runs here, and nothing listens. */
@Injectable()
export class Domain {
  /** While it is open. */
  private actors: NameActors | null = null;

  constructor(private readonly terminal: Terminal) {}

  /** A text for people with the names of the keys in it; to be called while a command works. */
  async namedText(text: string): Promise<string> {
    return this.actors === null ? text : this.actors.inText(text);
  }

  /** A body for programs with the names of the actors in it; to be called while a command works. */
  async namedBody(body: object): Promise<object> {
    return this.actors === null ? body : ((await this.actors.inBody(body)) as object);
  }

  /**
   * Opens it, works, and closes it, also what the work has begun in the background.
   *
   * @throws ConfigurationError, UnsafeDatabaseError, and what the work throws
   */
  async use<T>(work: (get: Get) => Promise<T>): Promise<T> {
    const { terminal } = this;
    const configuration = readConfiguration(terminal.env);
    const databaseUrl = findDatabase(configuration.settings, (sentence) => terminal.note(sentence));
    const logger = createLogger({ logLevel: terminal.debug ? 'debug' : 'warn' }, readableLines(terminal));
    const module = DomainModule.register(configuration, databaseUrl, logger);
    const app = await NestFactory.createApplicationContext(module, { logger: COMMAND_LOG, abortOnError: false });
    // Not before: what goes wrong while it starts is thrown, and printed once.
    terminal.logger = logger;
    this.actors = app.get(NameActors, { strict: false });
    try {
      return await work((type) => app.get(type, { strict: false }));
    } finally {
      this.actors = null;
      await app.close();
    }
  }
}
