import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an administrator says of clients and keys: limits, addresses, suspension, expiry, rotation. And what counts for limits. */
export class Clients1795350000000 implements MigrationInterface {
  name = 'Clients1795350000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  // Days are those of Jakarta (WIB, UTC+7, no summer time), whatever zone the server or a session is set to.
  `create function wib_day(at timestamptz) returns date language sql immutable strict parallel safe
    return (at at time zone interval '7 hours')::date`,
  `create function wib_day_start(day date) returns timestamptz language sql immutable strict parallel safe
    return day::timestamp at time zone interval '7 hours'`,
  `alter table client
    add column allowed_addresses text array not null default '{}',
    add column daily_amount_limit bigint,
    add column daily_count_limit bigint,
    add column suspended_at timestamptz,
    add column updated_at timestamptz not null default now(),
    add constraint client_daily_amount_limit_is_positive check (daily_amount_limit > 0),
    add constraint client_daily_count_limit_is_positive check (daily_count_limit > 0)`,
  `alter table api_key
    add column expires_at timestamptz,
    add column last_used_at timestamptz,
    add column replaces_key_id uuid constraint api_key_replaces_fkey references api_key (id),
    add constraint api_key_replaces_once unique (replaces_key_id)`,
  `create index api_key_by_client on api_key (client_id, id)`,
  `update api_key set scopes = array_replace(scopes, 'payouts:read_cash_code', 'cash-pickup:read')`,
  // What a client without limits creates is not counted: one row for all of its payouts would make them queue.
  `create table client_day (
    client_id uuid not null constraint client_day_client_fkey references client (id),
    day date not null,
    amount numeric not null,
    count bigint not null,
    constraint client_day_pkey primary key (client_id, day),
    constraint client_day_is_not_negative check (amount >= 0 and count >= 0)
  )`,
];

const DOWN = [
  `drop table client_day`,
  `update api_key set scopes = array_replace(scopes, 'cash-pickup:read', 'payouts:read_cash_code')`,
  `drop index api_key_by_client`,
  `alter table api_key drop column replaces_key_id, drop column last_used_at, drop column expires_at`,
  `alter table client drop column updated_at, drop column suspended_at, drop column daily_count_limit,
    drop column daily_amount_limit, drop column allowed_addresses`,
  `drop function wib_day_start, wib_day`,
];
