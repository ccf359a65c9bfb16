import type { EntityManager } from 'typeorm';
import { ADVISORY_LOCKS } from '#libs/platform';
import type { OutboxEvent } from './webhook-events.js';

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

/** Which events to read. */
export interface EventsWanted {
  readonly most: number;
  /** The ids of entries that are left for later. */
  readonly except: readonly string[];
  /** The first words of the types that this process renders; others are left to a release that does. */
  readonly domains: readonly string[];
}

/** The oldest events in the outbox. Those that the release before writes have their snapshots in a table beside it. */
export function oldestEvents(tx: EntityManager, { most, except, domains }: EventsWanted): Promise<OpenEvent[]> {
  return tx.query(
    `with open as (
       (select id, client_id, snapshot from outbox
        where snapshot is not null and id <> all ($2::bigint[]) and split_part(type, '.', 1) = any ($3::text[])
        order by id limit $1)
       union all
       (select outbox_id, client_id, payout from outbox_snapshot
        where outbox_id <> all ($2::bigint[]) order by outbox_id limit $1)
       order by id limit $1
     )
     select open.id as "outboxId", open.client_id as "clientId", open.snapshot, outbox.type,
       outbox.payout_id as "payoutId", outbox.version, outbox.created_at as at,
       array (select endpoint.id::text from webhook_endpoint endpoint
         where endpoint.client_id = open.client_id and endpoint.status = 'enabled' and outbox.type = any (endpoint.events)
         order by endpoint.id) as "endpointIds"
     from open join outbox on outbox.id = open.id
     order by open.id`,
    [most, except, domains],
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
