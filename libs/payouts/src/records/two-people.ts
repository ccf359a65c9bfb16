import type { DataSource } from 'typeorm';
import type { Settings } from '#libs/platform';
import type { Payout } from './payout.entity.js';

/** The part of the settings that says which payouts take two people. */
export type TwoPeopleSettings = Pick<Settings, 'twoPeopleFrom'>;

/**
 * Whether a payout takes two people: one creates and another confirms it, and two resolve its review. Asked at each step and
 * not kept, so that the setting also holds for payouts that were accepted before it was made.
 */
export function takesTwoPeople({ amount }: Pick<Payout, 'amount'>, { twoPeopleFrom }: TwoPeopleSettings): boolean {
  return twoPeopleFrom !== null && amount >= twoPeopleFrom;
}

/**
 * SQL that is true for a payout whose confirmation is of the person who created it: one of a time at which that was enough.
 * Actors are compared by `principal_of`, which takes a key for the first one that it was rotated from.
 */
export const CONFIRMED_BY_MAKER = `exists (select from payout_event made
  where made.payout_id = payout.id and made.version = 1 and principal_of(made.actor) = principal_of(payout.confirmed_by))`;

/** Whether an actor is the person who created a payout. */
export async function isMaker(dataSource: DataSource, { id }: Payout, actor: string): Promise<boolean> {
  const [{ same }]: [{ same: boolean }] = await dataSource.query(
    `select principal_of(actor) = principal_of($2) as same from payout_event where payout_id = $1 and version = 1`,
    [id, actor],
  );
  return same;
}
