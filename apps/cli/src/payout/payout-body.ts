import { payoutView } from '#libs/payouts';
import { isoOrNull } from '../output/words.js';
import type { ShownPayout } from './shown-payout.js';

const ERASED = '(erased)';

/** A payout for programs: as clients see it, plus the fields for operators. Numbers are as `payout` has them. */
export function payoutBody(payout: ShownPayout, client: string | null) {
  const { cashPickup: _, ...view } = payoutView(payout, payout, { numbers: 'full' });
  return {
    ...view,
    clientId: payout.clientId,
    client,
    requestedRail: payout.requestedRail,
    confirmedAt: isoOrNull(payout.confirmedAt),
    confirmedBy: payout.confirmedBy,
    dueAt: isoOrNull(payout.dueAt),
  };
}

/** Where the money goes, for people: `bank 014, account ******3566`. */
export function destinationText({ outlet, recipient, bankCode, accountNumber }: ShownPayout): string {
  if (outlet === null) return `bank ${bankCode}, account ${accountNumber ?? ERASED}`;
  return `cash at ${outlet} for ${recipient?.recipientName ?? ERASED}, phone ${recipient?.phoneNumber ?? ERASED}`;
}
