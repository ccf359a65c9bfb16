import type { EntityManager } from 'typeorm';
import { ADVISORY_LOCKS } from '#libs/platform';
import type { OutboxEvent } from './event-body.js';

/** Makes replicas take turns, so that entries leave in their order. @returns false while another one drains */
export async function takeTurn(tx: EntityManager): Promise<boolean> {
  const [row]: { taken: boolean }[] = await tx.query(`select pg_try_advisory_xact_lock($1) as taken`, [
    ADVISORY_LOCKS.drainOutbox,
  ]);
  return row?.taken === true;
}

/** An event and the endpoints that hear of it. */
export interface ClaimedEvent extends OutboxEvent {
  readonly clientId: string;
  readonly endpointIds: readonly string[];
}

/** Takes the oldest events out of the outbox. They come back if the transaction does not commit. */
export function takeEvents(tx: EntityManager, most: number): Promise<ClaimedEvent[]> {
  return tx.query(
    `with taken as (
       delete from outbox_snapshot where outbox_id in (select outbox_id from outbox_snapshot order by outbox_id limit $1)
       returning outbox_id, client_id, payout
     )
     select taken.outbox_id as "outboxId", taken.client_id as "clientId", taken.payout, outbox.type,
       outbox.payout_id as "payoutId", outbox.version, outbox.created_at as at,
       array (select endpoint.id::text from webhook_endpoint endpoint
         where endpoint.client_id = taken.client_id and endpoint.status = 'enabled' and outbox.type = any (endpoint.events)
         order by endpoint.id) as "endpointIds"
     from taken join outbox on outbox.id = taken.outbox_id
     order by taken.outbox_id`,
    [most],
  );
}

/** A delivery to write. */
export interface NewDelivery {
  readonly id: string;
  readonly clientId: string;
  readonly endpointId: string;
  /** Null: of no event. */
  readonly outboxId: string | null;
  readonly eventId: string;
  readonly type: string;
  readonly payoutId: string | null;
  readonly bodySealed: Buffer;
}

/** Writes deliveries. @returns the ids of those that were not there already */
export async function insertDeliveries(tx: EntityManager, deliveries: readonly NewDelivery[]): Promise<Set<string>> {
  const rows: { id: string }[] = await tx.query(
    `insert into webhook_delivery (id, client_id, endpoint_id, outbox_id, event_id, type, payout_id, body_sealed)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::uuid[], $8::bytea[])
     on conflict (outbox_id, endpoint_id) do nothing
     returning id`,
    [
      deliveries.map(({ id }) => id),
      deliveries.map(({ clientId }) => clientId),
      deliveries.map(({ endpointId }) => endpointId),
      deliveries.map(({ outboxId }) => outboxId),
      deliveries.map(({ eventId }) => eventId),
      deliveries.map(({ type }) => type),
      deliveries.map(({ payoutId }) => payoutId),
      deliveries.map(({ bodySealed }) => bodySealed),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}
