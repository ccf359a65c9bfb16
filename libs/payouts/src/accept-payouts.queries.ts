import type { Payout } from './payout.entity.js';

/**
 * Accepts many payouts in one statement: payout, first history row and outbox row of each. A payout whose reference or
 * Idempotency-Key is taken is left out of the answer and out of the database; its neighbours are not disturbed.
 */
export const ACCEPT_PAYOUTS = {
  name: 'accept-payouts',
  text: `with wished as (
      select * from unnest(
        $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::bigint[], $7::text[], $8::text[], $9::text[],
        $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::jsonb[], $16::jsonb[], $17::text[],
        $18::double precision[], $19::double precision[], $20::text[], $21::jsonb[], $22::jsonb[]
      ) as t (id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail, provider,
        destination_type, bank_code, account_number, account_holder_name, purpose, sender, metadata, confirmation,
        due_in_ms, answer_locked_ms, actor, recipient, detail)
    ), accepted as (
      insert into payout (id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail,
        created_rail, provider,
        destination_type, bank_code, account_number, account_holder_name, purpose, sender, metadata, confirmation, recipient,
        status, version, fence, due_at, answer_locked_until)
      select id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail, rail, provider,
        destination_type, bank_code, account_number, account_holder_name, purpose, sender, metadata, confirmation,
        recipient, 'created', 1, 1, now() + due_in_ms * interval '1 millisecond', now() + answer_locked_ms * interval '1 millisecond'
      from wished
      on conflict do nothing
      returning id, created_at
    ), history as (
      insert into payout_event (payout_id, version, event, from_status, to_status, actor, detail)
      select accepted.id, 1, 'created', null, 'created', wished.actor, wished.detail from accepted join wished using (id)
    ), announced as (
      insert into outbox (payout_id, version, type) select id, 1, 'payout.created' from accepted
    )
    select id, created_at from accepted`,
} as const;

/** What is written of a payout when it is accepted. */
export interface AcceptRow {
  readonly payout: Pick<
    Payout,
    | 'id'
    | 'clientId'
    | 'reference'
    | 'idempotencyKey'
    | 'requestHash'
    | 'amount'
    | 'requestedRail'
    | 'rail'
    | 'provider'
    | 'destinationType'
    | 'bankCode'
    | 'accountNumber'
    | 'accountHolderName'
    | 'purpose'
    | 'sender'
    | 'metadata'
    | 'confirmation'
    | 'recipient'
  >;
  readonly actor: string;
  /** Why this rail, for the history. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** When work on it is due, in milliseconds from now: 0 for anybody, the lease when this process takes it on itself. */
  readonly dueInMs: number;
  /** How long a create that waits may be running; null when it does not wait. */
  readonly answerLockedMs: number | null;
}

/** The parameters of {@link ACCEPT_PAYOUTS}: one array per column. */
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
    column(({ payout }) => payout.accountNumber),
    column(({ payout }) => payout.accountHolderName),
    column(({ payout }) => payout.purpose),
    column(({ payout }) => payout.sender && JSON.stringify(payout.sender)),
    column(({ payout }) => JSON.stringify(payout.metadata)),
    column(({ payout }) => payout.confirmation),
    column((row) => row.dueInMs),
    column((row) => row.answerLockedMs),
    column((row) => row.actor),
    column(({ payout }) => payout.recipient && JSON.stringify(payout.recipient)),
    column((row) => JSON.stringify(row.detail)),
  ];
}
