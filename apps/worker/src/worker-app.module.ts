import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import { AuditModule } from '#libs/audit';
import { ApiKey, Client, ClientsModule } from '#libs/clients';
import { MetricsModule } from '#libs/metrics';
import { PayoutsModule, viewOfSnapshot } from '#libs/payouts';
import { PlatformModule } from '#libs/platform/module';
import type { Configuration } from '#libs/providers';
import { RailsModule } from '#libs/rails';
import { ReconciliationModule } from '#libs/reconciliation';
import { WebhooksModule } from '#libs/webhooks';
import { WorkerModule } from '#libs/worker';
import { LimitGuessesModule } from './limit-guesses.js';

export interface WorkerParts {
  readonly configuration: Configuration;
  readonly databaseUrl: string;
  readonly logger: Logger;
}

/** Payouts refer to clients, which nothing has to authenticate in a worker that serves no metrics. */
const WITHOUT_REQUESTS = TypeOrmModule.forFeature([Client, ApiKey]);

/** Time in: everything that this process is made of. The only requests that it takes are for its health and its metrics. */
@Module({})
export class WorkerAppModule {
  static register({ configuration, databaseUrl, logger }: WorkerParts): DynamicModule {
    const { settings } = configuration;
    return {
      module: WorkerAppModule,
      imports: [
        PlatformModule.register({ settings, databaseUrl, logger, name: 'salur-worker' }),
        ...(settings.workerMetricsPort === null
          ? [WITHOUT_REQUESTS]
          : [ClientsModule, LimitGuessesModule, MetricsModule.register()]),
        RailsModule.register(configuration.startProviders()),
        PayoutsModule.register('due'),
        WebhooksModule.register({ payout: viewOfSnapshot }),
        AuditModule,
        ReconciliationModule,
        WorkerModule,
      ],
    };
  }
}
