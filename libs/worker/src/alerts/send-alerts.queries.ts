/** Claims the kinds that have unsent alerts and whose next message is due. Parameter: lease in milliseconds. */
export const CLAIM_KINDS = `
  insert into alert_notice as notice (kind, leased_until)
  select kind, now() + $1::double precision * interval '1 millisecond'
  from (select distinct kind from alert where sent_at is null and acknowledged_at is null) as unsent
  order by kind
  on conflict (kind) do update set leased_until = excluded.leased_until
    where notice.due_at <= now() and (notice.leased_until is null or notice.leased_until <= now())
  returning kind, failures, leased_until::text as lease`;

/** The alerts of one message, oldest first. Parameters: kind, how many at most. */
export const UNSENT = `
  select id, payout_id as "payoutId", case when isfinite(at) then at else now() end as at from alert
  where kind = $1 and sent_at is null and acknowledged_at is null order by id limit $2`;

/** The message was taken. Parameters: kind, ids, milliseconds until the next message of this kind. */
export const SENT = `
  with sent as (update alert set sent_at = now() where id = any($2::uuid[]))
  update alert_notice set leased_until = null, failures = 0, last_error = null, last_sent_at = now(),
    due_at = now() + $3::double precision * interval '1 millisecond'
  where kind = $1`;

/** The message was not taken, or there was none. Parameters: kind, lease, failures, milliseconds until the next attempt, error. */
export const NOT_SENT = `
  update alert_notice set leased_until = null, failures = $3, last_error = $5,
    due_at = now() + $4::double precision * interval '1 millisecond'
  where kind = $1 and leased_until = $2::timestamptz`;
