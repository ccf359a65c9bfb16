import type { DeliveryWithAttempts, EndpointWithSecret, WebhookEndpoint } from '#libs/webhooks';
import type { DeliveryDto } from './webhook-deliveries.dto.js';
import type { EndpointDto, EndpointWithSecretDto } from './webhook-endpoints.dto.js';

/** An endpoint as its client sees it: without its secret. */
export function endpointBody(endpoint: WebhookEndpoint): EndpointDto {
  const { id, url, events, description, status, disabledReason, previousSecretUntil, createdAt } = endpoint;
  return {
    id,
    url,
    events,
    description,
    status,
    disabledReason,
    previousSecretUntil: previousSecretUntil === null ? null : previousSecretUntil.toISOString(),
    createdAt: createdAt.toISOString(),
  };
}

export function endpointWithSecretBody({ endpoint, secret }: EndpointWithSecret): EndpointWithSecretDto {
  return { ...endpointBody(endpoint), secret };
}

export function deliveryBody({ delivery, attempts }: DeliveryWithAttempts): DeliveryDto {
  const { id, eventId, type, endpointId, payoutId, status, dueAt, createdAt, deliveredAt } = delivery;
  return {
    id,
    eventId,
    type,
    endpointId,
    payoutId,
    status,
    nextTryAt: dueAt === null ? null : dueAt.toISOString(),
    createdAt: createdAt.toISOString(),
    deliveredAt: deliveredAt === null ? null : deliveredAt.toISOString(),
    attempts: attempts.map(({ at, durationMs, httpStatus, error, answer }) => ({
      at: at.toISOString(),
      durationMs,
      httpStatus,
      error,
      answer,
    })),
  };
}
