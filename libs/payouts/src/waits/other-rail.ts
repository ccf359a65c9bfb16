import type { RailDirectory, RailRequest } from '#libs/rails';
import type { Sql } from '../law/lease.js';
import type { Payout } from '../records/payout.entity.js';
import type { ChosenRail } from './decide-wait.js';
import { leftRails } from './funds-queue.queries.js';
import { type NotAgain, notAgain } from './left-rails.js';

/** What of a payout decides which rails can carry it. */
export type Routed = Pick<Payout, 'rail' | 'requestedRail' | 'amount' | 'bankCode' | 'outlet'>;

/** The payout as the rails judge it. */
export function railRequestOf({ amount, bankCode, outlet }: Omit<Routed, 'rail' | 'requestedRail'>): RailRequest {
  if (outlet !== null) return { amount, destination: { type: 'cash_pickup', outlet } };
  return { amount, destination: { type: 'bank_account', bankCode: bankCode as string } };
}

/**
 * Another rail that can carry a payout at once, from what is known in memory.
 *
 * @param without providers that lack the money for it
 * @param how `preview` when nothing follows from it
 */
export function chooseOther(
  rails: RailDirectory,
  payout: Routed,
  { rails: refused, providers }: NotAgain,
  without: Iterable<string> = [],
  how: 'choose' | 'preview' = 'choose',
): ChosenRail | null {
  if (payout.requestedRail !== 'auto') return null;
  const exclude = new Set([payout.rail, ...refused]);
  const choice = rails[how]('auto', railRequestOf(payout), { exclude, short: new Set([...providers, ...without]) });
  return choice.kind === 'chosen' && choice.waitUntil === null && !choice.lacksFunds ? choice : null;
}

/**
 * Another rail that can carry a payout at once: only for `auto`, never one that has refused it before, nor one of a provider that has refused it
 * for lack of funds.
 *
 * @returns null when the client named its rail, or no other can
 */
export async function findOtherRail(
  db: Sql,
  rails: RailDirectory,
  payout: Routed & Pick<Payout, 'id'>,
  without: Iterable<string> = [],
): Promise<ChosenRail | null> {
  if (payout.requestedRail !== 'auto') return null;
  return chooseOther(rails, payout, notAgain(await leftRails(db, [payout.id])), without);
}
