/** A key by its hash, with what its client allows. How long it still works is told in time left: only one clock decides. */
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
 * Notes that keys were used, each at most once a minute whichever replica says it. A row that somebody else holds is left
 * alone: it is noted the next time.
 */
export const NOTE_KEY_USE = {
  name: 'note-key-use',
  text: `update api_key set last_used_at = now() where id in (
      select id from api_key
      where id = any ($1::uuid[]) and (last_used_at is null or last_used_at <= now() - interval '1 minute')
      order by id for no key update skip locked)`,
} as const;
