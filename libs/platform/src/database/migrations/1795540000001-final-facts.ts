import type { MigrationInterface, QueryRunner } from 'typeorm';
import { attemptGuard, SEALED_ATTEMPT } from './1795400000000-personal-data.guards.js';

/**
 * What the role of the service could change, and no part of Salur ever does: the result of an attempt that was paid, who confirmed a
 * payout, which key replaced which, and links that do not continue the chain of the audit trail.
 */
export class FinalFacts1795540000001 implements MigrationInterface {
  name = 'FinalFacts1795540000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

/**
 * Money that was paid may come back. Otherwise the result changes only with a payout that failed after all: from `review`, by the
 * provider's word.
 */
const PAID_IS_FINAL = `if old.result = 'returned' and new.result is distinct from old.result
      or old.result = 'paid' and new.result is distinct from old.result and new.result is distinct from 'returned'
        and not (new.result is not distinct from 'refused'
          and exists (select from payout where id = new.payout_id and status = 'failed')) then
      raise exception 'an attempt that ended as % stays so', old.result
        using errcode = 'check_violation', constraint = 'attempt_paid_is_final';
    end if;`;

const UP = [
  attemptGuard(SEALED_ATTEMPT, PAID_IS_FINAL),

  // Runs for confirmations alone, which people make.
  `create function payout_guard_confirmer() returns trigger language plpgsql as $$
  begin
    if new.confirmed_by is null then
      if not (new.status = 'inquired' and new.version = old.version + 1) then
        raise exception 'who confirmed a payout is not forgotten' using errcode = 'check_violation', constraint = 'payout_confirmer_is_fixed';
      end if;
    elsif not (old.status = 'inquired' and new.status = 'inquired' and new.version = old.version
      and new.confirmed_at is not null and new.confirmed_at is distinct from old.confirmed_at) then
      raise exception 'only an inquired payout is confirmed' using errcode = 'check_violation', constraint = 'payout_confirmer_is_fixed';
    end if;
    return new;
  end $$`,
  `create trigger payout_guard_confirmer before update of confirmed_by on payout
    for each row when (new.confirmed_by is distinct from old.confirmed_by) execute function payout_guard_confirmer()`,
  `create function payout_confirmer_is_audited() returns trigger language plpgsql as $$
  begin
    if not exists (select from audit_entry where subject_id = new.id::text and action = 'payout.confirm' and actor = new.confirmed_by
        and transaction_id = pg_current_xact_id()::text::bigint) then
      raise exception 'the confirmation of payout % is not in the audit trail', new.id
        using errcode = 'check_violation', constraint = 'payout_confirmer_is_audited';
    end if;
    return null;
  end $$`,
  `create constraint trigger payout_confirmer_is_audited after update of confirmed_by on payout deferrable initially deferred
    for each row when (new.confirmed_by is distinct from old.confirmed_by and new.confirmed_by is not null)
    execute function payout_confirmer_is_audited()`,

  `create function api_key_guard_update() returns trigger language plpgsql as $$
  begin
    raise exception 'which key this is, and which one it replaced, never changes'
      using errcode = 'check_violation', constraint = 'api_key_is_fixed';
  end $$`,
  `create trigger api_key_is_fixed before update on api_key for each row
    when (new.id <> old.id or new.client_id <> old.client_id or new.created_at <> old.created_at
      or new.replaces_key_id is distinct from old.replaces_key_id)
    execute function api_key_guard_update()`,

  // One row of the primary key for each link. A statement with many links sees those that it has written.
  `create function audit_link_guard_insert() returns trigger language plpgsql as $$
  declare
    last record;
  begin
    select seq, hash into last from audit_link order by seq desc limit 1;
    if new.seq <> coalesce(last.seq, 0) + 1
      or new.previous_hash <> coalesce(last.hash, decode(repeat('00', 32), 'hex'))
      or new.hash <> sha256(new.previous_hash || new.entry_hash)
      or octet_length(new.entry_hash) <> 32
      or not exists (select from audit_entry where id = new.entry_id) then
      raise exception 'link % does not continue the chain', new.seq
        using errcode = 'check_violation', constraint = 'audit_link_continues_the_chain';
    end if;
    return new;
  end $$`,
  `create trigger audit_link_continues_the_chain before insert on audit_link
    for each row execute function audit_link_guard_insert()`,
];

const DOWN = [
  `drop trigger audit_link_continues_the_chain on audit_link`,
  `drop trigger api_key_is_fixed on api_key`,
  `drop trigger payout_confirmer_is_audited on payout`,
  `drop trigger payout_guard_confirmer on payout`,
  `drop function audit_link_guard_insert, api_key_guard_update, payout_confirmer_is_audited, payout_guard_confirmer`,
  attemptGuard(SEALED_ATTEMPT),
];
