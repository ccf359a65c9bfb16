/** Counting ends here. */
export const MOST_COUNTED = 10_000;

export const DATABASE = `
  select current_database() as name, now(), (select name from migration order by id desc limit 1) as schema`;

/** What waits beside payouts. Parameter: how many to count at most. */
export const BACKLOGS = `
  select
    (select count(*)::int from (select from callback where due_at is not null limit $1) as open) as callbacks,
    (select extract(epoch from now() - min(due_at))::float8 * 1000 from callback where due_at is not null) as "callbacksLateMs",
    (select count(*)::int from (select from outbox where snapshot is not null limit $1) as open) as outbox,
    (select extract(epoch from now() - created_at)::float8 * 1000 from outbox
      where id = (select min(id) from outbox where snapshot is not null)) as "outboxLateMs",
    (select count(*)::int from (
      select from webhook_delivery where due_at is not null order by endpoint_id, due_at limit $1) as open) as webhooks,
    (select extract(epoch from now() - min(due.due_at))::float8 * 1000 from webhook_endpoint
      cross join lateral (
        select due_at from webhook_delivery where endpoint_id = webhook_endpoint.id and due_at <= now()
        order by due_at limit 1) as due) as "webhooksLateMs",
    (select count(*)::int from (
      select from webhook_delivery where status = 'parked' order by client_id, created_at, id limit $1) as parked) as parked`;

/** Alerts that no person has acknowledged. Parameter: how many to count at most. */
export const OPEN_ALERTS = `
  select (select count(*)::int from (select from alert where acknowledged_at is null limit $1) as open) as count,
    newest.id, newest.kind, newest.at
  from (select) as one
  left join lateral (
    select id, kind, at from alert where acknowledged_at is null order by alert.id desc limit 1) as newest on true`;
