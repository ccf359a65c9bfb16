import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { v7 } from 'uuid';
import { type PayoutStatus, SealedData } from '#libs/payouts';
import { newId, readEnvironment, settingsSchema, Vault } from '#libs/platform';

/** Ways through the state machine that end in each status, as legal histories. */
const WAYS: Record<PayoutStatus, readonly (readonly [event: string, to: PayoutStatus])[]> = {
  created: [],
  inquired: [['inquiry_passed', 'inquired']],
  transferring: [
    ['inquiry_passed', 'inquired'],
    ['confirmed', 'transferring'],
  ],
  pending: [
    ['inquiry_passed', 'inquired'],
    ['confirmed', 'transferring'],
    ['ambiguous', 'pending'],
  ],
  review: [
    ['inquiry_passed', 'inquired'],
    ['confirmed', 'transferring'],
    ['ambiguous', 'pending'],
    ['escalated', 'review'],
  ],
  succeeded: [
    ['inquiry_passed', 'inquired'],
    ['confirmed', 'transferring'],
    ['paid', 'succeeded'],
  ],
  failed: [
    ['inquiry_passed', 'inquired'],
    ['confirmed', 'transferring'],
    ['refused', 'failed'],
  ],
  cancelled: [['cancelled', 'cancelled']],
  returned: [
    ['inquiry_passed', 'inquired'],
    ['confirmed', 'transferring'],
    ['paid', 'succeeded'],
    ['returned', 'returned'],
  ],
};

const BOUND: Partial<Record<PayoutStatus, string>> = {
  pending: `pending_reason = 'ambiguous'`,
  review: `pending_reason = null, review_reason = 'unresolved', review_since = now()`,
  succeeded: `proof = 'api_reply', completed_at = now()`,
  failed: `proof = 'api_reply', failure_code = 'declined', completed_at = now()`,
  cancelled: 'completed_at = now()',
  returned: `proof = 'status_check', completed_at = now()`,
};

/** Seals as the service does in tests. */
export const VAULT = new Vault(readEnvironment([settingsSchema] as const, { NODE_ENV: 'test' })[0]);
export const SEALED = new SealedData(VAULT);

export interface NewPayout {
  readonly status?: PayoutStatus;
  /** `duitku.online` when not given. */
  readonly rail?: string;
  /** When it was accepted, which is also in its id; now when not given. */
  readonly createdAt?: Date;
  /** When its transfer was recorded; now when not given. */
  readonly sentAt?: Date;
  /** When it ended, if it did; now when not given. */
  readonly completedAt?: Date;
  /** What the provider said that it charges. */
  readonly fee?: bigint;
  /** What its provider calls its transfer, as in `attempt_key`. */
  readonly keys?: readonly string[];
  readonly clientId?: string;
  readonly amount?: bigint;
  readonly reference?: string;
  readonly accountNumber?: string;
  /** `automatic` when not given. */
  readonly confirmation?: 'automatic' | 'manual';
  /** The actor who creates it; `test` when not given. */
  readonly maker?: string;
}

export async function newClient(dataSource: DataSource, name: string = randomUUID()): Promise<string> {
  const id = newId();
  await dataSource.query(`insert into client (id, name) values ($1, $2)`, [id, name]);
  return id;
}

/** Writes a payout in any status through the real tables, with the history that leads there. */
export async function newPayout(dataSource: DataSource, overrides: NewPayout = {}): Promise<string> {
  const { createdAt = new Date() } = overrides;
  const id = overrides.createdAt === undefined ? newId() : v7({ msecs: createdAt.getTime() });
  const clientId = overrides.clientId ?? (await newClient(dataSource));
  const { accountNumber = '8760673566' } = overrides;
  await dataSource.transaction(async (tx) => {
    await tx.query(
      `insert into payout (id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail, created_rail, provider,
         destination_type, bank_code, destination_hash, personal_sealed, confirmation, status, version, fence, fee, created_at)
       values ($1, $2, $3, $4, '\\x00', $5, 'auto', $8, $8, split_part($8, '.', 1), 'bank_account', '014', $6, $7, $10, 'created', 1, 1, $9, $11)`,
      [
        id,
        clientId,
        overrides.reference ?? randomUUID(),
        randomUUID(),
        (overrides.amount ?? 50_000n).toString(),
        SEALED.destinationHash(accountNumber),
        SEALED.sealPersonal(id, { accountNumber, accountHolderName: null, recipient: null, sender: null }),
        overrides.rail ?? 'duitku.online',
        overrides.fee?.toString() ?? null,
        overrides.confirmation ?? 'automatic',
        createdAt,
      ],
    );
    await tx.query(
      `insert into payout_event (payout_id, version, event, from_status, to_status, actor) values ($1, 1, 'created', null, 'created', $2)`,
      [id, overrides.maker ?? 'test'],
    );
    let from = 'created';
    let version = 1;
    for (const [event, to] of WAYS[overrides.status ?? 'created']) {
      version += 1;
      if (to === 'transferring') await newAttempt(tx, id, 1, overrides);
      await tx.query(`update payout set status = $2, version = $3${BOUND[to] ? `, ${BOUND[to]}` : ''} where id = $1`, [
        id,
        to,
        version,
      ]);
      await tx.query(
        `insert into payout_event (payout_id, version, event, from_status, to_status, actor) values ($1, $2, $3, $4, $5, 'test')`,
        [id, version, event, from, to],
      );
      from = to;
    }
    if (overrides.completedAt !== undefined) {
      await tx.query(`update payout set completed_at = $2 where id = $1 and completed_at is not null`, [
        id,
        overrides.completedAt,
      ]);
    }
  });
  return id;
}

/** Writes a live attempt of a payout. */
export async function newAttempt(
  db: Pick<DataSource, 'query'>,
  payoutId: string,
  number = 1,
  { rail = 'duitku.online', sentAt = new Date(), keys = [] }: Pick<NewPayout, 'rail' | 'sentAt' | 'keys'> = {},
): Promise<string> {
  const id = v7({ msecs: sentAt.getTime() });
  await db.query(
    `insert into attempt (id, payout_id, number, rail, provider, reference, account_name_sealed, ticket_sealed, request_sha256, fence, owner, signed_at, intent_at)
     values ($1, $2, $3, $6, split_part($6, '.', 1), nextval('attempt_reference')::text, $4, $5, 'x', 1, 'test', $7, $7)`,
    [id, payoutId, number, SEALED.sealAttemptName(id, 'Test Account'), SEALED.sealAttemptTicket(id, {}), rail, sentAt],
  );
  await db.query(
    `insert into attempt_key (provider, key, attempt_id) select split_part($1, '.', 1), key, $2 from unnest($3::text[]) as t (key)`,
    [rail, id, keys],
  );
  return id;
}
