import type { DataSource, EntityManager } from 'typeorm';
import type { DeliveryStatus } from './webhook-delivery.entity.js';
import type { EndpointStatus } from './webhook-endpoint.entity.js';

/** Endpoints for which something is due; a look into an index for each. */
export async function endpointsWithDue(dataSource: DataSource): Promise<string[]> {
  const rows: { id: string }[] = await dataSource.query(
    `select id from webhook_endpoint where exists (
       select from webhook_delivery where endpoint_id = webhook_endpoint.id and due_at <= now())`,
  );
  return rows.map(({ id }) => id);
}

/** A delivery that is to be tried, with what the try needs. */
export interface DueDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly turn: number;
  readonly tries: number;
  readonly type: string;
  readonly eventId: string;
  readonly bodySealed: Buffer;
  readonly payoutId: string | null;
  readonly url: string;
  readonly endpointStatus: EndpointStatus;
  /** As stored, the present one first. */
  readonly secretsSealed: readonly Buffer[];
}

/** Deliveries by their ids, those that are still to be tried. */
export function loadDue(dataSource: DataSource, ids: readonly string[]): Promise<DueDelivery[]> {
  return dataSource.query(
    `select delivery.id, delivery.endpoint_id as "endpointId", delivery.turn, delivery.tries, delivery.type,
       delivery.event_id as "eventId", delivery.body_sealed as "bodySealed", delivery.payout_id as "payoutId", endpoint.url,
       endpoint.status as "endpointStatus",
       case when endpoint.previous_secret_until > now() then array[endpoint.secret_sealed, endpoint.previous_secret_sealed]
         else array[endpoint.secret_sealed] end as "secretsSealed"
     from webhook_delivery delivery join webhook_endpoint endpoint on endpoint.id = delivery.endpoint_id
     where delivery.id = any ($1::uuid[]) and delivery.status = 'pending'`,
    [ids],
  );
}

/** What a try made of its delivery. */
export interface TriedDelivery {
  readonly deliveryId: string;
  readonly turn: number;
  readonly becomes: DeliveryStatus;
  /** Until the next try; null: there is none. */
  readonly waitMs: number | null;
  /** Null: it was not tried after all. */
  readonly attempt: TriedAttempt | null;
}

export interface TriedAttempt {
  readonly id: string;
  readonly at: Date;
  readonly durationMs: number;
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly answer: string | null;
}

export interface WrittenDelivery {
  readonly id: string;
  readonly turn: number;
}

/**
 * Writes what tries made of their deliveries. A delivery that somebody else has taken a turn of meanwhile stays as that one
 * left it; the try is kept all the same.
 *
 * @returns those written, with their next turn
 */
export function writeTried(tx: EntityManager, tried: readonly TriedDelivery[]): Promise<WrittenDelivery[]> {
  const attempts = tried.filter(({ attempt }) => attempt !== null);
  return tx.query(
    `with tried as (
       select * from unnest($1::uuid[], $2::int[], $3::text[], $4::float8[], $5::int[]) as t (id, turn, becomes, wait_ms, counts)
     ), kept as (
       insert into webhook_attempt (delivery_id, id, at, duration_ms, http_status, error, answer)
       select * from unnest($6::uuid[], $7::uuid[], $8::timestamptz[], $9::int[], $10::int[], $11::text[], $12::text[])
     ), locked as (
       select delivery.id from webhook_delivery delivery where delivery.id = any ($1::uuid[]) order by delivery.id for update
     ), written as (
       update webhook_delivery delivery set status = tried.becomes, turn = delivery.turn + 1,
         tries = delivery.tries + tried.counts,
         due_at = now() + tried.wait_ms * interval '1 millisecond',
         delivered_at = case when tried.becomes = 'delivered' then now() end
       from tried, locked
       where delivery.id = tried.id and locked.id = tried.id and delivery.turn = tried.turn and delivery.status = 'pending'
       returning delivery.id, delivery.turn
     )
     select id, turn from written`,
    [
      tried.map(({ deliveryId }) => deliveryId),
      tried.map(({ turn }) => turn),
      tried.map(({ becomes }) => becomes),
      tried.map(({ waitMs }) => waitMs),
      tried.map(({ attempt }) => (attempt === null ? 0 : 1)),
      attempts.map(({ deliveryId }) => deliveryId),
      attempts.map(({ attempt }) => attempt?.id),
      attempts.map(({ attempt }) => attempt?.at),
      attempts.map(({ attempt }) => attempt?.durationMs),
      attempts.map(({ attempt }) => attempt?.httpStatus),
      attempts.map(({ attempt }) => attempt?.error),
      attempts.map(({ attempt }) => attempt?.answer),
    ],
  );
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

/** An alert that nobody has been given yet today for this endpoint. @returns whether it was written */
export async function alertOncePerDay(
  tx: EntityManager,
  alert: { id: string; kind: string; message: string; endpointId: string },
): Promise<boolean> {
  // Whoever writes one at the same time is waited for, and then seen.
  await tx.query(`select from webhook_endpoint where id = $1 for no key update`, [alert.endpointId]);
  const rows: { id: string }[] = await tx.query(
    `insert into alert (id, kind, message, detail)
     select $1::uuid, $2::text, $3::text, jsonb_build_object('endpointId', $4::text)
     where not exists (
       select from alert where kind = $2::text and detail ->> 'endpointId' = $4::text and at > now() - interval '1 day')
     returning id`,
    [alert.id, alert.kind, alert.message, alert.endpointId],
  );
  return rows.length > 0;
}
