export { DeliverWebhooks } from './deliver-webhooks.js';
export { DrainOutbox } from './drain-outbox.js';
export { type DeliveryFilter, type DeliveryWithAttempts, FindDeliveries } from './find-deliveries.js';
export { ForgetDeliveries } from './forget-deliveries.js';
export * from './manage-endpoints.js';
export * from './oversee-deliveries.js';
export {
  type PosterOptions,
  PostWebhook,
  TRY_RESULTS,
  type TryResult,
  tryResultOf,
  WEBHOOK_TRIED,
} from './post-webhook.js';
export { Redeliver } from './redeliver.js';
export type { RedeliveryRange } from './redeliver.queries.js';
export { signedHeaders } from './sealed-webhooks.js';
export { SendTest } from './send-test.js';
export * from './webhook-delivery.entity.js';
export * from './webhook-endpoint.entity.js';
export { EVENT_TYPES, type EventType, type Renderers, type RenderSnapshot, TEST_EVENT } from './webhook-events.js';
export * from './webhooks.module.js';
