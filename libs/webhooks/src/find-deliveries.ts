import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In, type SelectQueryBuilder } from 'typeorm';
import { Problem } from '#libs/platform';
import { type DeliveryStatus, WebhookAttempt, WebhookDelivery } from './webhook-delivery.entity.js';

export interface DeliveryFilter {
  readonly status?: DeliveryStatus;
  readonly type?: string;
  readonly endpointId?: string;
  readonly payoutId?: string;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
}

const EQUAL_TO = ['status', 'type', 'endpointId', 'payoutId'] as const;

/** A delivery and its tries, oldest first. */
export interface DeliveryWithAttempts {
  readonly delivery: WebhookDelivery;
  readonly attempts: readonly WebhookAttempt[];
}

/** What was sent, or is to be, and what came of it. Every call is within one client. */
@Injectable()
export class FindDeliveries {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws Problem `not_found` */
  async ofClient(clientId: string, id: string): Promise<DeliveryWithAttempts> {
    const [found] = await this.atOneMoment(async (tx) => {
      const delivery = await tx.getRepository(WebhookDelivery).findOneBy({ id, clientId });
      return withAttempts(tx, delivery === null ? [] : [delivery]);
    });
    if (found === undefined) throw new Problem('not_found', 'There is no such webhook delivery');
    return found;
  }

  /**
   * Newest first.
   *
   * @param before the last delivery of the page before
   */
  list(
    clientId: string,
    filter: DeliveryFilter,
    limit: number,
    before: string | null,
  ): Promise<DeliveryWithAttempts[]> {
    return this.atOneMoment(async (tx) => {
      const ofClient = deliveriesThat(tx, filter).andWhere('delivery.clientId = :clientId', { clientId });
      return withAttempts(tx, await pageOfDeliveries(ofClient, { clientId, limit, before }));
    });
  }

  /** A delivery is shown with the tries that made it what it is, also while one ends. */
  private atOneMoment<T>(read: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction('REPEATABLE READ', read);
  }
}

/** @returns a query for the deliveries of all clients that a filter lets through */
export function deliveriesThat(
  db: Pick<EntityManager, 'getRepository'>,
  { createdFrom, createdTo, ...equal }: DeliveryFilter,
): SelectQueryBuilder<WebhookDelivery> {
  const query = db.getRepository(WebhookDelivery).createQueryBuilder('delivery');
  for (const name of EQUAL_TO) {
    if (equal[name] !== undefined) query.andWhere(`delivery.${name} = :${name}`, { [name]: equal[name] });
  }
  if (createdFrom) query.andWhere('delivery.createdAt >= :createdFrom', { createdFrom });
  if (createdTo) query.andWhere('delivery.createdAt < :createdTo', { createdTo });
  return query;
}

/**
 * Newest first.
 *
 * @param before the last delivery of the page before; of this client, unless that is null
 */
export function pageOfDeliveries(
  query: SelectQueryBuilder<WebhookDelivery>,
  { clientId, limit, before }: { clientId: string | null; limit: number; before: string | null },
): Promise<WebhookDelivery[]> {
  if (before !== null) {
    const ofClient = clientId === null ? '' : ' and client_id = :clientId';
    const last = `(select created_at, id from webhook_delivery where id = :before${ofClient})`;
    query.andWhere(`(delivery.created_at, delivery.id) < ${last}`, { before, clientId });
  }
  return query.orderBy({ 'delivery.createdAt': 'DESC', 'delivery.id': 'DESC' }).limit(limit).getMany();
}

export async function withAttempts(
  db: Pick<EntityManager, 'getRepository'>,
  deliveries: readonly WebhookDelivery[],
): Promise<DeliveryWithAttempts[]> {
  if (deliveries.length === 0) return [];
  const attempts = await db.getRepository(WebhookAttempt).find({
    where: { deliveryId: In(deliveries.map(({ id }) => id)) },
    order: { id: 'ASC' },
  });
  const ofDelivery = Map.groupBy(attempts, ({ deliveryId }) => deliveryId);
  return deliveries.map((delivery) => ({ delivery, attempts: ofDelivery.get(delivery.id) ?? [] }));
}
