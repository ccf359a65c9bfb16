import type { DataSource, EntityManager } from 'typeorm';
import type { DeliveryStatus } from './webhook-delivery.entity.js';
import type { EndpointStatus } from './webhook-endpoint.entity.js';

/** What is due, and is not leased to a process. */
// A turn at the end of its type must not fail the claim of its neighbours.
const IS_FREE = 'due_at <= now() and (leased_until is null or leased_until <= now()) and turn < 2147483647';

/** Endpoints that have a delivery to claim; a look into an index for each. */
export async function endpointsWithDue(dataSource: DataSource): Promise<string[]> {
  const rows: { id: string }[] = await dataSource.query(
    `select id from webhook_endpoint where exists (
       select from webhook_delivery where endpoint_id = webhook_endpoint.id and ${IS_FREE})`,
  );
  return rows.map(({ id }) => id);
}

/** A delivery that was claimed, with what its attempt needs. */
export interface DueDelivery {
  readonly id: string;
  readonly endpointId: string;
  /** The fence: what came of the attempt is written only while the delivery still has this turn. */
  readonly turn: number;
  readonly tries: number;
  readonly type: string;
  readonly eventId: string;
  readonly bodySealed: Buffer;
  readonly url: string;
  readonly endpointStatus: EndpointStatus;
  /** As stored, the present one first. */
  readonly secretsSealed: readonly Buffer[];
}

/**
 * Claims deliveries of an endpoint that are due, those due first first: leases them to this process and gives each a new turn.
 * What another process is claiming at the same moment is left to it.
 *
 * @param leaseMs after this another process may claim what is not written by then
 */
export function claimDue(
  dataSource: DataSource,
  endpointId: string,
  most: number,
  leaseMs: number,
): Promise<DueDelivery[]> {
  return dataSource.query(
    `with due as (
       select id from webhook_delivery where endpoint_id = $1 and ${IS_FREE}
       order by due_at limit $2 for update skip locked
     ), claimed as (
       update webhook_delivery set turn = turn + 1, leased_until = now() + $3::float8 * interval '1 millisecond'
       where id = any (array (select id from due))
       returning id, turn, tries, type, event_id, body_sealed, due_at
     )
     select claimed.id, endpoint.id as "endpointId", claimed.turn, claimed.tries, claimed.type,
       claimed.event_id as "eventId", claimed.body_sealed as "bodySealed", endpoint.url, endpoint.status as "endpointStatus",
       case when endpoint.previous_secret_until > now() then array[endpoint.secret_sealed, endpoint.previous_secret_sealed]
         else array[endpoint.secret_sealed] end as "secretsSealed"
     from claimed, webhook_endpoint endpoint where endpoint.id = $1
     order by claimed.due_at, claimed.id`,
    [endpointId, most, leaseMs],
  );
}

/** The result of an attempt for its delivery. */
export interface AttemptedDelivery {
  readonly deliveryId: string;
  readonly turn: number;
  readonly becomes: DeliveryStatus;
  /** Until the next attempt; null: there is none. */
  readonly waitMs: number | null;
  /** Null: nothing was sent after all. */
  readonly attempt: MadeAttempt | null;
}

/** A request that was sent, and its result. */
export interface MadeAttempt {
  readonly id: string;
  readonly at: Date;
  readonly durationMs: number;
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly answer: string | null;
}

/**
 * Writes what attempts made of their deliveries. A delivery that has another turn meanwhile stays as it is; the attempt is
 * kept all the same.
 *
 * @returns the ids of the deliveries written
 */
export async function writeAttempted(
  db: DataSource | EntityManager,
  attempted: readonly AttemptedDelivery[],
): Promise<string[]> {
  const made = attempted.filter(({ attempt }) => attempt !== null);
  const rows: { id: string }[] = await db.query(
    `with attempted as (
       select * from unnest($1::uuid[], $2::int[], $3::text[], $4::float8[], $5::int[]) as t (id, turn, becomes, wait_ms, counts)
     ), kept as (
       insert into webhook_attempt (delivery_id, id, at, duration_ms, http_status, error, answer)
       select * from unnest($6::uuid[], $7::uuid[], $8::timestamptz[], $9::int[], $10::int[], $11::text[], $12::text[])
     ), locked as (
       select delivery.id from webhook_delivery delivery where delivery.id = any ($1::uuid[]) order by delivery.id for update
     ), written as (
       update webhook_delivery delivery set status = attempted.becomes, leased_until = null,
         tries = least(delivery.tries, 2147483646) + attempted.counts,
         due_at = now() + attempted.wait_ms * interval '1 millisecond',
         delivered_at = case when attempted.becomes = 'delivered' then now() end
       from attempted, locked
       where delivery.id = attempted.id and locked.id = attempted.id and delivery.turn = attempted.turn
         and delivery.status = 'pending'
       returning delivery.id
     )
     select id from written`,
    [
      attempted.map(({ deliveryId }) => deliveryId),
      attempted.map(({ turn }) => turn),
      attempted.map(({ becomes }) => becomes),
      attempted.map(({ waitMs }) => waitMs),
      attempted.map(({ attempt }) => (attempt === null ? 0 : 1)),
      made.map(({ deliveryId }) => deliveryId),
      made.map(({ attempt }) => attempt?.id),
      made.map(({ attempt }) => attempt?.at),
      made.map(({ attempt }) => attempt?.durationMs),
      made.map(({ attempt }) => attempt?.httpStatus),
      made.map(({ attempt }) => attempt?.error),
      made.map(({ attempt }) => attempt?.answer),
    ],
  );
  return rows.map(({ id }) => id);
}

/** Stops an endpoint whose receiver says that it is gone. @returns false when it was stopped already */
export async function disableGone(tx: EntityManager, endpointId: string): Promise<boolean> {
  const rows: { id: string }[] = await tx.query(
    `with disabled as (
       update webhook_endpoint set status = 'disabled', disabled_reason = 'gone', updated_at = now()
       where id = $1 and status = 'enabled' returning id
     ) select id from disabled`,
    [endpointId],
  );
  return rows.length > 0;
}
