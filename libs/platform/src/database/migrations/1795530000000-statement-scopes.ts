import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every statement has all its own lines, so it can be withdrawn, and a line counts only for payouts that its statement may judge:
 * those of the client that imported it, or all when an operator did.
 *
 * Statements of the release before have no line that an earlier statement had; `has_own_lines` is false for them. That release
 * also inserts such statements while it runs beside this one, which is why the column has this default.
 */
export class StatementScopes1795530000000 implements MigrationInterface {
  name = 'StatementScopes1795530000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Withdrawn statements count again: the release before cannot withdraw any. */
  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

/** @param free the columns that may change until a statement is imported */
const guard = (
  free: string,
  exception: string,
) => `create or replace function statement_guard_update() returns trigger language plpgsql as $$
  begin
    if (old.imported_at is not null${exception})
      or to_jsonb(new) - '{${free}}'::text[] <> to_jsonb(old) - '{${free}}'::text[] then
      raise exception 'a statement is never changed'
        using errcode = 'check_violation', constraint = 'statement_is_fixed';
    end if;
    return new;
  end $$`;

const UP = [
  `alter table statement
    add has_own_lines boolean not null default false,
    add foreign_count integer not null default 0,
    add sums jsonb,
    add withdrawn_at timestamptz,
    add withdrawn_by text,
    add withdrawn_because text,
    add withdrawal_compared_at timestamptz,
    add constraint statement_counts_foreign_lines check (foreign_count between 0 and line_count),
    add constraint statement_withdrawal_says_who_and_why check
      ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_because is null)
        and (withdrawn_at is null or imported_at is not null) and (withdrawal_compared_at is null or withdrawn_at is not null))`,
  `drop index statement_is_imported_once`,
  `create unique index statement_is_imported_once on statement
    (provider, sha256, covers_from, covers_to, coalesce(client_id, '00000000-0000-0000-0000-000000000000'))
    where withdrawn_at is null`,
  guard(
    'imported_at,repeated_count,foreign_count,withdrawn_at,withdrawn_by,withdrawn_because,withdrawal_compared_at',
    // Once imported, it is withdrawn once, and after that only found to be compared.
    ` and (to_jsonb(new) - '{withdrawn_at,withdrawn_by,withdrawn_because,withdrawal_compared_at}'::text[]
        <> to_jsonb(old) - '{withdrawn_at,withdrawn_by,withdrawn_because,withdrawal_compared_at}'::text[]
      or old.withdrawal_compared_at is not null
      or (old.withdrawn_at is not null and to_jsonb(new) - 'withdrawal_compared_at' <> to_jsonb(old) - 'withdrawal_compared_at'))`,
  ),
  `alter table statement_line
    add booked_to text,
    add constraint statement_line_time_unit_is_known check (booked_to in ('day', 'minute', 'second', 'millisecond')) not valid`,
  `create index statement_line_unmatched_keys on statement_line using gin (keys)
    where payout_id is null and kind in ('paid', 'returned')`,
  `alter table comparison add by_client boolean not null default false`,
  `alter table difference
    add closed_before jsonb not null default '[]',
    add constraint difference_closed_before_is_a_list check (jsonb_typeof(closed_before) = 'array') not valid`,
  // What a statement of another client opened or closed is judged again; what a person closed stays as it is.
  `update comparison set settled = false, payout_version = null
   where payout_id in (select payout_id from difference where payout_id is not null)`,
];

const DOWN = [
  `alter table difference drop constraint difference_closed_before_is_a_list, drop column closed_before`,
  `alter table comparison drop column by_client`,
  `drop index statement_line_unmatched_keys`,
  `alter table statement_line drop constraint statement_line_time_unit_is_known, drop column booked_to`,
  guard('imported_at,repeated_count', ''),
  `drop index statement_is_imported_once`,
  // The release before imports a file once for ever: of a file that was withdrawn and imported again, the last one stays known.
  `alter table statement disable trigger statement_is_fixed`,
  `update statement set sha256 = 'withdrawn:' || id where withdrawn_at is not null`,
  `alter table statement enable trigger statement_is_fixed`,
  `create unique index statement_is_imported_once on statement
    (provider, sha256, covers_from, covers_to, coalesce(client_id, '00000000-0000-0000-0000-000000000000'))`,
  `alter table statement
    drop constraint statement_withdrawal_says_who_and_why,
    drop constraint statement_counts_foreign_lines,
    drop column withdrawal_compared_at,
    drop column withdrawn_because,
    drop column withdrawn_by,
    drop column withdrawn_at,
    drop column sums,
    drop column foreign_count,
    drop column has_own_lines`,
];
