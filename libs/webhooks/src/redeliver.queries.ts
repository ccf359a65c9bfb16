import type { EntityManager } from 'typeorm';
import type { DeliveryStatus } from './webhook-delivery.entity.js';

/** A delivery whose attempts start again. */
export interface Replanned {
  readonly id: string;
}

const BEGIN_ANEW = `update webhook_delivery delivery
    set status = 'pending', turn = delivery.turn + 1, tries = 0, due_at = now(), leased_until = null, delivered_at = null
  from wanted where delivery.id = wanted.id
  returning delivery.id`;

/** Redelivers one delivery; none when its endpoint accepts nothing. */
export function replanOne(tx: EntityManager, clientId: string, id: string): Promise<Replanned[]> {
  return tx.query(
    `with wanted as (
       select delivery.id from webhook_delivery delivery join webhook_endpoint endpoint on endpoint.id = delivery.endpoint_id
       where delivery.id = $2 and delivery.client_id = $1 and endpoint.status = 'enabled' for update of delivery
     ), anew as (${BEGIN_ANEW})
     select * from anew`,
    [clientId, id],
  );
}

/** The deliveries to redeliver. */
export interface RedeliveryRange {
  readonly createdFrom: Date;
  readonly createdTo: Date;
  readonly statuses: readonly Exclude<DeliveryStatus, 'pending'>[];
  /** Null: any. */
  readonly endpointId: string | null;
}

/** Redelivers deliveries of a client, oldest first; those of endpoints that accept nothing stay. */
export function replanMany(
  tx: EntityManager,
  clientId: string,
  { createdFrom, createdTo, statuses, endpointId }: RedeliveryRange,
  most: number,
): Promise<Replanned[]> {
  return tx.query(
    `with wanted as (
       select delivery.id from webhook_delivery delivery join webhook_endpoint endpoint on endpoint.id = delivery.endpoint_id
       where delivery.client_id = $1 and delivery.created_at >= $2 and delivery.created_at < $3
         and delivery.status = any ($4::text[]) and delivery.outbox_id is not null
         and ($5::uuid is null or delivery.endpoint_id = $5) and endpoint.status = 'enabled'
       order by delivery.created_at, delivery.id limit $6 for update of delivery skip locked
     ), anew as (${BEGIN_ANEW})
     select * from anew`,
    [clientId, createdFrom, createdTo, statuses, endpointId, most],
  );
}
