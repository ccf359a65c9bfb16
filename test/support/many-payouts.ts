import type { DataSource } from 'typeorm';
import { newId } from '#libs/platform';
import { SEALED } from './new-payout.js';

export interface ManyPayouts {
  readonly clientId: string;
  readonly count: number;
  /** SQL; `n` counts from 1. */
  readonly dueAt?: string;
  /** Whole rupiah. */
  readonly amount?: bigint;
  /** For how many seconds they wait for funds; not at all when not given. The first one waits longest. */
  readonly waitsForSeconds?: number;
  readonly holdsPlace?: boolean;
}

/** Writes many created payouts of one client in two statements. They cannot be worked on: all have the personal data of one. */
export async function manyPayouts(
  db: Pick<DataSource, 'query'>,
  { clientId, count, dueAt = 'null', amount = 50_000n, waitsForSeconds, holdsPlace = true }: ManyPayouts,
): Promise<void> {
  const personal = { accountNumber: '8760673566', accountHolderName: null, recipient: null, sender: null };
  await db.query(
    `with made as (
       insert into payout (id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail, created_rail,
         provider, destination_type, bank_code, destination_hash, personal_sealed, confirmation, status, version, fence, due_at,
         waiting_reason, waiting_until, funds_since, holds_place)
       select gen_random_uuid(), $1, gen_random_uuid()::text, gen_random_uuid()::text, '\\x00', $3, 'duitku.online', 'duitku.online',
         'duitku.online', 'duitku', 'bank_account', '014', $4, $5, 'automatic', 'created', 1, 1, ${dueAt},
         case when $6::int is not null then 'funds' end, case when $6::int is not null then now() + interval '1 day' end,
         now() - $6::int * interval '1 second' + n * interval '1 ms', $7
       from generate_series(1, $2::int) as n returning id)
     insert into payout_event (payout_id, version, event, from_status, to_status, actor)
     select id, 1, 'created', null, 'created', 'test' from made`,
    [
      clientId,
      count,
      amount.toString(),
      SEALED.destinationHash(personal.accountNumber),
      SEALED.sealPersonal(newId(), personal),
      waitsForSeconds ?? null,
      holdsPlace,
    ],
  );
}
