import { createHash, randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { CommitOutcomeUnknown, inTransaction, NOW, newId } from '#libs/platform';
import type { PreparedTransfer, Rail, TransferOrder } from '#libs/providers';
import { isSecondLiveAttempt, transition } from '../law/transition.js';
import { raiseAlert } from '../records/alert.js';
import { Attempt, AttemptKey } from '../records/attempt.entity.js';
import { Payout } from '../records/payout.entity.js';
import type { SealedData } from '../records/personal-data.js';
import { newReference, transferOrderOf } from '../records/provider-call.js';

/** A transfer that may now leave: recorded, committed, and the commit acknowledged. */
export interface Intent {
  readonly payout: Payout;
  readonly attemptId: string;
  readonly order: TransferOrder;
  readonly prepared: PreparedTransfer;
  /** The reading of `performance.now()` from which on it must not leave any more. */
  readonly sendBeforeMs: number;
}

/** A rail that is ready to prepare a transfer. */
export interface ReadyRail {
  readonly rail: Rail;
  /** The address at which the provider calls back about one transfer, up to the secret that ends it; null: a shared one. */
  readonly callbackBase: string | null;
}

export interface IntentParts {
  readonly ready: ReadyRail;
  readonly payout: Payout;
  /** 1 for a payout's first transfer. */
  readonly number: number;
  /** How long a sender keeps its payout before others ask the provider: longer than sending can take. */
  readonly leaseMs: number;
  /** From when on the transfer must not leave any more. */
  readonly sendWithinMs: number;
}

/**
 * Law 2, intent first: builds and signs the request, then commits the attempt and the status `transferring` together.
 * When the response to COMMIT is lost, a second look on another connection decides; what stays unknown is not sent.
 *
 * @returns null when this process must not send: the payout was moved, claimed or wanted since it was claimed, or the commit is
 *   not proven
 */
export async function recordIntent(
  dataSource: DataSource,
  sealed: SealedData,
  { ready: { rail, callbackBase }, payout, number, leaseMs, sendWithinMs }: IntentParts,
): Promise<Intent | null> {
  const attemptId = newId();
  const signedAt = new Date();
  const sendBeforeMs = performance.now() + sendWithinMs;
  const accountName = sealed.accountNameOf(payout) ?? '';
  const ticket = sealed.ticketOf(payout) ?? {};
  const attempt = { reference: await newReference(dataSource), providerReference: null };
  const secret = callbackBase === null ? null : randomBytes(SECRET_BYTES).toString('base64url');
  const callbackUrl = secret === null ? null : `${callbackBase}/${secret}`;
  const order = transferOrderOf(payout, sealed.personalOf(payout), { ...attempt, accountName, ticket }, callbackUrl);
  const prepared = rail.prepareTransfer(order, signedAt);
  const keys = [...(rail.transferKeys?.(order) ?? []), ...(secret === null ? [] : [secretKey(secret)])];

  const commit = inTransaction(dataSource, async (tx) => {
    await tx.insert(Attempt, {
      ...attempt,
      id: attemptId,
      accountNameSealed: sealed.sealAttemptName(attemptId, accountName),
      ticketSealed: sealed.sealAttemptTicket(attemptId, ticket),
      payoutId: payout.id,
      number,
      rail: payout.rail,
      provider: payout.provider,
      requestSha256: prepared.sha256,
      fence: payout.fence,
      owner: `${process.env.HOSTNAME ?? 'salur'}:${process.pid}`,
      signedAt,
    });
    await keepKeys(tx, payout.provider, attemptId, keys);
    const moved = await transition(tx, payout, {
      event: 'confirmed',
      actor: payout.confirmedBy ?? 'salur',
      by: { lease: 'kept', leaseMs },
      unlessWanted: true,
      detail: { attempt: number, requestSha256: prepared.sha256, ...reasonOf(payout) },
      // A payout that no person had to confirm is confirmed by being sent.
      set: { confirmedAt: payout.confirmedAt ?? NOW },
      dueInMs: leaseMs,
    });
    if (moved.kind !== 'moved') throw new IntentLost();
    return moved.payout;
  });

  try {
    return { payout: await commit, attemptId, order, prepared, sendBeforeMs };
  } catch (error) {
    if (error instanceof IntentLost || isSecondLiveAttempt(error)) return null;
    if (!(error instanceof CommitOutcomeUnknown)) throw error;
    const committed = await secondLook(dataSource, payout, attemptId);
    return committed && { payout: committed, attemptId, order, prepared, sendBeforeMs };
  }
}

/** Why a person confirmed it, if one did and said why. */
function reasonOf({ confirmedBy, confirmedReason }: Payout): { readonly reason?: string } {
  return confirmedBy === null || confirmedReason === null ? {} : { reason: confirmedReason };
}

/** Enough that the address of a callback cannot be guessed. */
const SECRET_BYTES = 24;

/** The key under which an attempt is found by the secret in its callback's address. The secret itself is not kept. */
export function secretKey(secret: string): string {
  return `secret:${createHash('sha256').update(secret).digest('hex')}`;
}

/** Keeps the texts by which a callback may name the attempt; those it already has are left as they are. */
export async function keepKeys(
  tx: EntityManager,
  provider: string,
  attemptId: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  const rows = keys.map((key) => ({ provider, key, attemptId }));
  await tx.createQueryBuilder().insert().into(AttemptKey).values(rows).orIgnore().execute();
}

/** Rolls the intent back: the payout was moved, claimed or wanted since it was claimed. */
class IntentLost extends Error {}

/** Reads on another connection whether the intent is there. The pool has discarded the connection that failed. */
async function secondLook(dataSource: DataSource, payout: Payout, attemptId: string): Promise<Payout | null> {
  return dataSource.transaction(async (tx) => {
    const attempt = await tx.findOneBy(Attempt, { id: attemptId });
    if (attempt === null) return null;
    const committed = await tx.findOneByOrFail(Payout, { id: payout.id });
    // Another replica has already taken it over: it asks the provider, so this process must not send.
    if (committed.version !== payout.version + 1) return null;
    await raiseAlert(tx, {
      payoutId: payout.id,
      kind: 'commit_unknown',
      message: 'The response to the commit of a transfer intent was lost; a second look found it committed',
    });
    return committed;
  });
}
