import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { AuditModule } from '#libs/audit';
import { ClientsModule } from '#libs/clients';
import { PayoutsModule, viewOfSnapshot } from '#libs/payouts';
import { dataSourceOptions, type Settings } from '#libs/platform';
import type { Configuration } from '#libs/providers';
import { RailsModule } from '#libs/rails';
import { ReconciliationModule } from '#libs/reconciliation';
import { WebhooksModule } from '#libs/webhooks';
import { WorkerModule } from '#libs/worker';
import { AuditEntriesController } from './audit/audit-entries.controller.js';
import { CalendarController } from './calendar/calendar.controller.js';
import { CallbacksController } from './callbacks/callbacks.controller.js';
import { CheckDatabase } from './check-database.js';
import { ClientsController } from './clients/clients.controller.js';
import { KeysController } from './clients/keys.controller.js';
import { HealthController } from './health/health.controller.js';
import { Stopping } from './http/stopping.js';
import { LimitsModule } from './limits/limits.module.js';
import { CountHappenings } from './metrics/count-happenings.js';
import { DatabaseFigures } from './metrics/database-figures.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { ProcessFigures } from './metrics/process-figures.js';
import { ReadFigures } from './metrics/read-figures.js';
import { ErrorsPageController } from './openapi/errors-page.controller.js';
import { CreatePayoutController } from './payouts/create-payout.controller.js';
import { PayoutCommandsController } from './payouts/payout-commands.controller.js';
import { ReadPayoutsController } from './payouts/read-payouts.controller.js';
import { Rest } from './payouts/rest.js';
import { ShowPayout } from './payouts/show-payout.js';
import { DifferencesController } from './reconciliation/differences.controller.js';
import { StatementsController } from './reconciliation/statements.controller.js';
import { ReferenceController } from './reference/reference.controller.js';
import { WebhookDeliveriesController } from './webhooks/webhook-deliveries.controller.js';
import { WebhookEndpointsController } from './webhooks/webhook-endpoints.controller.js';

export interface AppParts {
  readonly configuration: Configuration;
  readonly databaseUrl: string;
  readonly logger: Logger;
  readonly stopping: Stopping;
  readonly figures: ProcessFigures;
  readonly controllers: readonly Type[];
}

/** HTTP in: everything this process is made of. */
@Module({})
export class AppModule {
  static register({ configuration, databaseUrl, logger, stopping, figures, controllers }: AppParts): DynamicModule {
    const { settings } = configuration;
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot({ pinoHttp: { logger, wrapSerializers: false }, forRoutes: [] }),
        databaseOf(settings, databaseUrl),
        RailsModule.register(settings, configuration.startProviders()),
        PayoutsModule.register(settings),
        WebhooksModule.register(settings, { payout: viewOfSnapshot }),
        ClientsModule,
        // Its guard stands behind the one of ClientsModule, which finds out who calls.
        LimitsModule,
        AuditModule,
        ReconciliationModule,
        ...(settings.worker === 'inline' ? [WorkerModule] : []),
      ],
      controllers: [
        CreatePayoutController,
        ReadPayoutsController,
        PayoutCommandsController,
        CallbacksController,
        ReferenceController,
        CalendarController,
        WebhookEndpointsController,
        WebhookDeliveriesController,
        StatementsController,
        DifferencesController,
        ClientsController,
        KeysController,
        AuditEntriesController,
        HealthController,
        MetricsController,
        ErrorsPageController,
        ...controllers,
      ],
      providers: [
        { provide: Stopping, useValue: stopping },
        { provide: ProcessFigures, useValue: figures },
        CountHappenings,
        DatabaseFigures,
        ReadFigures,
        CheckDatabase,
        Rest,
        ShowPayout,
      ],
    };
  }
}

function databaseOf(settings: Settings, url: string): DynamicModule {
  const applicationName = `salur-api ${process.env.HOSTNAME ?? 'salur'}:${process.pid}`;
  return TypeOrmModule.forRoot({
    ...dataSourceOptions({ url, poolSize: settings.databasePoolSize, applicationName }, []),
    autoLoadEntities: true,
    // Whoever starts the service starts it again; a start that waits for a wrong address helps nobody.
    retryAttempts: 0,
  });
}
