import { type DynamicModule, Global, Module, type OnModuleDestroy, type Provider, type Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { Logger } from 'pino';
import { AuthenticateCaller, ClientsModule, RequireScope } from '#libs/clients';
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
import { HealthModule } from './health/health.module.js';
import { Stopping } from './http/stopping.js';
import { LimitClients } from './limits/limit-requests.js';
import { LimitsModule } from './limits/limits.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import type { ProcessMetrics } from './metrics/process-metrics.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { PayoutsHttpModule } from './payouts/payouts-http.module.js';
import { ReconciliationHttpModule } from './reconciliation/reconciliation-http.module.js';
import { ReferenceHttpModule } from './reference/reference-http.module.js';
import { WebhooksHttpModule } from './webhooks/webhooks-http.module.js';

/**
 * What every request passes before its handler, in this order:
 *
 * 1. Authentication comes first: limits and scopes are the client's, so the client must be known. Requests without a valid
 *    key are counted here, by address, and never use up the allowance of a client.
 * 2. Limits come before scopes: a client that lacks a scope must not be free to ask without end.
 * 3. Scopes come last: only an authenticated client within its limits learns which scope a path needs.
 *
 * Bodies and queries are read after all three, in the handlers: a refused client learns nothing about its body.
 */
const IN_ORDER = [AuthenticateCaller, LimitClients, RequireScope];

const GUARDS: Provider[] = IN_ORDER.map((useClass) => ({ provide: APP_GUARD, useClass }));

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
