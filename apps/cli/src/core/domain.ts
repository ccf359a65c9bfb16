import { type DynamicModule, Inject, Injectable, Module, type OnModuleInit, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditModule } from '#libs/audit';
import { ClientsModule } from '#libs/clients';
import { OverseePayouts, PayoutsModule } from '#libs/payouts';
import {
  assertSafeDatabase,
  createLogger,
  dataSourceOptions,
  openDatabase,
  SETTINGS,
  type Settings,
} from '#libs/platform';
import { type Configuration, readConfiguration } from '#libs/providers';
import { RailsModule } from '#libs/rails';
import { ReconciliationModule } from '#libs/reconciliation';
import { OverseeDeliveries, WebhooksModule } from '#libs/webhooks';
import { COMMAND_LOG, readableLines } from './log.js';
import { Terminal } from './terminal.js';

/** A command does one thing at a time. */
const POOL_SIZE = 4;

/** The modules of the service without its loops, and with reads across all clients. */
@Module({ providers: [OverseePayouts, OverseeDeliveries] })
export class DomainModule implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @param hostname what PostgreSQL shows in pg_stat_activity beside the process id */
  static register({ settings, startProviders }: Configuration, url: string, hostname: string): DynamicModule {
    const { databaseConnectTimeoutMs: connectTimeoutMs } = settings;
    const applicationName = `salur-cli ${hostname}:${process.pid}`;
    return {
      module: DomainModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions({ url, poolSize: POOL_SIZE, connectTimeoutMs, applicationName }, []),
          autoLoadEntities: true,
          // The operator repeats the command.
          retryAttempts: 0,
        }),
        RailsModule.register(settings, startProviders()),
        PayoutsModule.register(settings, 'asked'),
        WebhooksModule.registerWithoutDelivering(settings),
        ClientsModule,
        AuditModule,
        ReconciliationModule,
      ],
    };
  }

  /** @throws UnsafeDatabaseError */
  async onModuleInit(): Promise<void> {
    await assertSafeDatabase(this.dataSource, { allowLossy: this.settings.environment === 'test' });
  }
}

/** Returns the instance of a class of the domain. */
export type Get = <T>(type: Type<T>) => T;

/** The domain, with the service's own settings and on its database. No loop runs here, and nothing listens. */
@Injectable()
export class Domain {
  constructor(private readonly terminal: Terminal) {}

  /**
   * Opens it, works, and closes it, also what the work has begun in the background.
   *
   * @throws ConfigurationError, UnsafeDatabaseError, and what the work throws
   */
  async use<T>(work: (get: Get) => Promise<T>): Promise<T> {
    const { terminal } = this;
    const configuration = readConfiguration(terminal.env);
    const noticed = new Set<string>();
    const database = await openDatabase(configuration.settings, (sentence) => {
      if (!noticed.has(sentence)) terminal.note(sentence);
      noticed.add(sentence);
    });
    try {
      const module = DomainModule.register(configuration, database.url, terminal.env.HOSTNAME ?? 'salur');
      const app = await NestFactory.createApplicationContext(module, { logger: COMMAND_LOG, abortOnError: false });
      // Not before: what goes wrong while it starts is thrown, and printed once.
      terminal.logger = createLogger({ logLevel: terminal.debug ? 'debug' : 'warn' }, readableLines(terminal));
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
