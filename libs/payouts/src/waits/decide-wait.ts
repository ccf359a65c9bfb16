import type { ProviderMessage, RefusalReason } from '#libs/providers';
import type { RailChoice, RailVerdict } from '#libs/rails';
import { recheckOfEndMs } from '../law/schedule.js';
import type { WaitingReason } from '../law/status.js';
import { type Decision, move, type PayoutFields } from '../law/transition.js';
import type { PayoutFacts } from '../records/facts.js';
import type { Payout } from '../records/payout.entity.js';

export type ChosenRail = Extract<RailChoice, { kind: 'chosen' }>;

/** A day may be declared a business day, or no longer one, while payouts wait for it. */
const LOOK_AGAIN_AFTER_MS = 10 * 60_000;

/** What keeps a payout from going on now. */
export interface Wait {
  readonly reason: WaitingReason;
  /** For `window` when it opens, for `funds` when the payout is given up. */
  readonly until: Date;
  /** For `funds`: whether others wait behind it; see {@link holdsPlace}. */
  readonly holdsPlace?: boolean;
}

/** A payout waits, or takes another rail that need not wait. */
export function decideWait(payout: Payout, wait: Wait, other: ChosenRail | null, now: Date): Decision {
  if (other === null) return putToWait(payout, wait, now);
  return moveToOtherRail(payout, other, { because: wait.reason === 'window' ? 'window_closed' : 'short_balance' });
}

/** Leaves the payout until what it waits for is there. */
export function putToWait(payout: Payout, { reason, until, holdsPlace }: Wait, now: Date): Decision {
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
      ...(reason === 'funds' && holdsPlace !== undefined ? { holdsPlace } : {}),
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

/** Whose fault a definite refusal is. Only for the provider's fault is another rail tried: an account that cannot be paid cannot be paid elsewhere. */
const FAULT_OF: Record<RefusalReason, 'provider' | 'payee'> = {
  insufficient_funds: 'provider',
  bank_not_supported: 'provider',
  bank_unavailable: 'provider',
  limit_exceeded: 'provider',
  invalid_amount: 'provider',
  misconfigured: 'provider',
  expired: 'provider',
  invalid_account: 'payee',
  blacklisted: 'payee',
  declined: 'payee',
};

export function isProvidersFault(reason: RefusalReason): boolean {
  return FAULT_OF[reason] === 'provider';
}

/** Why a payout goes back to `created`; kept in its history. */
export interface ReasonToReroute {
  readonly because: RefusalReason | 'inquiry_unavailable' | 'window_closed' | 'short_balance';
  readonly providerMessage?: ProviderMessage;
  /** The balance that is known at its provider, for a payout that leaves for lack of funds. */
  readonly balance?: bigint | null;
}

/** How a payout waits for funds: on which rail, what that sets, and when to look at it at the latest. */
export interface FundsWait {
  readonly rail: string;
  readonly set: PayoutFields;
  readonly dueInMs: number;
}

/**
 * Puts a payout that was refused back to wait for funds: on its rail, when that refused it for lack of them, or on another, which lacked nothing else.
 * A refusal elsewhere does not end a payout that waits for money.
 */
export function waitForFunds(
  { rail: from }: Payout,
  { rail: to, set, dueInMs }: FundsWait,
  { because, providerMessage }: Pick<ReasonToReroute, 'because' | 'providerMessage'>,
): Decision {
  return move({
    event: 'rerouted',
    actor: 'salur',
    by: { lease: 'ended' },
    detail: { because: from === to ? 'waits_for_funds' : because, from, to, ...providerMessage },
    set: { ...STARTS_ANEW, ...set },
    dueInMs,
  });
}

/** Moves the payout to another rail, where it starts again with an inquiry. */
export function moveToOtherRail(
  payout: Payout,
  choice: ChosenRail,
  { because, providerMessage, balance = null }: ReasonToReroute,
): Decision {
  return move({
    event: 'rerouted',
    actor: 'salur',
    by: { lease: 'ended' },
    detail: {
      because,
      from: payout.rail,
      to: choice.rail,
      ...providerMessage,
      ...(balance === null ? {} : { balance: balance.toString() }),
      rails: choice.verdicts.map(shortVerdict),
    },
    set: { rail: choice.rail, provider: choice.provider, ...STARTS_ANEW },
    dueInMs: 0,
  });
}

/** What the inquiry on one rail found out means nothing on another. The name stays: a confirmation was given for it. */
export const STARTS_ANEW = { nameMatch: null, ticketSealed: null, providerReference: null, fee: null } as const;

/** What the history keeps of how a rail was judged. */
export function shortVerdict({ rail, verdict, code }: RailVerdict): Record<string, unknown> {
  return code === null ? { rail, verdict } : { rail, verdict, code };
}
