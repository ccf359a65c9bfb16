import type { EntityManager } from 'typeorm';
import { type Aside, putAside } from './lease.js';
import { type Movable, type Move, transition } from './transition.js';

/** What a step has decided about a payout: to move it, or to leave it in its status and look again later. */
export type Decision = { readonly kind: 'move'; readonly move: Move } | ({ readonly kind: 'aside' } & Aside);

/** A step's result. Null: the lease was lost, or a command moved the payout. */
export type Progress<P> = {
  readonly payout: P;
  /** The same worker goes on with it at once, and still holds its lease. */
  readonly goOn: boolean;
  /** It is due again at once: a command or a callback wants it. */
  readonly isWanted: boolean;
} | null;

export const move = (move: Move): Decision => ({ kind: 'move', move });

/** Of a payout that waits for neither hours nor funds any longer: a step of it was attempted, or a person is missing. */
export const WAITS_NO_MORE = { waitingReason: null, waitingUntil: null } as const;

/** Looks again later, and counts this as one more attempt at the work of the status. */
export const later = (dueInMs: number | null, set?: Aside['set']): Decision => ({
  kind: 'aside',
  dueInMs,
  tries: 'counted',
  ...(set === undefined ? {} : { set }),
});

export async function carryOut<P extends Movable>(
  tx: EntityManager,
  payout: P,
  decision: Decision,
): Promise<Progress<P>> {
  if (decision.kind === 'aside') {
    const left = await putAside(tx, payout, decision);
    return left === 'lost' ? null : { payout, goOn: false, isWanted: left === 'wanted' };
  }
  const moved = await transition(tx, payout, decision.move);
  if (moved.kind !== 'moved') return null;
  return { payout: moved.payout, goOn: decision.move.by.lease === 'kept', isWanted: moved.payout.wantedAt !== null };
}
