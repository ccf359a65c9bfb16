import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import { AuditModule } from '#libs/audit';
import { ApiKey, Client } from '#libs/clients';
import { PayoutsModule, viewOfSnapshot } from '#libs/payouts';
import { PlatformModule } from '#libs/platform/module';
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

/** Time in: everything that this process is made of. It takes no requests. */
@Module({})
export class WorkerAppModule {
  static register({ configuration, databaseUrl, logger }: WorkerParts): DynamicModule {
    const { settings } = configuration;
    return {
      module: WorkerAppModule,
      imports: [
        PlatformModule.register({ settings, databaseUrl, logger, name: 'salur-worker' }),
        // Payouts refer to clients; authentication is no concern of a worker.
        TypeOrmModule.forFeature([Client, ApiKey]),
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
