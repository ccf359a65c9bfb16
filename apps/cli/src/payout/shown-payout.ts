import type { Actor } from '#libs/audit';
import {
  type Beside,
  feeExpectedOf,
  type KnownPeople,
  maskPeople,
  OverseePayouts,
  Payout,
  ReadBeside,
  SealedData,
  type Warning,
  warningsOfIdentity,
} from '#libs/payouts';
import { RailDirectory } from '#libs/rails';
import type { Get } from '../core/domain.js';

/**
 * A payout with the people in it as far as they can be read (their numbers by the last digits), what is known of it beside its
 * row, and what to look at.
 */
export type ShownPayout = Payout &
  KnownPeople & {
    readonly beside: Beside;
    readonly warnings: readonly Warning[];
    readonly feeExpected: bigint | null;
    /** Why not all of it can be read; null: everything was. */
    readonly unreadable: string | null;
  };

export async function shown(get: Get, payout: Payout): Promise<ShownPayout> {
  const [only] = await allShown(get, [payout]);
  return only as ShownPayout;
}

export async function allShown(get: Get, payouts: readonly Payout[]): Promise<ShownPayout[]> {
  const known = await get(ReadBeside).of(payouts);
  const warnings = await get(OverseePayouts).warnings(payouts);
  return payouts.map((payout) => {
    const beside = known.get(payout.id) as Beside;
    const { people, unreadable } = get(SealedData).shownOf(payout);
    const ofIdentity = warningsOfIdentity(people.recipient?.identityNumber ?? null);
    const feeExpected = feeExpectedOf(payout, get(RailDirectory));
    const more = { beside, unreadable, feeExpected, warnings: [...(warnings.get(payout.id) ?? []), ...ofIdentity] };
    return Object.assign(new Payout(), payout, maskPeople(people), more);
  });
}

/** The same with numbers in full, for an operator who is named in the audit trail for it. */
export async function revealed(get: Get, payout: Payout, by: Actor): Promise<ShownPayout> {
  return Object.assign(await shown(get, payout), await get(OverseePayouts).reveal(payout, by));
}
