import { bodyOf, byId, List, type ListOptions, pageQuery, type RequestOptions, type Transport } from '../request.js';
import type {
  CreateWebhookEndpoint,
  RedeliveredWebhooks,
  RedeliverWebhooks,
  WebhookDelivery,
  WebhookDeliveryFilter,
  WebhookEndpoint,
  WebhookEndpointWithSecret,
} from '../types.js';
import { verifyWebhook } from '../verify-webhook.js';

/** `salur.webhooks` */
export class Webhooks {
  readonly endpoints: WebhookEndpoints;
  readonly deliveries: WebhookDeliveries;
  /** {@link verifyWebhook}, which needs neither a client nor an API key. */
  readonly verify = verifyWebhook;

  /** @internal */
  constructor(transport: Transport) {
    this.endpoints = new WebhookEndpoints(transport);
    this.deliveries = new WebhookDeliveries(transport);
  }
}

/** `salur.webhooks.endpoints`: where Salur sends events. */
export class WebhookEndpoints {
  /** @internal */
  constructor(private readonly transport: Transport) {}

  /** Registers an endpoint. The response is the only one that has its first `secret`: store it. */
  create(endpoint: CreateWebhookEndpoint, options?: RequestOptions): Promise<WebhookEndpointWithSecret> {
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/webhook-endpoints', { body: endpoint, ...init(options) }));
  }

  async list(options?: RequestOptions): Promise<readonly WebhookEndpoint[]> {
    const { api, init } = this.transport;
    return (await bodyOf(api.GET('/v1/webhook-endpoints', init(options)))).data;
  }

  get(id: string, options?: RequestOptions): Promise<WebhookEndpoint> {
    const { api, init } = this.transport;
    return bodyOf(api.GET('/v1/webhook-endpoints/{id}', { ...byId(id), ...init(options) }));
  }

  /** Deletes an endpoint. Its past deliveries stay readable. */
  delete(id: string, options?: RequestOptions): Promise<WebhookEndpoint> {
    const { api, init } = this.transport;
    return bodyOf(api.DELETE('/v1/webhook-endpoints/{id}', { ...byId(id), ...init(options) }));
  }

  /** Enables an endpoint that was disabled by a response of 410. */
  enable(id: string, options?: RequestOptions): Promise<WebhookEndpoint> {
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/webhook-endpoints/{id}/enable', { ...byId(id), ...init(options) }));
  }

  /** Replaces the secret. For 24 hours deliveries are signed with both. */
  rotateSecret(id: string, options?: RequestOptions): Promise<WebhookEndpointWithSecret> {
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/webhook-endpoints/{id}/rotate-secret', { ...byId(id), ...init(options) }));
  }

  /** Sends a `webhook.test` event once. Read the delivery to see the response. */
  test(id: string, options?: RequestOptions): Promise<WebhookDelivery> {
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/webhook-endpoints/{id}/test', { ...byId(id), ...init(options) }));
  }
}

/** `salur.webhooks.deliveries`: events and the attempts to deliver them. */
export class WebhookDeliveries {
  /** @internal */
  constructor(private readonly transport: Transport) {}

  /** The deliveries that match, newest first. */
  list(filter: WebhookDeliveryFilter = {}, options: ListOptions = {}): List<WebhookDelivery> {
    const { api, init } = this.transport;
    return new List((cursor) => {
      const query = { ...filter, ...pageQuery(cursor, options) };
      return bodyOf(api.GET('/v1/webhook-deliveries', { params: { query }, ...init(options) }));
    });
  }

  get(id: string, options?: RequestOptions): Promise<WebhookDelivery> {
    const { api, init } = this.transport;
    return bodyOf(api.GET('/v1/webhook-deliveries/{id}', { ...byId(id), ...init(options) }));
  }

  /** Sends a delivery again, with the same `webhook-id` and body. */
  redeliver(id: string, options?: RequestOptions): Promise<WebhookDelivery> {
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/webhook-deliveries/{id}/redeliver', { ...byId(id), ...init(options) }));
  }

  /** Sends the deliveries of a period again, at most 10,000 in one request. */
  redeliverAll(which: RedeliverWebhooks, options?: RequestOptions): Promise<RedeliveredWebhooks> {
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/webhook-deliveries/redeliver', { body: which, ...init(options) }));
  }
}
