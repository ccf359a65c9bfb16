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

/** An event and the endpoints that it is for. */
export interface OpenEvent extends OutboxEvent {
  readonly clientId: string;
  readonly endpointIds: readonly string[];
}

/**
 * The oldest events in the outbox.
 *
 * @param except the ids of entries that are left for later
 */
export function oldestEvents(tx: EntityManager, most: number, except: readonly string[]): Promise<OpenEvent[]> {
  return tx.query(
    `select snapshot.outbox_id as "outboxId", snapshot.client_id as "clientId", snapshot.payout, outbox.type,
       outbox.payout_id as "payoutId", outbox.version, outbox.created_at as at,
       array (select endpoint.id::text from webhook_endpoint endpoint
         where endpoint.client_id = snapshot.client_id and endpoint.status = 'enabled' and outbox.type = any (endpoint.events)
         order by endpoint.id) as "endpointIds"
     from outbox_snapshot snapshot join outbox on outbox.id = snapshot.outbox_id
     where snapshot.outbox_id <> all ($2::bigint[])
     order by snapshot.outbox_id limit $1`,
    [most, except],
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

/**
 * Writes deliveries, each due at once, and takes the events that they are of out of the outbox.
 *
 * @param drained the ids of the entries that go, also of those that no endpoint wants any more
 */
export async function insertDeliveries(
  tx: EntityManager,
  deliveries: readonly NewDelivery[],
  drained: readonly string[] = [],
): Promise<void> {
  await tx.query(
    `with snapshots as (
       delete from outbox_snapshot where outbox_id = any ($9::bigint[])
     ), entries as (
       delete from outbox where id = any ($9::bigint[])
     )
     insert into webhook_delivery (id, client_id, endpoint_id, outbox_id, event_id, type, payout_id, body_sealed)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::uuid[], $8::bytea[])
     on conflict (outbox_id, endpoint_id) do nothing`,
    [
      deliveries.map(({ id }) => id),
      deliveries.map(({ clientId }) => clientId),
      deliveries.map(({ endpointId }) => endpointId),
      deliveries.map(({ outboxId }) => outboxId),
      deliveries.map(({ eventId }) => eventId),
      deliveries.map(({ type }) => type),
      deliveries.map(({ payoutId }) => payoutId),
      deliveries.map(({ bodySealed }) => bodySealed),
      drained,
    ],
  );
}
