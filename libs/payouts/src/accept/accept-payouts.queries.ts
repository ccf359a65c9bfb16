import type { Actor } from '#libs/audit';
import { newId } from '#libs/platform';
import { POSSIBLE_DUPLICATES } from '../law/transition.js';
import type { AcceptedField, Payout } from '../records/payout.entity.js';
import { EARLIER_DUPLICATES } from '../records/warnings.js';

const ORDERED = `ordered as (
      select * from unnest(
        $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::bigint[], $7::text[], $8::text[], $9::text[],
        $10::text[], $11::text[], $12::text[], $13::bytea[], $14::bytea[], $15::text[], $16::jsonb[], $17::text[],
        $18::double precision[], $19::double precision[], $20::text[], $21::jsonb[], $22::uuid[], $23::text[], $24::text[]
      ) as t (id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail, provider,
        destination_type, bank_code, outlet, destination_hash, personal_sealed, purpose, metadata, confirmation,
        lease_ms, answer_locked_ms, actor, detail, audit_id, address, request_id)
    ), ${EARLIER_DUPLICATES}`;

/**
 * Payout, first history row and audit entry of each order; one whose reference or Idempotency-Key is taken is left out. Nothing goes
 * into the outbox: no endpoint can ask for `payout.created`. The history row has the possible duplicates that the response warns of,
 * so that a repetition gets the same response.
 */
const accept = (which: string, returned = 'id, created_at') => `accepted as (
      insert into payout (id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail,
        created_rail, provider,
        destination_type, bank_code, outlet, destination_hash, personal_sealed, purpose, metadata, confirmation,
        status, version, fence, due_at, leased_until, answer_locked_until)
      select id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail, rail, provider,
        destination_type, bank_code, outlet, destination_hash, personal_sealed, purpose, metadata, confirmation,
        'created', 1, 1, now(), now() + lease_ms * interval '1 millisecond', now() + answer_locked_ms * interval '1 millisecond'
      from ordered ${which}
      on conflict do nothing
      returning ${returned}
    ), history as (
      insert into payout_event (payout_id, version, event, from_status, to_status, actor, detail)
      select accepted.id, 1, 'created', null, 'created', ordered.actor,
        case when seen.duplicates is null then ordered.detail
          else ordered.detail || jsonb_build_object('${POSSIBLE_DUPLICATES}', seen.duplicates) end
      from accepted join ordered using (id) left join seen using (id)
    ), audited as (
      insert into audit_entry (id, actor, client_id, address, request_id, action, subject_type, subject_id, details)
      select audit_id, actor, ordered.client_id, address, request_id, 'payout.create', 'payout', ordered.id::text,
        jsonb_build_object('amount', ordered.amount::text, 'rail', requested_rail)
      from accepted join ordered using (id)
    )`;

/**
 * Accepts many payouts in one statement. A payout whose reference or Idempotency-Key is taken is left out of the answer and
 * out of the database; its neighbours are not disturbed. One of a client with daily limits is returned without a time and not accepted:
 * see {@link ACCEPT_COUNTED_PAYOUTS}. So is one of a client whose limits are being set: its neighbours do not wait for that. The lock
 * has their setting wait for us.
 */
export const ACCEPT_PAYOUTS = {
  name: 'accept-payouts',
  text: `with ${ORDERED}, uncounted as (
      select id from client where id = any ($2::uuid[]) and daily_amount_limit is null and daily_count_limit is null
      for key share skip locked
    ), ${accept('where client_id = any (array (select id from uncounted))')}
    select id, created_at, duplicates from accepted left join seen using (id)
    union all
    select id, null, null from ordered where client_id <> all (array (select id from uncounted))`,
} as const;

/** The day it is in Jakarta, for the whole transaction. */
const TODAY = 'wib_day(now())';

const HAS_LIMITS = '(client.daily_amount_limit is not null or client.daily_count_limit is not null)';

