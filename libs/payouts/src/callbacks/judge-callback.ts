import type { CallbackHint } from '#libs/providers';
import type { PayoutStatus } from '../law/status.js';
import type { Attempt } from '../records/attempt.entity.js';
import type { CallbackResult, StoredAbout } from '../records/callback.entity.js';
import type { ClaimedCallback, LockedAttempt } from './process-callbacks.queries.js';

/** The action for a callback whose transfer is known. No action moves a payout: only the status check does. */
export type Verdict =
  | { readonly kind: 'done'; readonly result: Exclude<CallbackResult, 'mismatch' | 'given_up'> }
  /** A worker looks at the payout now, or once more if one is looking at it already. */
  | { readonly kind: 'wake' }
  /** It came before the outcome of the transfer: the sender still has the payout. */
  | { readonly kind: 'early' };

/** Statuses in which a payout has no transfer under way, so that a callback is about one that had ended. */
const BEFORE_TRANSFER: readonly PayoutStatus[] = ['created', 'inquired', 'cancelled'];

/** What a final status says already. */
const SAYS: Partial<Record<PayoutStatus, CallbackHint>> = { succeeded: 'paid', failed: 'failed' };

export function judgeCallback(
  { hint }: Pick<ClaimedCallback, 'hint'>,
  attempt: Pick<LockedAttempt, 'payoutStatus' | 'proof' | 'result' | 'superseded'>,
): Verdict {
  const { payoutStatus } = attempt;
  if (attempt.superseded || attempt.result === 'not_sent' || BEFORE_TRANSFER.includes(payoutStatus)) {
    const saysOtherwise = hint === 'paid' || hint === 'returned';
    return { kind: 'done', result: saysOtherwise ? 'contradicts' : 'ended_before' };
  }
  if (saysNothingNew(hint, attempt)) return { kind: 'done', result: 'nothing_new' };
  if (payoutStatus === 'transferring') return { kind: 'early' };
  return { kind: 'wake' };
}

/** A final that rests on no more than the answer to the transfer is still worth asking about when a callback agrees. */
function saysNothingNew(
  hint: CallbackHint,
  { payoutStatus, proof }: Pick<LockedAttempt, 'payoutStatus' | 'proof'>,
): boolean {
  if (payoutStatus === 'returned') return true;
  if (proof === null) return false;
  return hint === 'pending' || (SAYS[payoutStatus] === hint && proof !== 'api_reply');
}

/**
 * The newest hint wins, except that nothing goes back to `pending`, and that a return stays one when the news of the
 * payment that it returns comes after it.
 */
export function newestHint(known: Attempt['callbackHint'], hint: CallbackHint): Attempt['callbackHint'] {
  if (hint === 'unknown') return known;
  if (hint === 'pending') return known ?? hint;
  return known === 'returned' && hint === 'paid' ? known : hint;
}

/** @returns what a callback says of the order that is not so: names of fields, never their values */
export function differences(
  about: StoredAbout,
  order: Pick<LockedAttempt, 'amount' | 'bankCode' | 'destinationHash'>,
): string[] {
  const differs = (said: string | null = null, known: string | null = null) =>
    said !== null && known !== null && said !== known;
  return [
    ...(differs(about.amount, order.amount) ? ['amount'] : []),
    ...(differs(about.bankCode, order.bankCode) ? ['bankCode'] : []),
    ...(differs(about.destinationHash, order.destinationHash.toString('hex')) ? ['accountNumber'] : []),
  ];
}
