import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Problem } from '#libs/platform';
import {
  type DeliveryFilter,
  type DeliveryWithAttempts,
  deliveriesThat,
  pageOfDeliveries,
  withAttempts,
} from './find-deliveries.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';

/** Which deliveries of any client to list; absent means any. */
export interface OverseenDeliveryFilter extends DeliveryFilter {
  readonly clientId?: string;
}

/**
 * Reads deliveries of every client, for operators who already have the database. The service does not provide it: what it
 * answers is read by FindDeliveries, within one client.
 */
@Injectable()
export class OverseeDeliveries {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws Problem `not_found` */
  async byId(id: string): Promise<DeliveryWithAttempts> {
    const delivery = await this.dataSource.getRepository(WebhookDelivery).findOneBy({ id });
    if (delivery === null) throw new Problem('not_found', 'There is no such webhook delivery');
    const [found] = await withAttempts(this.dataSource, [delivery]);
    return found as DeliveryWithAttempts;
  }

  /** @throws Problem `not_found`, also for one that was deleted: nothing is sent to it */
  async endpoint(id: string): Promise<WebhookEndpoint> {
    const endpoint = await this.dataSource.getRepository(WebhookEndpoint).findOneBy({ id });
    if (endpoint === null || endpoint.status === 'deleted') {
      throw new Problem('not_found', 'There is no such webhook endpoint');
    }
    return endpoint;
  }

  /** Newest first; `before` is the last delivery of the page before. */
  async list(
    { clientId, ...filter }: OverseenDeliveryFilter,
    limit: number,
    before: string | null,
  ): Promise<DeliveryWithAttempts[]> {
    const query = deliveriesThat(this.dataSource, filter);
    if (clientId !== undefined) query.andWhere('delivery.clientId = :clientId', { clientId });
    return withAttempts(this.dataSource, await pageOfDeliveries(query, { clientId: null, limit, before }));
  }
}
