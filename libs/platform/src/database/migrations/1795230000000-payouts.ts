import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GUARDS_DOWN, GUARDS_UP } from './1795230000000-payouts.guards.js';

/** Clients, payouts, their history, attempts, evidence, alerts and outbox. */
export class Payouts1795230000000 implements MigrationInterface {
  name = 'Payouts1795230000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      ...CLIENTS,
      ...STATE_TABLE,
      ...PAYOUTS,
      ...HISTORY,
      ...ATTEMPTS,
      ...RECORDS,
      ...GUARDS_UP,
    ]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      ...GUARDS_DOWN,
      `drop table outbox, alert, exchange, attempt cascade`,
      `drop sequence attempt_reference`,
      `alter table payout drop constraint payout_status_has_its_event`,
      `drop table payout_event, payout, payout_transition, api_key, client cascade`,
    ]) {
      await runner.query(statement);
    }
  }
}

const CLIENTS = [
  `create table client (
    id uuid not null constraint client_pkey primary key,
    name text not null constraint client_name_is_unique unique,
    created_at timestamptz not null default now()
  )`,
  `create table api_key (
    id uuid not null constraint api_key_pkey primary key,
    client_id uuid not null constraint api_key_client_fkey references client (id),
    secret_hash bytea not null constraint api_key_secret_hash_is_unique unique,
    scopes text array not null,
    created_at timestamptz not null default now(),
    revoked_at timestamptz
  )`,
];

/** The state machine as rows; a test holds them equal to the table in code. */
const STATE_TABLE = [
  `create table payout_transition (
    from_status text not null,
    event text not null,
    to_status text not null,
    constraint payout_transition_pkey primary key (from_status, event),
    constraint payout_transition_is_unique unique (from_status, event, to_status)
  )`,
  `insert into payout_transition (from_status, event, to_status) values
    ('created', 'inquiry_passed', 'inquired'),
    ('created', 'refused', 'failed'),
    ('created', 'cancelled', 'cancelled'),
    ('inquired', 'confirmed', 'transferring'),
    ('inquired', 'cancelled', 'cancelled'),
    ('inquired', 'expired', 'cancelled'),
    ('inquired', 'refused', 'failed'),
    ('transferring', 'paid', 'succeeded'),
    ('transferring', 'accepted', 'pending'),
    ('transferring', 'ambiguous', 'pending'),
    ('transferring', 'refused', 'failed'),
    ('transferring', 'not_sent', 'inquired'),
    ('transferring', 'rerouted', 'created'),
    ('pending', 'paid', 'succeeded'),
    ('pending', 'refused', 'failed'),
    ('pending', 'escalated', 'review'),
    ('review', 'paid', 'succeeded'),
    ('review', 'refused', 'failed'),
    ('review', 'resolved_paid', 'succeeded'),
    ('review', 'resolved_failed', 'failed'),
    ('succeeded', 'returned', 'returned'),
    ('succeeded', 'contradicted', 'review'),
    ('failed', 'contradicted', 'review')`,
];

const PAYOUTS = [
  `create table payout (
    id uuid not null constraint payout_pkey primary key,
    client_id uuid not null constraint payout_client_fkey references client (id),
    reference text not null,
    idempotency_key text not null,
    request_hash bytea not null,
    amount bigint not null,
    currency text not null default 'IDR',
    requested_rail text not null,
    rail text not null,
    provider text not null,
    destination_type text not null,
    bank_code text,
    account_number text,
    account_holder_name text,
    purpose text,
    sender jsonb,
    metadata jsonb not null default '{}',
    confirmation text not null,
    status text not null,
    version integer not null,
    account_name text,
    name_match text,
    ticket jsonb,
    provider_reference text,
    fee bigint,
    confirmed_at timestamptz,
    pending_reason text,
    proof text,
    failure_code text,
    failure_message text,
    failure_provider_code text,
    review_reason text,
    review_since timestamptz,
    waiting_reason text,
    waiting_until timestamptz,
    replaces_payout_id uuid constraint payout_replaces_fkey references payout (id),
    due_at timestamptz,
    fence integer not null,
    tries integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    completed_at timestamptz,
    answer jsonb,
    answer_locked_until timestamptz,
    constraint payout_reference_is_unique unique (client_id, reference),
    constraint payout_idempotency_key_is_unique unique (client_id, idempotency_key),
    constraint payout_replaces_once unique (replaces_payout_id),
    constraint payout_amount_is_positive check (amount > 0),
    constraint payout_currency_is_rupiah check (currency = 'IDR'),
    constraint payout_destination_is_complete check
      (destination_type = 'bank_account' and bank_code is not null and account_number is not null),
    constraint payout_confirmation_is_known check (confirmation in ('automatic', 'manual')),
    constraint payout_status_is_known check (status in
      ('created', 'inquired', 'transferring', 'pending', 'review', 'succeeded', 'failed', 'cancelled', 'returned')),
    constraint payout_name_match_is_known check (name_match in ('exact', 'close', 'different')),
    constraint payout_pending_says_why check
      ((status = 'pending') = (pending_reason is not null) and pending_reason in ('accepted', 'ambiguous')),
    constraint payout_final_says_its_proof check
      ((status in ('succeeded', 'failed', 'returned')) = (proof is not null)
        and proof in ('api_reply', 'callback', 'status_check', 'statement', 'operator')),
    constraint payout_failed_says_why check ((status = 'failed') = (failure_code is not null)),
    constraint payout_review_says_why check
      ((status = 'review') = (review_reason is not null) and (review_reason is null) = (review_since is null)),
    constraint payout_final_has_its_time check
      ((status in ('succeeded', 'failed', 'cancelled', 'returned')) = (completed_at is not null))
  )`,
  `create index payout_due on payout (due_at) where due_at is not null`,
  `create index payout_unsent_due on payout (due_at) where due_at is not null and status in ('created', 'inquired')`,
  `create index payout_by_client on payout (client_id, id)`,
];

