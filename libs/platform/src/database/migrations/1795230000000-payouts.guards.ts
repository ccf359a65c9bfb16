/**
 * What no constraint can say: moves go one legal step at a time, history is never rewritten, and no status exists apart
 * from the event that explains it. These hold for every writer, psql included.
 */
export const GUARDS_UP = [
  `create function payout_guard_insert() returns trigger language plpgsql as $$
  begin
    raise exception 'a payout starts as created, version 1' using errcode = 'check_violation', constraint = 'payout_starts_as_created';
  end $$`,
  `create trigger payout_starts_as_created before insert on payout
    for each row when (new.status <> 'created' or new.version <> 1) execute function payout_guard_insert()`,

  `create function payout_guard_update() returns trigger language plpgsql as $$
  begin
    if new.id <> old.id or new.client_id <> old.client_id or new.reference <> old.reference
      or new.idempotency_key <> old.idempotency_key or new.amount <> old.amount or new.currency <> old.currency
      or new.destination_type <> old.destination_type or new.created_at <> old.created_at
      or new.bank_code is distinct from old.bank_code or new.account_number is distinct from old.account_number
      or new.request_hash <> old.request_hash or new.confirmation <> old.confirmation then
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
  end $$`,
  `create trigger payout_guard_update before update on payout for each row execute function payout_guard_update()`,

  `create function payout_event_guard() returns trigger language plpgsql as $$
  begin
    if not exists (select 1 from payout_event
        where payout_id = new.payout_id and version = new.version - 1 and to_status = new.from_status) then
      raise exception 'event % of payout % does not continue its history', new.version, new.payout_id
        using errcode = 'check_violation', constraint = 'payout_event_continues_history';
    end if;
    if not exists (select 1 from payout where id = new.payout_id and version >= new.version) then
      raise exception 'event % of payout % does not move the payout', new.version, new.payout_id
        using errcode = 'check_violation', constraint = 'payout_event_moves_its_payout';
    end if;
    if new.to_status = 'transferring' and not exists (select 1 from attempt
        where payout_id = new.payout_id and result is null) then
      raise exception 'payout % transfers without a recorded attempt', new.payout_id
        using errcode = 'check_violation', constraint = 'payout_transfers_with_an_attempt';
    end if;
    return null;
  end $$`,
  `create constraint trigger payout_event_guard after insert on payout_event deferrable initially deferred
    for each row when (new.version > 1) execute function payout_event_guard()`,

  `create function refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation', constraint = tg_table_name || '_is_append_only';
  end $$`,
  ...['payout_event', 'exchange', 'payout_transition'].flatMap((table) => [
    `create trigger ${table}_is_append_only before update or delete on ${table} for each row execute function refuse_change()`,
    `create trigger ${table}_is_not_truncated before truncate on ${table} for each statement execute function refuse_change()`,
  ]),
  ...['payout', 'attempt'].flatMap((table) => [
    `create trigger ${table}_is_kept before delete on ${table} for each row execute function refuse_change()`,
    `create trigger ${table}_is_not_truncated before truncate on ${table} for each statement execute function refuse_change()`,
  ]),

  `create function attempt_guard_update() returns trigger language plpgsql as $$
  begin
    if new.id <> old.id or new.payout_id <> old.payout_id or new.number <> old.number or new.rail <> old.rail
      or new.reference <> old.reference or new.account_name <> old.account_name or new.ticket <> old.ticket
      or new.request_sha256 <> old.request_sha256 or new.signed_at <> old.signed_at or new.intent_at <> old.intent_at then
      raise exception 'what was sent is never changed' using errcode = 'check_violation', constraint = 'attempt_is_fixed';
    end if;
    if old.result in ('refused', 'not_sent') and new.result is distinct from old.result then
      raise exception 'an attempt that ended as % is not revived', old.result
        using errcode = 'check_violation', constraint = 'attempt_end_is_final';
    end if;
    return new;
  end $$`,
  `create trigger attempt_guard_update before update on attempt for each row execute function attempt_guard_update()`,
];

export const GUARDS_DOWN = [
  ...['payout_event', 'exchange', 'payout_transition', 'payout', 'attempt'].map(
    (table) => `drop trigger ${table}_is_not_truncated on ${table}`,
  ),
  ...['payout_event', 'exchange', 'payout_transition'].map(
    (table) => `drop trigger ${table}_is_append_only on ${table}`,
  ),
  ...['payout', 'attempt'].map((table) => `drop trigger ${table}_is_kept on ${table}`),
  `drop trigger attempt_guard_update on attempt`,
  `drop trigger payout_event_guard on payout_event`,
  `drop trigger payout_guard_update on payout`,
  `drop trigger payout_starts_as_created on payout`,
  `drop function attempt_guard_update, payout_event_guard, payout_guard_update, payout_guard_insert, refuse_change`,
];
