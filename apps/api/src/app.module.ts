import { type DynamicModule, Global, Module, type OnModuleDestroy, type Type } from '@nestjs/common';
import type { Logger } from 'pino';
import { ClientsModule } from '#libs/clients';
import { PayoutsModule, viewOfSnapshot } from '#libs/payouts';
import { PlatformModule } from '#libs/platform/module';
import type { Configuration } from '#libs/providers';
import { RailsModule } from '#libs/rails';
import { WebhooksModule } from '#libs/webhooks';
import { WorkerModule } from '#libs/worker';
import { AuditHttpModule } from './audit/audit-http.module.js';
import { CalendarHttpModule } from './calendar/calendar-http.module.js';
import { CallbacksHttpModule } from './callbacks/callbacks-http.module.js';
import { ClientsHttpModule } from './clients/clients-http.module.js';
import { GUARDS } from './guards.js';
import { HealthModule } from './health/health.module.js';
import { Stopping } from './http/stopping.js';
import { LimitsModule } from './limits/limits.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import type { ProcessMetrics } from './metrics/process-metrics.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { PayoutsHttpModule } from './payouts/payouts-http.module.js';
import { ReconciliationHttpModule } from './reconciliation/reconciliation-http.module.js';
import { ReferenceHttpModule } from './reference/reference-http.module.js';
import { WebhooksHttpModule } from './webhooks/webhooks-http.module.js';

export interface AppParts {
  readonly configuration: Configuration;
  readonly databaseUrl: string;
  readonly logger: Logger;
  readonly stopping: Stopping;
  readonly metrics: ProcessMetrics;
  readonly controllers: readonly Type[];
}

/** What the HTTP server knows before there is an app, for the handlers that need it. */
@Global()
@Module({})
class HttpModule {
  static register(stopping: Stopping): DynamicModule {
    return { module: HttpModule, providers: [{ provide: Stopping, useValue: stopping }], exports: [Stopping] };
  }
}

/** HTTP in: everything that this process is made of. */
@Module({})
export class AppModule implements OnModuleDestroy {
  constructor(private readonly stopping: Stopping) {}

  static register({ configuration, databaseUrl, logger, stopping, metrics, controllers }: AppParts): DynamicModule {
    const { settings } = configuration;
    return {
      module: AppModule,
      imports: [
        PlatformModule.register({ settings, databaseUrl, logger, name: 'salur-api' }),
        RailsModule.register(configuration.startProviders()),
        PayoutsModule.register(),
        WebhooksModule.register({ payout: viewOfSnapshot }),
        ClientsModule,
        HttpModule.register(stopping),
        LimitsModule,
        PayoutsHttpModule,
        CallbacksHttpModule,
        ReferenceHttpModule,
        CalendarHttpModule,
        WebhooksHttpModule,
        ReconciliationHttpModule,
        ClientsHttpModule,
        AuditHttpModule,
        HealthModule,
        MetricsModule.register(metrics),
        OpenApiModule,
        ...(settings.worker === 'inline' ? [WorkerModule] : []),
      ],
      controllers: [...controllers],
      providers: GUARDS,
    };
  }

  /** Of all modules the root is destroyed first: requests end before workers and the server are stopped under them. */
  onModuleDestroy(): Promise<void> {
    return this.stopping.begin();
  }
}
