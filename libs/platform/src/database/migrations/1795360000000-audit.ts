import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audit trail: what people and API keys change, and the hash chain over it. */
export class Audit1795360000000 implements MigrationInterface {
  name = 'Audit1795360000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table audit_link, audit_entry');
  }
}

const UP = [
  // No foreign keys: writing an entry is to lock nothing, and the trail stands by itself.
  `create table audit_entry (
    id uuid not null constraint audit_entry_pkey primary key,
    at timestamptz not null default now(),
    transaction_id bigint not null default pg_current_xact_id()::text::bigint,
    actor text not null,
    client_id uuid,
    address text not null,
    request_id text,
    action text not null,
    subject_type text not null,
    subject_id text not null,
    reason text,
    details jsonb not null default '{}'
  )`,
  `create index audit_entry_in_order on audit_entry (transaction_id, id)`,
  `create index audit_entry_by_subject on audit_entry (subject_id, id)`,
  `create index audit_entry_by_actor on audit_entry (actor, id)`,
  `create table audit_link (
    seq bigint not null constraint audit_link_pkey primary key,
    entry_id uuid not null constraint audit_link_once_per_entry unique,
    entry_hash bytea not null,
    previous_hash bytea not null,
    hash bytea not null,
    constraint audit_link_begins_at_one check (seq >= 1)
  )`,
  ...['audit_entry', 'audit_link'].flatMap((table) => [
    `create trigger ${table}_is_append_only before update or delete on ${table} for each row execute function refuse_change()`,
    `create trigger ${table}_is_not_truncated before truncate on ${table} for each statement execute function refuse_change()`,
  ]),
];
