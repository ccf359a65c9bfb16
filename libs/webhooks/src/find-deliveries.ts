import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import { Problem } from '#libs/platform';
import { WebhookAttempt } from './webhook-attempt.entity.js';
import { type DeliveryStatus, WebhookDelivery } from './webhook-delivery.entity.js';

export interface DeliveryFilter {
  readonly status?: DeliveryStatus;
  readonly type?: string;
  readonly endpointId?: string;
  readonly payoutId?: string;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
}

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
    return this.atOneMoment(async (tx) => withAttempts(tx, await deliveriesOf(tx, clientId, filter, limit, before)));
  }

  /** A delivery is shown with the tries that made it what it is, also while one ends. */
  private atOneMoment<T>(read: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction('REPEATABLE READ', read);
  }
}

async function deliveriesOf(
  tx: EntityManager,
  clientId: string,
  { createdFrom, createdTo, payoutId, ...equal }: DeliveryFilter,
  limit: number,
  before: string | null,
): Promise<WebhookDelivery[]> {
  const query = tx
    .getRepository(WebhookDelivery)
    .createQueryBuilder('delivery')
    .where('delivery.clientId = :clientId', { clientId })
    .orderBy({ 'delivery.createdAt': 'DESC', 'delivery.id': 'DESC' })
    .limit(limit);
  for (const [name, value] of Object.entries(equal)) query.andWhere(`delivery.${name} = :${name}`, { [name]: value });
  // By the index of the outbox: deliveries have none by payout.
  if (payoutId)
    query.andWhere(`delivery.outboxId in (select id from outbox where payout_id = :payoutId)`, { payoutId });
  if (createdFrom) query.andWhere('delivery.createdAt >= :createdFrom', { createdFrom });
  if (createdTo) query.andWhere('delivery.createdAt < :createdTo', { createdTo });
  if (before !== null) {
    const last = '(select created_at, id from webhook_delivery where id = :before and client_id = :clientId)';
    query.andWhere(`(delivery.created_at, delivery.id) < ${last}`, { before });
  }
  return query.getMany();
}

async function withAttempts(
  tx: EntityManager,
  deliveries: readonly WebhookDelivery[],
): Promise<DeliveryWithAttempts[]> {
  if (deliveries.length === 0) return [];
  const attempts = await tx.getRepository(WebhookAttempt).find({
    where: { deliveryId: In(deliveries.map(({ id }) => id)) },
    order: { id: 'ASC' },
  });
  const ofDelivery = Map.groupBy(attempts, ({ deliveryId }) => deliveryId);
  return deliveries.map((delivery) => ({ delivery, attempts: ofDelivery.get(delivery.id) ?? [] }));
}
