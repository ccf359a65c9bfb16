import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { AuditModule } from '#libs/audit';
import { ClientsModule } from '#libs/clients';
import { OverseePayouts, PayoutsModule, viewOfSnapshot } from '#libs/payouts';
import { assertSafeDatabase, dataSourceOptions, SETTINGS, type Settings } from '#libs/platform';
import type { Configuration } from '#libs/providers';
import { RailsModule } from '#libs/rails';
import { ReconciliationModule } from '#libs/reconciliation';
import { OverseeDeliveries, WebhooksModule } from '#libs/webhooks';

export interface DomainParts {
  readonly configuration: Configuration;
  readonly databaseUrl: string;
  readonly logger: Logger;
}

/** A command does one thing at a time. */
const POOL_SIZE = 4;

/** What the service is made of, without its loops, and with eyes for every client. */
@Module({ providers: [OverseePayouts, OverseeDeliveries] })
export class DomainModule implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  static register({ configuration, databaseUrl, logger }: DomainParts): DynamicModule {
    const { settings } = configuration;
    const applicationName = `salur-cli ${process.env.HOSTNAME ?? 'salur'}:${process.pid}`;
    return {
      module: DomainModule,
      imports: [
        LoggerModule.forRoot({ pinoHttp: { logger, wrapSerializers: false }, forRoutes: [] }),
        TypeOrmModule.forRoot({
          ...dataSourceOptions({ url: databaseUrl, poolSize: POOL_SIZE, applicationName }, []),
          autoLoadEntities: true,
          // Whoever types the command types it again.
          retryAttempts: 0,
        }),
        RailsModule.register(settings, configuration.startProviders()),
        PayoutsModule.register(settings, 'asked'),
        WebhooksModule.register(settings, { payout: viewOfSnapshot }),
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
