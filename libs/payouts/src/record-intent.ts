import type { DataSource } from 'typeorm';
import { CommitOutcomeUnknown, inTransaction, newId } from '#libs/platform';
import type { PreparedTransfer, Rail, TransferOrder } from '#libs/providers';
import { Attempt } from './attempt.entity.js';
import { Payout } from './payout.entity.js';
import { transferOrderOf } from './provider-call.js';
import { raiseAlert } from './raise-alert.js';
import { SEND_WITHIN_MS } from './schedule.js';
import { isSecondLiveAttempt, type Move, transition } from './transition.js';

/** A transfer that may now leave: recorded, committed, and the commit acknowledged. */
export interface Intent {
  readonly payout: Payout;
  readonly attemptId: string;
  readonly order: TransferOrder;
  readonly prepared: PreparedTransfer;
  /** The reading of `performance.now()` from which on it must not leave any more. */
  readonly sendBeforeMs: number;
}

/** What a confirmation says about itself: who, and how the history shall explain it. */
export type Confirming = Pick<Move, 'actor' | 'by' | 'set' | 'detail' | 'dueInMs'>;

/**
 * Law 2, intent first: builds and signs the request, then commits the attempt and the status `transferring` together.
 * When the answer to COMMIT is lost, a second look on another connection decides; whatever stays unknown is not sent.
 *
 * @returns null when this process must not send: somebody else moved the payout, or the commit is not proven
 */
export async function recordIntent(
  dataSource: DataSource,
  rail: Rail,
  payout: Payout,
  confirming: Confirming,
): Promise<Intent | null> {
  const [{ reference, number }] = await dataSource.query(
    `select nextval('attempt_reference')::text as reference,
       (select count(*)::int + 1 from attempt where payout_id = $1) as number`,
    [payout.id],
  );
  const attemptId = newId();
  const signedAt = new Date();
  const sendBeforeMs = performance.now() + SEND_WITHIN_MS;
  const attempt = {
    reference: reference as string,
    accountName: payout.accountName ?? '',
    ticket: payout.ticket ?? {},
    providerReference: null,
  };
  const order = transferOrderOf(payout, attempt);
  const prepared = rail.prepareTransfer(order, signedAt);

  const commit = inTransaction(dataSource, async (tx) => {
    await tx.insert(Attempt, {
      ...attempt,
      id: attemptId,
      payoutId: payout.id,
      number: number as number,
      rail: payout.rail,
      provider: payout.provider,
      requestSha256: prepared.sha256,
      fence: payout.fence,
      owner: `${process.env.HOSTNAME ?? 'salur'}:${process.pid}`,
      signedAt,
    });
    const moved = await transition(tx, payout, {
      ...confirming,
      event: 'confirmed',
      detail: { ...confirming.detail, attempt: number, requestSha256: prepared.sha256 },
    });
    if (moved.kind !== 'moved') throw new IntentLost();
    return moved.payout;
  });

  try {
    return { payout: await commit, attemptId, order, prepared, sendBeforeMs };
  } catch (error) {
    if (error instanceof IntentLost || isSecondLiveAttempt(error)) return null;
    if (!(error instanceof CommitOutcomeUnknown)) throw error;
    const committed = await secondLook(dataSource, payout.id, attemptId);
    return committed && { payout: committed, attemptId, order, prepared, sendBeforeMs };
  }
}

/** Rolls the intent back: the payout was moved or claimed by somebody else since it was read. */
class IntentLost extends Error {}

/** Reads on another connection whether the intent is there. The pool has discarded the connection that failed. */
async function secondLook(dataSource: DataSource, payoutId: string, attemptId: string): Promise<Payout | null> {
  return dataSource.transaction(async (tx) => {
    const attempt = await tx.findOneBy(Attempt, { id: attemptId });
    if (attempt === null) return null;
    await raiseAlert(tx, {
      payoutId,
      kind: 'commit_unknown',
      message: 'The answer to the commit of a transfer intent was lost; a second look found it committed',
    });
    return tx.findOneByOrFail(Payout, { id: payoutId });
  });
}
