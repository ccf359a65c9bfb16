import { type Decision, move } from '../law/decision.js';
import { recheckOfEndMs } from '../law/schedule.js';
import type { WaitingReason } from '../law/status.js';
import type { PayoutFacts } from '../records/facts.js';
import type { Payout } from '../records/payout.entity.js';
import { type ChosenRail, moveToOtherRail } from './reroute.js';

/** A day may be declared a business day, or no longer one, while payouts wait for it. */
const LOOK_AGAIN_AFTER_MS = 10 * 60_000;

/** What keeps a payout from going on now. */
export interface Wait {
  readonly reason: WaitingReason;
  /** For `window` when it opens, for `funds` when the payout is given up. */
  readonly until: Date;
}

/** A payout waits, or takes another rail that need not wait. */
export function decideWait(payout: Payout, wait: Wait, other: ChosenRail | null, now: Date): Decision {
  if (other === null) return putToWait(payout, wait, now);
  return moveToOtherRail(payout, other, { because: wait.reason === 'window' ? 'window_closed' : 'short_balance' });
}

/** Leaves the payout until what it waits for is there. */
export function putToWait(payout: Payout, { reason, until }: Wait, now: Date): Decision {
  const untilMs = until.getTime() - now.getTime();
  return {
    kind: 'aside',
    dueInMs: reason === 'window' ? Math.min(untilMs, LOOK_AGAIN_AFTER_MS) : untilMs,
    tries: 'from_zero',
    set: {
      waitingReason: reason,
      waitingUntil: until,
      // Its place in the queue is kept.
      ...(reason === 'funds' && payout.fundsSince === null ? { fundsSince: now } : {}),
    },
  };
}

/** It has waited for funds as long as it may. */
export function giveUpWaiting(payout: Payout, facts: PayoutFacts): Decision {
  return move({
    event: 'cancelled',
    actor: 'salur',
    by: { lease: 'ended' },
    unlessWanted: true,
    detail: { reason: 'there were no funds for it in time', since: payout.fundsSince?.toISOString() },
    dueInMs: recheckOfEndMs(facts),
  });
}

/**
 * The first of the queue, as far as the money goes. A payout that does not fit keeps those behind it from overtaking; one that
 * was refused although the balance would have covered it is left until the balance rises, and holds up no other.
 *
 * @param waiters in their order
 * @param costOf what a payout takes from the balance, in whole rupiah
 */
export function coveredBy(
  available: bigint | null,
  waiters: readonly Payout[],
  costOf: (payout: Payout) => bigint,
): Payout[] {
  if (available === null) return [];
  const covered: Payout[] = [];
  let left = available;
  for (const payout of waiters) {
    const cost = costOf(payout);
    if (cost > left) break;
    if (payout.fundsBalance !== null && available <= payout.fundsBalance) continue;
    left -= cost;
    covered.push(payout);
  }
  return covered;
}
