import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What takes two people: who counts as one person, and what the first of two says of a payout in review. */
export class TwoPeople1795390000000 implements MigrationInterface {
  name = 'TwoPeople1795390000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  // The configured key was never rotated by a call: what was configured earlier is what it takes the place of.
  `update api_key set replaces_key_id = earlier.id
   from (select id as later_id, lag(id) over (order by created_at, id) as id
     from api_key where client_id = (select id from client where name = 'bootstrap')) earlier
   where api_key.id = earlier.later_id`,
  // Rotating a key does not make another person: whoever has it is named by the first of its line.
  `create function principal_of(actor text) returns text language sql stable strict parallel safe as $$
    with recursive line as (
      select id, replaces_key_id from api_key
      where id = substring(actor from '^key:([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$')::uuid
      union all
      select earlier.id, earlier.replaces_key_id from line join api_key earlier on earlier.id = line.replaces_key_id
    )
    select coalesce((select 'key:' || id from line where replaces_key_id is null), actor)
  $$`,
  `create table resolution_proposal (
    id bigint generated always as identity constraint resolution_proposal_pkey primary key,
    payout_id uuid not null,
    version integer not null,
    actor text not null,
    resolution text not null,
    reason text not null,
    evidence text,
    at timestamptz not null default clock_timestamp(),
    constraint resolution_proposal_review_fkey foreign key (payout_id, version) references payout_event (payout_id, version),
    constraint resolution_proposal_is_known check (resolution in ('paid', 'failed'))
  )`,
  `create index resolution_proposal_by_payout on resolution_proposal (payout_id, version, id)`,
  `create function resolution_proposal_guard_insert() returns trigger language plpgsql as $$
  begin
    if not exists (select from payout where id = new.payout_id and version = new.version and status = 'review') then
      raise exception 'payout % is not in this review', new.payout_id
        using errcode = 'check_violation', constraint = 'resolution_proposal_is_for_a_review';
    end if;
    return new;
  end $$`,
  `create trigger resolution_proposal_is_for_a_review before insert on resolution_proposal
    for each row execute function resolution_proposal_guard_insert()`,
  `create trigger resolution_proposal_is_append_only before update or delete on resolution_proposal
    for each row execute function refuse_change()`,
  `create trigger resolution_proposal_is_not_truncated before truncate on resolution_proposal
    for each statement execute function refuse_change()`,
];

const DOWN = [
  `drop table resolution_proposal`,
  `drop function resolution_proposal_guard_insert, principal_of`,
  `update api_key set replaces_key_id = null where client_id = (select id from client where name = 'bootstrap')`,
];
