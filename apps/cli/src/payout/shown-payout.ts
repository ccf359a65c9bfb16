import type { Actor } from '#libs/audit';
import {
  FindPayouts,
  type KnownPeople,
  maskPeople,
  OverseePayouts,
  Payout,
  SealedData,
  type Standing,
  type Warning,
} from '#libs/payouts';
import type { Get } from '../core/domain.js';

/**
 * A payout with the people in it as far as they can be read (their numbers by the last digits), where it stands, and what to look at.
 */
export type ShownPayout = Payout &
  KnownPeople & {
    readonly standing: Standing;
    readonly warnings: readonly Warning[];
    /** Why not all of it can be read; null: everything was. */
    readonly unreadable: string | null;
  };

export async function shown(get: Get, payout: Payout): Promise<ShownPayout> {
  const [only] = await allShown(get, [payout]);
  return only as ShownPayout;
}

export async function allShown(get: Get, payouts: readonly Payout[]): Promise<ShownPayout[]> {
  const standings = await get(FindPayouts).standings(payouts);
  const warnings = await get(OverseePayouts).warnings(payouts);
  return payouts.map((payout) => {
    const standing = standings.get(payout.id) as Standing;
    const { people, unreadable } = get(SealedData).shownOf(payout);
    const more = { standing, unreadable, warnings: warnings.get(payout.id) ?? [] };
    return Object.assign(new Payout(), payout, maskPeople(people), more);
  });
}

/** The same with numbers in full, for an operator who is named in the audit trail for it. */
export async function revealed(get: Get, payout: Payout, by: Actor): Promise<ShownPayout> {
  return Object.assign(await shown(get, payout), await get(OverseePayouts).reveal(payout, by));
}
