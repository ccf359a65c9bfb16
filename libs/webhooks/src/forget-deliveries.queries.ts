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
 * enough, with its attempts. One that is ordered again at this moment stays.
 *
 * @param keepMs for those delivered, from then on
 * @param keepParkedMs for those parked, from their making on
 */
export async function forgetDeliveries(
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
     ), attempts as (
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

/**
 * Looks at the entries of the outbox that come after another one, and deletes those that no endpoint wanted, and those that could
 * not be opened for long enough. The release before writes entries that no endpoint wants; they have no snapshot, which would be
 * written in the transaction of the entry.
 *
 * @param keepMs for those that cannot be opened, from their making on
 */
export async function forgetEvents(
  dataSource: DataSource,
  { after, most, keepMs }: { after: string; most: number; keepMs: number },
): Promise<Pick<ForgottenPart, 'last' | 'forgotten'>> {
  const [row]: Pick<ForgottenPart, 'last' | 'forgotten'>[] = await dataSource.query(
    `with part as (
       select id from outbox where id > $1::bigint order by id limit $2
     ), unwanted as (
       select outbox.id from outbox join part on part.id = outbox.id
       where case when outbox.snapshot is null
         then not exists (select from outbox_snapshot where outbox_id = outbox.id)
         else outbox.created_at < now() - $3::float8 * interval '1 millisecond' end
     ), gone as (
       delete from outbox where id in (select id from unwanted) returning id
     )
     select (select max(id)::text from part) as last, (select count(*)::int from gone) as forgotten`,
    [after, most, keepMs],
  );
  return row as ForgottenPart;
}
