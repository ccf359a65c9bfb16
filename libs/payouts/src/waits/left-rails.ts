import { providerOf } from '#libs/providers';
import type { LeftRail } from './funds-queue.queries.js';

type Left = Omit<LeftRail, 'payoutId'>;

/** Causes that say nothing against a rail: the payout did not try it, or tries it again. */
const NOT_REFUSED: ReadonlySet<string> = new Set(['window_closed', 'short_balance', 'waits_for_funds']);
const FOR_FUNDS: ReadonlySet<string> = new Set(['insufficient_funds', 'short_balance', 'waits_for_funds']);

export interface NotAgain {
  readonly rails: ReadonlySet<string>;
  /** All their rails draw on one balance, which did not suffice. */
  readonly providers: ReadonlySet<string>;
}

/**
 * The rails that a payout does not take again: those that refused it, and for lack of funds all rails of the provider, until the payout has
 * waited for funds.
 *
 * @param left in order
 */
export function notAgain(left: readonly Left[]): NotAgain {
  const refused = left.filter(({ because }) => !NOT_REFUSED.has(because) && because !== 'insufficient_funds');
  const lastWait = left.findLastIndex(({ because }) => because === 'waits_for_funds');
  const short = left.slice(lastWait + 1).filter(({ because }) => because === 'insufficient_funds');
  return {
    rails: new Set(refused.map(({ rail }) => rail)),
    providers: new Set(short.map(({ rail }) => providerOf(rail))),
  };
}

/** A rail that lacked no more than money. */
export interface RailToReturnTo {
  readonly rail: string;
  readonly provider: string;
  /** The balance at which it refused the payout; null: it did not, or none was known. */
  readonly balance: bigint | null;
}

/**
 * The rail on which a payout waits for funds when the present one refuses it: the last one that it left for no other cause, and that has not refused
 * it otherwise.
 */
export function railToReturnTo(left: readonly Left[], present: string): RailToReturnTo | null {
  const refused = notAgain(left).rails;
  const short = left.findLast(({ rail, because }) => FOR_FUNDS.has(because) && rail !== present && !refused.has(rail));
  if (short === undefined) return null;
  const { rail, balance } = short;
  return { rail, provider: providerOf(rail), balance: balance === null ? null : BigInt(balance) };
}
