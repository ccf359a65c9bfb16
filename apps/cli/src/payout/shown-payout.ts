import { type KnownPeople, maskPeople, Payout, SealedData } from '#libs/payouts';
import type { Get } from '../core/domain.js';

/** A payout with the people in it, as it is shown: their numbers by the last digits, unless they are asked for. */
export type ShownPayout = Payout & KnownPeople;

/** @param reveal numbers in full */
export function shown(get: Get, payout: Payout, reveal = false): ShownPayout {
  const people = get(SealedData).knownOf(payout);
  return Object.assign(new Payout(), payout, reveal ? people : maskPeople(people));
}
