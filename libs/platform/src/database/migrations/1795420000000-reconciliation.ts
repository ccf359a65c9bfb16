import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What providers' statements say, which payouts they were compared with, and where the two differ. */
export class Reconciliation1795420000000 implements MigrationInterface {
  name = 'Reconciliation1795420000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const STATEMENTS = [
  `create table statement (
    id uuid not null constraint statement_pkey primary key,
    provider text not null,
    client_id uuid constraint statement_client_fkey references client (id),
    covers_from timestamptz not null,
    covers_to timestamptz not null,
    sha256 text not null,
    line_count integer not null,
    repeated_count integer not null,
    counts jsonb not null,
    imported_by text not null,
    imported_at timestamptz,
    constraint statement_covers_some_time check (covers_from < covers_to),
    constraint statement_counts_add_up check (line_count >= 0 and repeated_count between 0 and line_count)
  )`,
  `create unique index statement_is_imported_once on statement
    (provider, sha256, covers_from, covers_to, coalesce(client_id, '00000000-0000-0000-0000-000000000000'))`,
  `create index statement_by_client on statement (client_id, id)`,
  `create table statement_line (
    id uuid not null constraint statement_line_pkey primary key,
    statement_id uuid not null constraint statement_line_statement_fkey references statement (id),
    number integer not null,
    provider text not null,
    kind text not null,
    keys text array not null,
    amount bigint not null,
    fee bigint,
    booked_at timestamptz not null,
    identity bytea not null,
    copy integer not null,
    attempt_id uuid constraint statement_line_attempt_fkey references attempt (id),
    payout_id uuid constraint statement_line_payout_fkey references payout (id),
    constraint statement_line_is_kept_once unique (provider, identity, copy),
    constraint statement_line_kind_is_known check (kind in ('paid', 'returned', 'refused', 'processing', 'fee', 'other')),
    constraint statement_line_amount_is_not_negative check (amount >= 0 and fee >= 0),
    constraint statement_line_is_of_an_attempt check ((attempt_id is null) = (payout_id is null))
  )`,
  `create index statement_line_by_statement on statement_line (statement_id)`,
  `create index statement_line_by_payout on statement_line (payout_id) where payout_id is not null`,
  `create index statement_line_unmatched on statement_line (provider, id) where payout_id is null and kind in ('paid', 'returned')`,
];

const COMPARISONS = [
  `create table comparison (
    payout_id uuid not null constraint comparison_pkey primary key constraint comparison_payout_fkey references payout (id),
    payout_version integer,
    settled boolean not null default false,
    compared_with timestamptz
  )`,
  `create index comparison_unsettled on comparison (payout_id) where not settled`,
  `create table difference (
    id uuid not null constraint difference_pkey primary key,
    key text not null constraint difference_is_found_once unique,
    kind text not null,
    provider text not null,
    client_id uuid constraint difference_client_fkey references client (id),
    payout_id uuid constraint difference_payout_fkey references payout (id),
    line_id uuid constraint difference_line_fkey references statement_line (id),
    statement_id uuid constraint difference_statement_fkey references statement (id),
    expected jsonb not null,
    found jsonb not null,
    status text not null default 'open',
    found_at timestamptz not null default now(),
    closed_at timestamptz,
    closed_because text,
    closed_by text,
    reason text,
    constraint difference_kind_is_known check (kind in ('unknown_line', 'missing_line', 'missing_return', 'paid_twice',
      'paid_unexpectedly', 'returned_unexpectedly', 'refused_unexpectedly', 'amount_differs', 'fee_differs', 'statement_ahead')),
    constraint difference_is_about_something check (payout_id is not null or line_id is not null),
    constraint difference_status_is_known check (status in ('open', 'closed')),
    constraint difference_closed_says_when_and_why check
      ((status = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_because is null)
        and closed_because in ('agrees', 'person')),
    constraint difference_a_person_gives_a_reason check
      ((closed_because is not distinct from 'person') = (closed_by is not null)
        and (closed_by is null) = (reason is null))
  )`,
  `create index difference_by_client on difference (client_id, id)`,
  `create index difference_by_payout on difference (payout_id) where payout_id is not null`,
  `create index difference_by_line on difference (line_id) where line_id is not null`,
  `create index difference_by_statement on difference (statement_id, id)`,
];

const GUARDS = [
  // Its lines are kept part by part; then it is there as a whole, once and for ever.
  `create function statement_guard_update() returns trigger language plpgsql as $$
  begin
    if old.imported_at is not null
      or to_jsonb(new) - '{imported_at,repeated_count}'::text[] <> to_jsonb(old) - '{imported_at,repeated_count}'::text[] then
      raise exception 'a statement is never changed'
        using errcode = 'check_violation', constraint = 'statement_is_fixed';
    end if;
    return new;
  end $$`,
  `create trigger statement_is_fixed before update on statement
    for each row execute function statement_guard_update()`,
  `create trigger statement_is_kept before delete on statement for each row execute function refuse_change()`,
  `create trigger statement_is_not_truncated before truncate on statement
    for each statement execute function refuse_change()`,
  // Which transfer a line is about may be learned later, once; what the provider's file said is never changed.
  `create function statement_line_guard_update() returns trigger language plpgsql as $$
  begin
    if old.payout_id is not null
      or to_jsonb(new) - '{attempt_id,payout_id}'::text[] <> to_jsonb(old) - '{attempt_id,payout_id}'::text[] then
      raise exception 'what a statement said is never changed'
        using errcode = 'check_violation', constraint = 'statement_line_is_fixed';
    end if;
    return new;
  end $$`,
  `create trigger statement_line_is_fixed before update on statement_line
    for each row execute function statement_line_guard_update()`,
  `create trigger statement_line_is_kept before delete on statement_line
    for each row execute function refuse_change()`,
  `create trigger statement_line_is_not_truncated before truncate on statement_line
    for each statement execute function refuse_change()`,
  `create trigger difference_is_kept before delete on difference for each row execute function refuse_change()`,
  `create trigger difference_is_not_truncated before truncate on difference
    for each statement execute function refuse_change()`,
  // Seldom: only a late return or contradiction moves what was final.
  `create function payout_compare_again() returns trigger language plpgsql as $$
  begin
    update comparison set settled = false where payout_id = new.id and settled;
    return null;
  end $$`,
  `create trigger payout_that_was_final_is_compared_again after update of status on payout for each row
    when (old.status in ('succeeded', 'failed') and new.status <> old.status)
    execute function payout_compare_again()`,
];

const UP = [...STATEMENTS, ...COMPARISONS, ...GUARDS];

const DOWN = [
  `drop trigger payout_that_was_final_is_compared_again on payout`,
  `drop table difference, comparison, statement_line, statement`,
  `drop function payout_compare_again, statement_line_guard_update, statement_guard_update`,
];
