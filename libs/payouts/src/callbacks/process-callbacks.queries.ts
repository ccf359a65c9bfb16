import type { EntityManager } from 'typeorm';
import { RowUnreadable } from '#libs/platform';
import type { CallbackHint } from '#libs/providers';
import type { PayoutStatus, Proof } from '../law/status.js';
import type { Attempt, AttemptResult } from '../records/attempt.entity.js';
import type { CallbackResult, CallbackStatus, StoredAbout } from '../records/callback.entity.js';

/** A callback that is being processed; its row is locked. */
export interface ClaimedCallback {
  readonly id: string;
  readonly provider: string;
  readonly path: string;
  readonly secretSha256: string;
  readonly keys: readonly string[];
  readonly hint: CallbackHint;
  readonly about: StoredAbout;
  readonly attemptId: string | null;
  readonly tries: number;
  readonly ageMs: number;
}

/** Takes due callbacks, oldest first, that no other process is processing. */
export function claimCallbacks(tx: EntityManager, limit: number, onlyId: string | null): Promise<ClaimedCallback[]> {
  return tx.query(
    `select id, provider, path, secret_sha256 as "secretSha256", keys, hint, about, attempt_id as "attemptId",
       tries, extract(epoch from now() - received_at)::float8 * 1000 as "ageMs"
     from callback where due_at <= now() and ($2::uuid is null or id = $2)
     order by due_at, id limit $1 for update skip locked`,
    [limit, onlyId],
  );
}

const ABOUT = ['amount', 'bankCode', 'destinationHash'] as const;

/**
 * Verifies what is stored of a callback before anything is concluded from it.
 *
 * @throws RowUnreadable
 */
export function assertReadable({ id, about }: Pick<ClaimedCallback, 'id' | 'about'>): void {
  const fields: Readonly<Record<string, unknown>> | null = typeof about === 'object' ? { ...about } : null;
  const isText = (value: unknown) => (value ?? null) === null || typeof value === 'string';
  if (about === null || fields === null || !ABOUT.every((name) => isText(fields[name])))
    throw new RowUnreadable({ table: 'callback', id }, 'its column about has another form');
}

/** That a callback names an attempt by one of its keys, or by the secret in its address. */
export interface NamedAttempt {
  readonly callbackId: string;
  readonly attemptId: string;
  readonly bySecret: boolean;
}

/** The attempts that callbacks name. */
export function findNamedAttempts(
  tx: EntityManager,
  callbacks: readonly Pick<ClaimedCallback, 'id' | 'provider' | 'keys' | 'secretSha256'>[],
): Promise<NamedAttempt[]> {
  const named = callbacks.flatMap(({ id, provider, keys, secretSha256 }) => [
    ...keys.map((key) => ({ id, provider, key, bySecret: false })),
    ...(secretSha256 === '' ? [] : [{ id, provider, key: `secret:${secretSha256}`, bySecret: true }]),
  ]);
  return tx.query(
    `select named.id as "callbackId", attempt_key.attempt_id as "attemptId", named.by_secret as "bySecret"
     from unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[]) as named (id, provider, key, by_secret)
     join attempt_key using (provider, key)`,
    [
      named.map(({ id }) => id),
      named.map(({ provider }) => provider),
      named.map(({ key }) => key),
      named.map(({ bySecret }) => bySecret),
    ],
  );
}

/** An attempt that a callback is about, with its payout; both rows are locked. */
export interface LockedAttempt {
  readonly id: string;
  readonly payoutId: string;
  readonly result: AttemptResult | null;
  readonly callbackHint: Attempt['callbackHint'];
  /** A later attempt of the payout may have reached its provider. */
  readonly superseded: boolean;
  readonly payoutStatus: PayoutStatus;
  /** What the status rests on; null while it is not final. */
  readonly proof: Proof | null;
  /** Whole rupiah, in digits. */
  readonly amount: string;
  readonly bankCode: string | null;
  /** Of the account number, or of the phone number of the person who collects the cash. */
  readonly destinationHash: Buffer;
}

/**
 * Locks attempts and their payouts, those that no other transaction has locked: waiting for one while holding others could end
 * in a deadlock with a worker that moves a payout.
 */
export function lockAttempts(tx: EntityManager, attemptIds: readonly string[]): Promise<LockedAttempt[]> {
  return tx.query(
    `select attempt.id, attempt.payout_id as "payoutId", attempt.result, attempt.callback_hint as "callbackHint",
       exists (select from attempt later where later.payout_id = attempt.payout_id and later.number > attempt.number
         and later.result is distinct from 'not_sent') as superseded,
       payout.status as "payoutStatus", payout.proof, payout.amount::text, payout.bank_code as "bankCode",
       payout.destination_hash as "destinationHash"
     from attempt join payout on payout.id = attempt.payout_id
     where attempt.id = any($1::uuid[])
     order by payout.id, attempt.id
     for no key update of payout, attempt skip locked`,
    [attemptIds],
  );
}

export async function writeHints(
  tx: EntityManager,
  hints: ReadonlyMap<string, Attempt['callbackHint']>,
): Promise<void> {
  if (hints.size === 0) return;
  await tx.query(
    `update attempt set callback_hint = hinted.hint from unnest($1::uuid[], $2::text[]) as hinted (id, hint)
     where attempt.id = hinted.id`,
    [[...hints.keys()], [...hints.values()]],
  );
}

/** What one round of processing found out about a callback. */
export interface Processed {
  readonly id: string;
  readonly status: CallbackStatus;
  readonly result: CallbackResult | null;
  readonly attemptId: string | null;
  /** When to look again, in milliseconds from now; null: done. */
  readonly againInMs: number | null;
}

export async function writeProcessed(tx: EntityManager, processed: readonly Processed[]): Promise<void> {
  const column = (read: (row: Processed) => unknown) => processed.map(read);
  await tx.query(
    `update callback set status = p.status, result = p.result, attempt_id = p.attempt_id,
       due_at = now() + p.again_in_ms * interval '1 millisecond', tries = least(tries, 2147483646) + 1
     from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::double precision[])
       as p (id, status, result, attempt_id, again_in_ms)
     where callback.id = p.id`,
    [
      column(({ id }) => id),
      column(({ status }) => status),
      column(({ result }) => result),
      column(({ attemptId }) => attemptId),
      column(({ againInMs }) => againInMs),
    ],
  );
}

/** Puts a callback aside whose processing failed. */
export async function putAside(tx: Pick<EntityManager, 'query'>, id: string, againInMs: number): Promise<void> {
  await tx.query(
    `update callback set tries = least(tries, 2147483646) + 1, due_at = now() + $2::double precision * interval '1 millisecond' where id = $1`,
    [id, againInMs],
  );
}
