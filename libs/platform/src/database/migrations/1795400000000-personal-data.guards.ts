/** The guard of payouts, with what of an order is fixed beside what always was. */
export function payoutGuard(alsoFixed: string, first = ''): string {
  return `create or replace function payout_guard_update() returns trigger language plpgsql as $$
  begin
    ${first}
    if new.id <> old.id or new.client_id <> old.client_id or new.reference <> old.reference
      or new.idempotency_key <> old.idempotency_key or new.amount <> old.amount or new.currency <> old.currency
      or new.destination_type <> old.destination_type or new.created_at <> old.created_at
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

/**
 * What is sealed cannot be compared, so it is guarded by this: it changes alone (sealed anew with another key) or is erased
 * once its payout has ended. It is bound to its row, and whoever has no key cannot write what opens.
 */
const SEALED_CHANGES_ALONE = `if new.personal_sealed is distinct from old.personal_sealed then
      if to_jsonb(new) - '{personal_sealed,erased_at,account_name_sealed,ticket_sealed,answer_sealed,purpose,metadata}'::text[]
          is distinct from to_jsonb(old) - '{personal_sealed,erased_at,account_name_sealed,ticket_sealed,answer_sealed,purpose,metadata}'::text[] then
        raise exception 'sealed data changes alone' using errcode = 'check_violation', constraint = 'payout_order_is_fixed';
      end if;
      if new.personal_sealed is null and (old.completed_at is null or old.due_at is not null) then
        raise exception 'only what has ended is erased' using errcode = 'check_violation', constraint = 'payout_is_erased_when_ended';
      end if;
    end if;
    if old.erased_at is not null and (new.personal_sealed is not null or new.erased_at is distinct from old.erased_at) then
      raise exception 'what was erased stays erased' using errcode = 'check_violation', constraint = 'payout_stays_erased';
    end if;`;

/** The same for attempts. */
export const SEALED_ATTEMPT = `or ((new.account_name_sealed is distinct from old.account_name_sealed
          or new.ticket_sealed is distinct from old.ticket_sealed)
        and to_jsonb(new) - '{account_name_sealed,ticket_sealed}'::text[]
          <> to_jsonb(old) - '{account_name_sealed,ticket_sealed}'::text[])`;

export const SEALED_GUARDS_UP = [
  payoutGuard(
    `or new.bank_code is distinct from old.bank_code or new.outlet is distinct from old.outlet
      or new.destination_hash <> old.destination_hash or new.created_rail <> old.created_rail`,
    SEALED_CHANGES_ALONE,
  ),
  `create trigger payout_guard_update before update on payout for each row execute function payout_guard_update()`,
  attemptGuard(SEALED_ATTEMPT),
  `create trigger attempt_guard_update before update on attempt for each row execute function attempt_guard_update()`,
];

export const SEALED_GUARDS_DOWN = [attemptGuard('or new.account_name <> old.account_name or new.ticket <> old.ticket')];

/** The guard of attempts, with what of one is fixed beside what always was, and what else is refused. */
export function attemptGuard(alsoFixed: string, last = ''): string {
  return `create or replace function attempt_guard_update() returns trigger language plpgsql as $$
  begin
    if new.id <> old.id or new.payout_id <> old.payout_id or new.number <> old.number or new.rail <> old.rail
      or new.reference <> old.reference
      or new.request_sha256 <> old.request_sha256 or new.signed_at <> old.signed_at or new.intent_at <> old.intent_at
      ${alsoFixed} then
      raise exception 'what was sent is never changed' using errcode = 'check_violation', constraint = 'attempt_is_fixed';
    end if;
    if old.result in ('refused', 'not_sent') and new.result is distinct from old.result then
      raise exception 'an attempt that ended as % is not revived', old.result
        using errcode = 'check_violation', constraint = 'attempt_end_is_final';
    end if;
    ${last}
    return new;
  end $$`;
}
