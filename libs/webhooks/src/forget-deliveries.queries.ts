import type { DataSource } from 'typeorm';

/** What one look through a part of the deliveries found. */
export interface ForgottenPart {
  /** The last delivery looked at; null: there are no more. */
  readonly last: string | null;
  readonly forgotten: number;
  /** Whether all of them are too young, as everything after them then is. */
  readonly allYoung: boolean;
}

/**
 * Looks at the deliveries that come after another one in the order of their making, and deletes what has been kept for long
 * enough, with its tries. What somebody orders again at this moment stays.
 *
 * @param keepMs for those delivered, from then on
 * @param keepParkedMs for those parked, from their making on
 */
export async function forgetPart(
  dataSource: DataSource,
  { after, most, keepMs, keepParkedMs }: { after: string; most: number; keepMs: number; keepParkedMs: number },
): Promise<ForgottenPart> {
  const [row]: ForgottenPart[] = await dataSource.query(
    `with part as (
       select id, created_at from webhook_delivery where id > $1 order by id limit $2
     ), old as (
       select delivery.id from webhook_delivery delivery join part on part.id = delivery.id
       where (delivery.status = 'delivered' and delivery.delivered_at < now() - $3::float8 * interval '1 millisecond')
         or (delivery.status = 'parked' and delivery.created_at < now() - $4::float8 * interval '1 millisecond')
       for update of delivery skip locked
     ), tries as (
       delete from webhook_attempt where delivery_id in (select id from old)
     ), gone as (
       delete from webhook_delivery where id in (select id from old) returning id
     )
     select (select max(id::text) from part) as last, (select count(*)::int from gone) as forgotten,
       coalesce((select min(created_at) > now() - $3::float8 * interval '1 millisecond' from part), true) as "allYoung"`,
    [after, most, keepMs, keepParkedMs],
  );
  return row as ForgottenPart;
}

/** Deleted endpoints for which nothing is left to be tried, and whose queue is still there. */
export async function endpointsToClose(dataSource: DataSource): Promise<string[]> {
  const rows: { id: string }[] = await dataSource.query(
    `select endpoint.id from webhook_endpoint endpoint join pgboss.queue on queue.name = 'webhook-' || endpoint.id
     where endpoint.status = 'deleted'
       and not exists (select from webhook_delivery where endpoint_id = endpoint.id and due_at is not null)`,
  );
  return rows.map(({ id }) => id);
}
