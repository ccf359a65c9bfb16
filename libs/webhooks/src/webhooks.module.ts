import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SETTINGS, type Settings } from '#libs/platform';
import { DeliverWebhooks } from './deliver-webhooks.js';
import { DrainOutbox } from './drain-outbox.js';
import { FindDeliveries } from './find-deliveries.js';
import { ForgetDeliveries } from './forget-deliveries.js';
import { ManageEndpoints } from './manage-endpoints.js';
import { OutboxSnapshot } from './outbox-snapshot.entity.js';
import { Places } from './places.js';
import { type PosterOptions, PostWebhook } from './post-webhook.js';
import { RecordAttempts } from './record-attempts.js';
import { Redeliver } from './redeliver.js';
import { RetrySchedule } from './retry-schedule.js';
import { SealedWebhooks } from './sealed-webhooks.js';
import { SendTest } from './send-test.js';
import { WebhookAttempt, WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { RENDERERS, type Renderers } from './webhook-events.js';

/** The tables of this library. */
export const WEBHOOK_ENTITIES = [WebhookEndpoint, OutboxSnapshot, WebhookDelivery, WebhookAttempt];

const VERBS = [ManageEndpoints, FindDeliveries, Redeliver, SendTest, DrainOutbox, DeliverWebhooks, ForgetDeliveries];

export interface WebhookOptions extends Partial<PosterOptions> {
  /** Waits between tries. */
  readonly retryWaitsMs?: readonly number[];
  /** Requests under way. */
  readonly mostAtOnce?: number;
}

/** Sends clients what domains publish in the outbox. It knows no domain: each gives it what renders its events. */
@Module({})
export class WebhooksModule {
  /** @param options for tests only; no setting leads here */
  static register(renderers: Renderers, { retryWaitsMs, mostAtOnce, ...options }: WebhookOptions = {}): DynamicModule {
    const poster = {
      provide: PostWebhook,
      inject: [SETTINGS],
      useFactory: ({ webhookAllowPrivate }: Settings) =>
        new PostWebhook({ allowPrivate: webhookAllowPrivate, ...options }),
    };
    return {
      module: WebhooksModule,
      global: true,
      imports: [TypeOrmModule.forFeature(WEBHOOK_ENTITIES)],
      providers: [
        poster,
        { provide: RENDERERS, useValue: renderers },
        { provide: RetrySchedule, useValue: new RetrySchedule(retryWaitsMs) },
        { provide: Places, useValue: new Places(mostAtOnce) },
        RecordAttempts,
        SealedWebhooks,
        ...VERBS,
      ],
      exports: [PostWebhook, ...VERBS],
    };
  }
}
