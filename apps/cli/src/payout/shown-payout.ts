import type { Actor } from '#libs/audit';
import { type KnownPeople, maskPeople, OverseePayouts, Payout, SealedData } from '#libs/payouts';
import type { Get } from '../core/domain.js';

/** A payout with the people in it, as it is shown: their numbers by the last digits. */
export type ShownPayout = Payout & KnownPeople;

export function shown(get: Get, payout: Payout): ShownPayout {
  return Object.assign(new Payout(), payout, maskPeople(get(SealedData).knownOf(payout)));
}

/** The same with numbers in full, for an operator whose name the audit trail records. */
export async function revealed(get: Get, payout: Payout, by: Actor): Promise<ShownPayout> {
  return Object.assign(new Payout(), payout, await get(OverseePayouts).reveal(payout, by));
}
