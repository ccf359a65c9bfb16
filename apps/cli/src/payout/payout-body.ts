import { isoOrNull } from '../output/words.js';
import type { ShownPayout } from './shown-payout.js';

const ERASED = '(erased)';

/**
 * A payout for programs: in the words of the REST API, but with the client it belongs to, and with account, phone and
 * identity numbers cut to their last digits.
 */
export function payoutBody(payout: ShownPayout, client: string | null) {
  return {
    id: payout.id,
    clientId: payout.clientId,
    client,
    reference: payout.reference,
    status: payout.status,
    amount: Number(payout.amount),
    currency: payout.currency,
    requestedRail: payout.requestedRail,
    rail: payout.rail,
    provider: payout.provider,
    destination: destinationBody(payout),
    accountName: payout.accountName?.trim() ?? null,
    nameMatch: payout.nameMatch,
    fee: payout.fee === null ? null : Number(payout.fee),
    purpose: payout.purpose,
    metadata: payout.metadata,
    confirmation: payout.confirmation,
    confirmedAt: isoOrNull(payout.confirmedAt),
    confirmedBy: payout.confirmedBy,
    pendingReason: payout.pendingReason,
    proof: payout.proof,
    failure:
      payout.failureCode === null
        ? null
        : { code: payout.failureCode, message: payout.failureMessage, providerCode: payout.failureProviderCode },
    review: payout.reviewReason === null ? null : { reason: payout.reviewReason, since: isoOrNull(payout.reviewSince) },
    waiting:
      payout.waitingReason === null ? null : { reason: payout.waitingReason, until: isoOrNull(payout.waitingUntil) },
    replacesPayoutId: payout.replacesPayoutId,
    providerReference: payout.providerReference,
    dueAt: isoOrNull(payout.dueAt),
    createdAt: payout.createdAt.toISOString(),
    updatedAt: payout.updatedAt.toISOString(),
    completedAt: isoOrNull(payout.completedAt),
    version: payout.version,
  };
}

function destinationBody({ outlet, recipient, bankCode, accountNumber, accountHolderName }: ShownPayout) {
  if (outlet === null) return { type: 'bank_account', bankCode, accountNumber, accountHolderName };
  const { recipientName = null, phoneNumber = null, identityNumber = null } = recipient ?? {};
  return { type: 'cash_pickup', outlet, recipientName, phoneNumber, identityNumber };
}

/** Where the money goes, for people: `bank 014, account ******3566`. */
export function destinationText({ outlet, recipient, bankCode, accountNumber }: ShownPayout): string {
  if (outlet === null) return `bank ${bankCode}, account ${accountNumber ?? ERASED}`;
  return `cash at ${outlet} for ${recipient?.recipientName ?? ERASED}, phone ${recipient?.phoneNumber ?? ERASED}`;
}
