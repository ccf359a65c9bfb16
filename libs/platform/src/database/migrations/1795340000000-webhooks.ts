import type { MigrationInterface, QueryRunner } from 'typeorm';
import { PGBOSS_SCHEMA } from './1795340000000-webhooks.pgboss.js';

/**
 * Where clients want to be told, what they are to be told, and what became of it; and the job queue (pg-boss, in a schema
 * of its own) that the telling goes through.
 */
export class Webhooks1795340000000 implements MigrationInterface {
  name = 'Webhooks1795340000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
    await runner.query(PGBOSS_SCHEMA);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `create table webhook_endpoint (
    id uuid not null constraint webhook_endpoint_pkey primary key,
    client_id uuid not null constraint webhook_endpoint_client_fkey references client (id),
    url text not null,
    events text array not null,
    description text,
    secret text not null,
    previous_secret text,
    previous_secret_until timestamptz,
    status text not null default 'enabled',
    disabled_reason text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint webhook_endpoint_status_is_known check (status in ('enabled', 'disabled', 'deleted')),
    constraint webhook_endpoint_wants_some_events check (cardinality(events) > 0),
    constraint webhook_endpoint_disabled_says_why check ((status = 'disabled') = (disabled_reason is not null)),
    constraint webhook_endpoint_previous_secret_ends check ((previous_secret is null) = (previous_secret_until is null))
  )`,
  `create index webhook_endpoint_by_client on webhook_endpoint (client_id) where status <> 'deleted'`,
  `create table outbox_snapshot (
    outbox_id bigint not null constraint outbox_snapshot_pkey primary key
      constraint outbox_snapshot_outbox_fkey references outbox (id),
    client_id uuid not null,
    payout jsonb not null
  )`,
  `create table webhook_delivery (
    id uuid not null constraint webhook_delivery_pkey primary key,
    client_id uuid not null,
    endpoint_id uuid not null constraint webhook_delivery_endpoint_fkey references webhook_endpoint (id),
    outbox_id bigint constraint webhook_delivery_outbox_fkey references outbox (id),
    event_id text not null,
    type text not null,
    payout_id uuid,
    body text not null,
    status text not null default 'pending',
    turn integer not null default 1,
    tries integer not null default 0,
    due_at timestamptz default now(),
    created_at timestamptz not null default now(),
    delivered_at timestamptz,
    constraint webhook_delivery_is_made_once unique (outbox_id, endpoint_id),
    constraint webhook_delivery_status_is_known check (status in ('pending', 'delivered', 'parked')),
    constraint webhook_delivery_is_due_while_pending check ((status = 'pending') = (due_at is not null)),
    constraint webhook_delivery_delivered_has_its_time check ((status = 'delivered') = (delivered_at is not null))
  )`,
  `create index webhook_delivery_due on webhook_delivery (endpoint_id, due_at) where due_at is not null`,
  `create index webhook_delivery_by_client on webhook_delivery (client_id, created_at, id)`,
  `create table webhook_attempt (
    delivery_id uuid not null constraint webhook_attempt_delivery_fkey references webhook_delivery (id),
    id uuid not null,
    at timestamptz not null,
    duration_ms integer not null,
    http_status integer,
    error text,
    answer text,
    constraint webhook_attempt_pkey primary key (delivery_id, id),
    constraint webhook_attempt_answer_is_short check (octet_length(answer) <= 1024)
  )`,
  // In the transaction that moves the payout, and after its row has moved: this is the payout as of the event.
  `create function outbox_take_snapshot() returns trigger language plpgsql as $$
  begin
    insert into outbox_snapshot (outbox_id, client_id, payout)
    select new.id, payout.client_id, to_jsonb(payout)
      - '{idempotency_key,request_hash,ticket,answer,answer_locked_until,fence,tries,funds_since,funds_balance}'::text[]
    from payout
    where payout.id = new.payout_id and exists (
      select from webhook_endpoint
      where client_id = payout.client_id and status = 'enabled' and new.type = any (events));
    return null;
  end $$`,
  `create trigger outbox_take_snapshot after insert on outbox for each row
    when (new.type not in ('payout.created', 'payout.transferring', 'payout.rerouted'))
    execute function outbox_take_snapshot()`,
];

const DOWN = [
  `drop schema pgboss cascade`,
  `drop trigger outbox_take_snapshot on outbox`,
  `drop function outbox_take_snapshot`,
  `drop table webhook_attempt, webhook_delivery, outbox_snapshot, webhook_endpoint`,
];
