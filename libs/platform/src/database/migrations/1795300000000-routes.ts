import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What several rails need: cash pickups, going back to `created` for another rail or for want of funds, the texts by which
 * callbacks name an attempt, and due payouts claimed per provider.
 */
export class Routes1795300000000 implements MigrationInterface {
  name = 'Routes1795300000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...PAYOUTS_UP, ...ATTEMPTS_UP, payoutGuard(FIXED_NOW)]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [payoutGuard(FIXED_BEFORE), ...ATTEMPTS_DOWN, ...PAYOUTS_DOWN])
      await runner.query(statement);
  }
}

const PAYOUTS_UP = [
  `insert into payout_transition (from_status, event, to_status) values ('created', 'rerouted', 'created')`,
  `alter table payout
    add recipient jsonb,
    add created_rail text,
    add confirmed_by text,
    add funds_since timestamptz,
    add funds_balance bigint`,
  `update payout set created_rail = rail`,
  `alter table payout
    alter created_rail set not null,
    drop constraint payout_destination_is_complete,
    add constraint payout_destination_is_complete check (
      (destination_type = 'bank_account' and bank_code is not null and account_number is not null and recipient is null)
      or (destination_type = 'cash_pickup' and bank_code is null and account_number is null and recipient is not null)),
    add constraint payout_waits_for_something_known check (waiting_reason in ('window', 'funds'))`,
  `drop index payout_due`,
  `drop index payout_unsent_due`,
  `create index payout_due on payout (provider, due_at) where due_at is not null`,
  `create index payout_unsent_due on payout (provider, due_at)
    where due_at is not null and status in ('created', 'inquired')`,
  `create index payout_waits_for_funds on payout (provider, funds_since) where waiting_reason = 'funds'`,
];

const PAYOUTS_DOWN = [
  `drop index payout_waits_for_funds`,
  `drop index payout_unsent_due`,
  `drop index payout_due`,
  `create index payout_due on payout (due_at) where due_at is not null`,
  `create index payout_unsent_due on payout (due_at) where due_at is not null and status in ('created', 'inquired')`,
  `alter table payout
    drop constraint payout_waits_for_something_known,
    drop constraint payout_destination_is_complete,
    add constraint payout_destination_is_complete check
      (destination_type = 'bank_account' and bank_code is not null and account_number is not null),
    drop column funds_balance, drop column funds_since, drop column confirmed_by, drop column created_rail, drop column recipient`,
  // a table that nobody may change, and whose last version had one row less
  `alter table payout_transition disable trigger payout_transition_is_append_only`,
  `delete from payout_transition where from_status = 'created' and event = 'rerouted'`,
  `alter table payout_transition enable trigger payout_transition_is_append_only`,
];

const ATTEMPTS_UP = [
  `alter table attempt
    add provider_reference text,
    add callback_hint text,
    add constraint attempt_callback_hint_is_known check (callback_hint in ('paid', 'failed', 'returned', 'pending'))`,
  `create table attempt_key (
    provider text not null,
    key text not null,
    attempt_id uuid not null constraint attempt_key_attempt_fkey references attempt (id),
    constraint attempt_key_pkey primary key (provider, key, attempt_id)
  )`,
  `create table cash_pickup (
    payout_id uuid not null constraint cash_pickup_payout_fkey references payout (id),
    attempt_id uuid not null constraint cash_pickup_attempt_fkey references attempt (id),
    token text not null,
    pin text,
    created_at timestamptz not null default now(),
    constraint cash_pickup_pkey primary key (attempt_id)
  )`,
  `create index cash_pickup_by_payout on cash_pickup (payout_id)`,
];

const ATTEMPTS_DOWN = [
  `drop table cash_pickup, attempt_key`,
  `alter table attempt drop constraint attempt_callback_hint_is_known,
    drop column callback_hint, drop column provider_reference`,
];

const FIXED_BEFORE = '';
const FIXED_NOW = `or new.recipient is distinct from old.recipient or new.created_rail <> old.created_rail`;

/** The guard of the first migration, with what else of an order is fixed. */
function payoutGuard(alsoFixed: string): string {
  return `create or replace function payout_guard_update() returns trigger language plpgsql as $$
  begin
    if new.id <> old.id or new.client_id <> old.client_id or new.reference <> old.reference
      or new.idempotency_key <> old.idempotency_key or new.amount <> old.amount or new.currency <> old.currency
      or new.destination_type <> old.destination_type or new.created_at <> old.created_at
      or new.bank_code is distinct from old.bank_code or new.account_number is distinct from old.account_number
      or new.request_hash <> old.request_hash or new.confirmation <> old.confirmation ${alsoFixed} then
      raise exception 'what a client asked for is never changed' using errcode = 'check_violation', constraint = 'payout_order_is_fixed';
    end if;
    if new.fence < old.fence then
      raise exception 'the fence never goes back' using errcode = 'check_violation', constraint = 'payout_fence_only_grows';
    end if;
    if new.status = old.status and new.version = old.version then
      return new;
    end if;
    if new.version <> old.version + 1 then
      raise exception 'a move takes the version from % to %, not to %', old.version, old.version + 1, new.version
        using errcode = 'check_violation', constraint = 'payout_moves_one_version';
    end if;
    if not exists (select 1 from payout_transition where from_status = old.status and to_status = new.status) then
      raise exception 'a payout cannot move from % to %', old.status, new.status
        using errcode = 'check_violation', constraint = 'payout_moves_legally';
    end if;
    return new;
  end $$`;
}