/** Starts the day of clients with daily limits, unless it is started. */
export const START_DAY = {
  name: 'start-client-day',
  text: `insert into client_day (client_id, day, amount, count)
    select id, ${TODAY}, 0, 0 from client where id = any ($1::uuid[]) and ${HAS_LIMITS} order by id on conflict do nothing`,
} as const;

/** What clients with daily limits may still create today. Held until the end of the transaction, so that it is not spent twice. */
export const LOCK_DAY = {
  name: 'lock-client-day',
  text: `select client.id, client.daily_amount_limit, client.daily_count_limit, client_day.amount, client_day.count,
      wib_day_start(${TODAY} + 1) as resets_at
    from client join client_day on client_day.client_id = client.id and client_day.day = ${TODAY}
    where client.id = any ($1::uuid[]) and ${HAS_LIMITS}
    order by client.id for update of client_day for key share of client skip locked`,
} as const;

/** A row of {@link LOCK_DAY}. */
export interface LockedDayRow {
  readonly id: string;
  readonly daily_amount_limit: string | null;
  readonly daily_count_limit: string | null;
  readonly amount: string;
  readonly count: string;
  readonly resets_at: Date;
}

/** Accepts payouts of clients whose days are locked, and counts those that it accepts. */
export const ACCEPT_COUNTED_PAYOUTS = {
  name: 'accept-counted-payouts',
  text: `with ${ORDERED}, ${accept('', 'id, client_id, amount, created_at')}, counted as (
      update client_day set amount = client_day.amount + spent.amount, count = client_day.count + spent.count
      from (select client_id, sum(amount) as amount, count(*) as count from accepted group by client_id) as spent
      where client_day.client_id = spent.client_id and client_day.day = ${TODAY}
    )
    select id, created_at, duplicates from accepted left join seen using (id)`,
} as const;

/** A row of {@link ACCEPT_PAYOUTS} or {@link ACCEPT_COUNTED_PAYOUTS}. */
export interface AcceptedRow {
  readonly id: string;
  /** Null: not accepted, because its client has daily limits. */
  readonly created_at: Date | null;
  /** Null: there are none. */
  readonly duplicates: readonly string[] | null;
}

/** What is written of a payout when it is accepted. */
export interface AcceptRow {
  readonly payout: Pick<Payout, AcceptedField>;
  readonly by: Actor;
  /** Why this rail, for the history. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** How long the lease of this process lasts, when it takes the payout on itself, in milliseconds; null: any worker may claim it. */
  readonly leaseMs: number | null;
  /** How long a create that waits may be running; null when it does not wait. */
  readonly answerLockedMs: number | null;
}

/** The parameters of {@link ACCEPT_PAYOUTS} and {@link ACCEPT_COUNTED_PAYOUTS}: one array per column. */
export function acceptParameters(rows: readonly AcceptRow[]): unknown[] {
  const column = (read: (row: AcceptRow) => unknown) => rows.map(read);
  return [
    column(({ payout }) => payout.id),
    column(({ payout }) => payout.clientId),
    column(({ payout }) => payout.reference),
    column(({ payout }) => payout.idempotencyKey),
    column(({ payout }) => payout.requestHash),
    column(({ payout }) => payout.amount.toString()),
    column(({ payout }) => payout.requestedRail),
    column(({ payout }) => payout.rail),
    column(({ payout }) => payout.provider),
    column(({ payout }) => payout.destinationType),
    column(({ payout }) => payout.bankCode),
    column(({ payout }) => payout.outlet),
    column(({ payout }) => payout.destinationHash),
    column(({ payout }) => payout.personalSealed),
    column(({ payout }) => payout.purpose),
    column(({ payout }) => JSON.stringify(payout.metadata)),
    column(({ payout }) => payout.confirmation),
    column((row) => row.leaseMs),
    column((row) => row.answerLockedMs),
    column(({ by }) => by.name),
    column((row) => JSON.stringify(row.detail)),
    column(() => newId()),
    column(({ by }) => by.address),
    column(({ by }) => by.requestId),
  ];
}
