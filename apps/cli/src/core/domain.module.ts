import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { AuditModule } from '#libs/audit';
import { ClientsModule } from '#libs/clients';
import { OverseePayouts, PayoutsModule } from '#libs/payouts';
import { PlatformModule } from '#libs/platform/module';
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
export class DomainModule {
  static register({ configuration, databaseUrl, logger }: DomainParts): DynamicModule {
    const { settings } = configuration;
    return {
      module: DomainModule,
      imports: [
        PlatformModule.register({ settings, databaseUrl, logger, name: 'salur-cli', poolSize: POOL_SIZE }),
        RailsModule.register(configuration.startProviders()),
        PayoutsModule.register('asked'),
        WebhooksModule.registerWithoutDelivering(),
        ClientsModule,
        AuditModule,
        ReconciliationModule,
      ],
    };
  }
}
