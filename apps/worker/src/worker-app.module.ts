import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { AuditModule } from '#libs/audit';
import { ApiKey, Client } from '#libs/clients';
import { PayoutsModule, viewOfSnapshot } from '#libs/payouts';
import { assertSafeDatabase, dataSourceOptions, SETTINGS, type Settings } from '#libs/platform';
import type { Configuration } from '#libs/providers';
import { RailsModule } from '#libs/rails';
import { ReconciliationModule } from '#libs/reconciliation';
import { WebhooksModule } from '#libs/webhooks';
import { WorkerModule } from '#libs/worker';

export interface WorkerParts {
  readonly configuration: Configuration;
  readonly databaseUrl: string;
  readonly logger: Logger;
}

/** Time in: everything this process is made of. It accepts nothing from anybody. */
@Module({})
export class WorkerAppModule implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  static register({ configuration, databaseUrl, logger }: WorkerParts): DynamicModule {
    const { settings } = configuration;
    const applicationName = `salur-worker ${process.env.HOSTNAME ?? 'salur'}:${process.pid}`;
    return {
      module: WorkerAppModule,
      imports: [
        LoggerModule.forRoot({ pinoHttp: { logger, wrapSerializers: false }, forRoutes: [] }),
        TypeOrmModule.forRoot({
          ...dataSourceOptions({ url: databaseUrl, poolSize: settings.databasePoolSize, applicationName }, []),
          autoLoadEntities: true,
          // Whoever starts the worker starts it again; a start that waits for a wrong address helps nobody.
          retryAttempts: 0,
        }),
        // Payouts refer to clients; who may call is of no concern here.
        TypeOrmModule.forFeature([Client, ApiKey]),
        RailsModule.register(settings, configuration.startProviders()),
        PayoutsModule.register(settings, 'due'),
        WebhooksModule.register(settings, { payout: viewOfSnapshot }),
        AuditModule,
        ReconciliationModule,
        WorkerModule,
      ],
    };
  }

  /** @throws UnsafeDatabaseError */
  async onModuleInit(): Promise<void> {
    await assertSafeDatabase(this.dataSource, { allowLossy: this.settings.environment === 'test' });
  }
}
