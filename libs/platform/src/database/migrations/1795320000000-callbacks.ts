import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Callbacks of providers as they arrived, what became of each, and how many were refused. */
export class Callbacks1795320000000 implements MigrationInterface {
  name = 'Callbacks1795320000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table callback, callback_refusal`);
  }
}

const UP = [
  `create table callback (
    id uuid not null constraint callback_pkey primary key,
    provider text not null,
    path text not null,
    received_at timestamptz not null default now(),
    source text not null,
    headers jsonb not null,
    body bytea not null,
    body_sha256 bytea not null,
    secret_sha256 text not null default '',
    keys text array not null,
    hint text not null,
    status_words text,
    about jsonb not null,
    duplicates integer not null default 0,
    last_at timestamptz not null default now(),
    status text not null default 'received',
    result text,
    attempt_id uuid constraint callback_attempt_fkey references attempt (id),
    woken_fence integer,
    due_at timestamptz default now(),
    tries integer not null default 0,
    constraint callback_is_stored_once unique (provider, path, body_sha256, secret_sha256),
    constraint callback_hint_is_known check (hint in ('paid', 'failed', 'pending', 'returned', 'unknown')),
    constraint callback_status_is_known check (status in ('received', 'processed', 'unmatched', 'ignored')),
    constraint callback_open_unless_it_has_a_result check (due_at is null or result is null)
  )`,
  `create index callback_due on callback (due_at) where due_at is not null`,
  `create index callback_by_attempt on callback (attempt_id)`,
  `create table callback_refusal (
    provider text not null,
    path text not null,
    day date not null,
    reason text not null,
    count bigint not null,
    last_at timestamptz not null,
    constraint callback_refusal_pkey primary key (provider, path, day, reason)
  )`,
];
