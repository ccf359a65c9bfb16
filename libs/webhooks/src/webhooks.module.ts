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
import { type PosterWishes, PostWebhook } from './post-webhook.js';
import { RecordTries } from './record-tries.js';
import { Redeliver } from './redeliver.js';
import { RetrySchedule } from './retry-schedule.js';
import { SealedWebhooks } from './sealed-webhooks.js';
import { SendTest } from './send-test.js';
import { WebhookAttempt } from './webhook-attempt.entity.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { QUEUE_WHEN_NEEDED, WebhookJobs } from './webhook-jobs.js';

/** The tables of this library. */
export const WEBHOOK_ENTITIES = [WebhookEndpoint, OutboxSnapshot, WebhookDelivery, WebhookAttempt];

const VERBS = [ManageEndpoints, FindDeliveries, Redeliver, SendTest, DrainOutbox, DeliverWebhooks, ForgetDeliveries];

export interface WebhookWishes extends Partial<PosterWishes> {
  /** Waits between tries. */
  readonly retryWaitsMs?: readonly number[];
  /** Requests under way. */
  readonly mostAtOnce?: number;
}

/** How clients are told of their payouts. Needs the tables of clients and the outbox of payouts, and no code of either. */
@Module({})
export class WebhooksModule {
  /** @param wishes what a test has otherwise; no setting leads here */
  static register({ retryWaitsMs, mostAtOnce, ...wishes }: WebhookWishes = {}): DynamicModule {
    const poster = {
      provide: PostWebhook,
      inject: [SETTINGS],
      useFactory: ({ webhookAllowPrivate }: Settings) =>
        new PostWebhook({ allowPrivate: webhookAllowPrivate, ...wishes }),
    };
    return {
      module: WebhooksModule,
      global: true,
      imports: [TypeOrmModule.forFeature(WEBHOOK_ENTITIES)],
      providers: [
        poster,
        { provide: RetrySchedule, useValue: new RetrySchedule(retryWaitsMs) },
        { provide: Places, useValue: new Places(mostAtOnce) },
        WebhookJobs,
        RecordTries,
        SealedWebhooks,
        ...VERBS,
      ],
      exports: [WebhookJobs, ...VERBS],
    };
  }
  /** For a process that delivers nothing, and seldom plans a delivery: the job queue is started when it is needed. */
  static registerWithoutDelivering(): DynamicModule {
    const module = WebhooksModule.register();
    return { ...module, providers: [...(module.providers ?? []), { provide: QUEUE_WHEN_NEEDED, useValue: true }] };
  }
}
