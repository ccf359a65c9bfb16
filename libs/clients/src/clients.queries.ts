/** The day it is in Jakarta now, also after a wait for a lock. */
const TODAY = 'wib_day(clock_timestamp())';

/** What clients with limits have created today. */
export const USED_TODAY = `select client_id, amount, count from client_day where client_id = any ($1::uuid[]) and day = ${TODAY}`;

/**
 * Counts what a client has created today, when it is given its first limit: until then nobody counted. Its row must be
 * locked `for update`, which waits for payouts that are being accepted uncounted and keeps new ones back.
 *
 * Ids begin with the time of the process that made them; an hour is more than clocks of ours differ.
 */
export const COUNT_TODAY = `with today as materialized (select ${TODAY} as day),
  since as materialized (
    select day, wib_day_start(day) as at from today
  ), bounds as materialized (
    select day, at,
      (lpad(to_hex((extract(epoch from at - interval '1 hour') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid as first_id
    from since
  )
  insert into client_day (client_id, day, amount, count)
  select $1, bounds.day, coalesce(sum(payout.amount), 0), count(payout.id)
  from bounds left join payout
    on payout.client_id = $1 and payout.id >= bounds.first_id and payout.created_at >= bounds.at
  group by bounds.day
  on conflict on constraint client_day_pkey do update set amount = excluded.amount, count = excluded.count`;

/** A key, held against rotating and revoking it twice at once. By the clock of the database. */
export const LOCK_KEY = `select k.id, k.client_id, c.name as client_name, k.revoked_at is not null as revoked,
    coalesce(k.expires_at <= now(), false) as expired
  from api_key k join client c on c.id = k.client_id where k.id = $1 for no key update of k`;

/** A row of {@link LOCK_KEY}. */
export interface LockedKeyRow {
  readonly id: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly revoked: boolean;
  readonly expired: boolean;
}

/** Asked once the key is held: asked together, it would not see what was done while we waited. */
export const FIND_REPLACEMENT = `select id from api_key where replaces_key_id = $1`;

/** Like the key it replaces; unless told otherwise it works for as long as that one was made to. */
export const INSERT_REPLACEMENT = `insert into api_key (id, client_id, secret_hash, scopes, replaces_key_id, expires_at)
  select $2, client_id, $3, scopes, id, coalesce($4::timestamptz, now() + (expires_at - created_at)) from api_key where id = $1`;

/** An end that was nearer stays. */
export const END_AFTER_OVERLAP = `update api_key
  set expires_at = least(expires_at, now() + $2::double precision * interval '1 millisecond') where id = $1`;

export const REVOKE_KEY = `update api_key set revoked_at = coalesce(revoked_at, now()) where id = $1`;
