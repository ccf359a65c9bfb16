import { type Language, payoutView, waitingOf } from '#libs/payouts';
import { isoOrNull } from '../output/words.js';
import type { ShownPayout } from './shown-payout.js';

const ERASED = '(erased)';
const UNREADABLE = '(unreadable)';

const missing = ({ unreadable }: Pick<ShownPayout, 'unreadable'>) => (unreadable === null ? ERASED : UNREADABLE);

/** A payout for programs: as clients see it, plus the fields for operators. Numbers are as `payout` has them. */
export function payoutBody(payout: ShownPayout, client: string | null, language: Language = 'en') {
  const { beside, warnings } = payout;
  const unreadable = payout.unreadable !== null;
  const { cashPickup: _, ...view } = payoutView(payout, payout, {
    ...{ numbers: 'full', language, beside, warnings, unreadable },
    feeExpected: payout.feeExpected,
  });
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

/** `created, waits for funds`: the status and its reason. */
export function statusText({ status, beside, pendingReason, reviewReason, failureCode }: ShownPayout): string {
  const waiting = waitingOf(beside.standing);
  if (waiting !== null) return `${status}, waits for ${waiting.reason}`;
  const why = pendingReason ?? reviewReason ?? failureCode;
  return why === null ? status : `${status}: ${why}`;
}

/** Where the money goes, for people: `bank 014, account ******3566`. */
export function destinationText(payout: ShownPayout): string {
  const { outlet, recipient, bankCode, accountNumber } = payout;
  if (outlet === null) return `bank ${bankCode}, account ${accountNumber ?? missing(payout)}`;
  const [name, phone] = [recipient?.recipientName, recipient?.phoneNumber];
  return `cash at ${outlet} for ${name ?? missing(payout)}, phone ${phone ?? missing(payout)}`;
}