const HISTORY = [
  `create table payout_event (
    payout_id uuid not null constraint payout_event_payout_fkey references payout (id),
    version integer not null,
    event text not null,
    from_status text,
    to_status text not null,
    at timestamptz not null default now(),
    actor text not null,
    detail jsonb not null default '{}',
    constraint payout_event_pkey primary key (payout_id, version),
    constraint payout_event_names_its_status unique (payout_id, version, to_status),
    constraint payout_event_is_legal foreign key (from_status, event, to_status)
      references payout_transition (from_status, event, to_status),
    constraint payout_event_first_is_created check
      ((version = 1 and event = 'created' and from_status is null and to_status = 'created')
        or (version > 1 and from_status is not null))
  )`,
  `alter table payout add constraint payout_status_has_its_event foreign key (id, version, status)
    references payout_event (payout_id, version, to_status) deferrable initially deferred`,
  `create table outbox (
    id bigint generated always as identity constraint outbox_pkey primary key,
    payout_id uuid not null,
    version integer not null,
    type text not null,
    created_at timestamptz not null default now(),
    constraint outbox_event_is_unique unique (payout_id, version),
    constraint outbox_event_fkey foreign key (payout_id, version) references payout_event (payout_id, version)
  )`,
];

const ATTEMPTS = [
  `create sequence attempt_reference as bigint minvalue 100000000 maxvalue 999999999 no cycle`,
  `create table attempt (
    id uuid not null constraint attempt_pkey primary key,
    payout_id uuid not null constraint attempt_payout_fkey references payout (id),
    number integer not null,
    rail text not null,
    provider text not null,
    reference text not null,
    account_name text not null,
    ticket jsonb not null,
    request_sha256 text not null,
    fence integer not null,
    owner text not null,
    signed_at timestamptz not null,
    intent_at timestamptz not null default now(),
    result text,
    result_code text,
    result_message text,
    result_at timestamptz,
    not_found_count integer not null default 0,
    constraint attempt_number_is_unique unique (payout_id, number),
    constraint attempt_reference_is_unique unique (reference),
    constraint attempt_result_is_known check (result in ('paid', 'refused', 'not_sent', 'returned')),
    constraint attempt_result_has_its_time check ((result is null) = (result_at is null))
  )`,
  `create unique index attempt_one_live on attempt (payout_id)
    where result is null or result not in ('refused', 'not_sent')`,
];

const RECORDS = [
  `create table exchange (
    id uuid not null constraint exchange_pkey primary key,
    payout_id uuid not null constraint exchange_payout_fkey references payout (id),
    attempt_id uuid constraint exchange_attempt_fkey references attempt (id),
    provider text not null,
    step text not null,
    method text not null,
    url text not null,
    request text not null,
    request_sha256 text not null,
    http_status integer,
    response text,
    outcome text not null,
    provider_code text,
    error text,
    started_at timestamptz not null,
    duration_ms integer not null
  )`,
  `create index exchange_by_payout on exchange (payout_id, id)`,
  `create table alert (
    id uuid not null constraint alert_pkey primary key,
    payout_id uuid constraint alert_payout_fkey references payout (id),
    kind text not null,
    message text not null,
    detail jsonb not null default '{}',
    at timestamptz not null default now()
  )`,
  `create index alert_by_payout on alert (payout_id)`,
];
