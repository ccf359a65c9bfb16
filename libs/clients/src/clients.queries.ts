/** Today in Jakarta; `clock_timestamp()` is also right after a wait for a lock. */
const TODAY = 'wib_day(clock_timestamp())';

/** The amounts and counts that clients with limits have created today. */
export const USED_TODAY = `select client_id, amount, count from client_day where client_id = any ($1::uuid[]) and day = ${TODAY}`;

/**
 * Counts what a client has created today when it gets its first limit; before that nothing is counted. The client's row must
 * be locked `for update`: that waits for payouts that are being accepted uncounted, and blocks new ones.
 *
 * An id begins with the clock time of the process that created it; the clocks of our processes differ by less than an hour.
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

/** Locks a key, so that it is not rotated or revoked twice concurrently. Expiry is judged by the database's clock. */
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

/** A second query, after the key is locked: a single statement would not see what was committed while it waited. */
export const FIND_REPLACEMENT = `select id from api_key where replaces_key_id = $1`;

/** Copies client, name and scopes of the replaced key. Without an explicit expiry it lives as long as that key was meant to. */
export const INSERT_REPLACEMENT = `insert into api_key (id, client_id, name, secret_hash, scopes, replaces_key_id, expires_at)
  select $2, client_id, name, $3, scopes, id, coalesce($4::timestamptz, now() + (expires_at - created_at)) from api_key where id = $1`;

/** Keeps an expiry that is earlier. */
export const END_AFTER_OVERLAP = `update api_key
  set expires_at = least(expires_at, now() + $2::double precision * interval '1 millisecond') where id = $1`;

export const REVOKE_KEY = `update api_key set revoked_at = coalesce(revoked_at, now()) where id = $1`;

/** A key by its hash, with its client's restrictions. The remaining lifetime is relative, so only the database's clock decides. */
export const FIND_KEY = {
  name: 'find-key',
  text: `select k.id, k.client_id, k.secret_hash, k.scopes, k.revoked_at is not null as revoked,
      (extract(epoch from k.expires_at - now()) * 1000)::double precision as expires_in_ms,
      c.suspended_at is not null as suspended, c.allowed_addresses,
      (c.daily_amount_limit is not null or c.daily_count_limit is not null) as has_daily_limits
    from api_key k join client c on c.id = k.client_id
    where k.secret_hash = $1`,
} as const;

/** A row of {@link FIND_KEY}. */
export interface FoundKeyRow {
  readonly id: string;
  readonly client_id: string;
  readonly secret_hash: Buffer;
  readonly scopes: readonly string[];
  readonly revoked: boolean;
  readonly expires_in_ms: number | null;
  readonly suspended: boolean;
  readonly allowed_addresses: readonly string[];
  readonly has_daily_limits: boolean;
}

/**
 * Stores that keys were used, each at most once a minute across replicas. A locked row is skipped; the next use updates it.
 */
export const NOTE_KEY_USE = {
  name: 'note-key-use',
  text: `update api_key set last_used_at = now() where id in (
      select id from api_key
      where id = any ($1::uuid[]) and (last_used_at is null or last_used_at <= now() - interval '1 minute')
      order by id for no key update skip locked)`,
} as const;
