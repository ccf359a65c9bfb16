import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the allowance of a key is used, on all replicas together. */
@Entity('rate_limit')
export class RateLimit {
  /** `client <id>`, `address <address>` or `all clients`. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'rate_limit_pkey' })
  readonly key: string;

  /** When the allowance will be whole again if nothing more comes. A row whose time has passed has no effect. */
  @Column('timestamptz')
  readonly usedUntil: Date;
}

/**
 * Adds what this replica let pass to what all replicas let pass, and returns for each key how many milliseconds of its
 * allowance are used. Keys are in order, so that two replicas cannot deadlock. Only the database's clock counts. Use beyond
 * $3 is dropped: neither many replicas at once nor a clock that was set back can shut a key out for long.
 */
export const EXCHANGE_USE = {
  name: 'exchange-use',
  text: `with sent as (
      select key, least(use_ms, $3::float8) * interval '1 millisecond' as use, $3::float8 * interval '1 millisecond' as most
      from unnest($1::text[], $2::float8[]) as t (key, use_ms)
    ), added as (
      insert into rate_limit as known (key, used_until)
      select key, now() + use from sent where use > interval '0' order by key
      on conflict on constraint rate_limit_pkey do update set used_until =
        least(greatest(known.used_until, now()) + (excluded.used_until - now()), now() + $3::float8 * interval '1 millisecond')
      returning key, used_until
    )
    select key, ${usedMs()} from added
    union all
    select key, ${usedMs()} from rate_limit join sent using (key) where use = interval '0'`,
} as const;

/** A row of {@link EXCHANGE_USE}. */
export interface UsedRow {
  readonly key: string;
  readonly used_ms: number;
}

/** Deletes expired rows. A row that is being written stays. */
export const SWEEP_USE = {
  name: 'sweep-use',
  text: `delete from rate_limit where key in (
      select key from rate_limit where used_until < now() - interval '1 second' order by key for update skip locked)`,
} as const;

function usedMs(): string {
  return 'greatest(0, extract(epoch from used_until - now()) * 1000)::float8 as used_ms';
}
