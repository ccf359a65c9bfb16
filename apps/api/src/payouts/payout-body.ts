import { type ExchangeRecord, NOT_YET_KNOWN, type Payout, type PayoutEvent, type PayoutStatus } from '#libs/payouts';
import { providerOf } from '#libs/providers';
import type { PayoutDestinationDto, PayoutDto, PayoutEventDto, PayoutExchangeDto } from './payout.dto.js';

/** Statuses in which the provider is asked again some day; in the others a due time only says when we work on it. */
const ASKED_AGAIN: readonly PayoutStatus[] = ['transferring', 'pending', 'review', 'succeeded', 'failed'];

/**
 * A payout as a client sees it. Every key is always there, null when there is nothing to say. What a receiver of cash has
 * to show is left out: see `show-payout.ts`.
 */
export function payoutBody(payout: Payout): PayoutDto {
  return {
    id: payout.id,
    reference: payout.reference,
    status: payout.status,
    amount: Number(payout.amount),
    currency: payout.currency,
    rail: payout.rail,
    provider: payout.provider,
    destination: destinationBody(payout),
    // Banks pad names with spaces; the evidence has them verbatim.
    accountName: payout.accountName?.trim() ?? null,
    nameMatch: payout.nameMatch,
    fee: payout.fee === null ? null : Number(payout.fee),
    purpose: payout.purpose,
    sender: senderBody(payout),
    metadata: metadataBody(payout),
    confirmation: payout.confirmation,
    pendingReason: payout.pendingReason,
    proof: payout.proof,
    failure: failureBody(payout),
    review:
      payout.reviewReason === null ? null : { reason: payout.reviewReason, since: time(payout.reviewSince) ?? '' },
    waiting: payout.waitingReason === null ? null : { reason: payout.waitingReason, until: time(payout.waitingUntil) },
    replacesPayoutId: payout.replacesPayoutId,
    providerReference: payout.providerReference,
    cashPickup: null,
    nextCheckAt: ASKED_AGAIN.includes(payout.status) ? time(payout.dueAt) : null,
    createdAt: payout.createdAt.toISOString(),
    updatedAt: payout.updatedAt.toISOString(),
    completedAt: time(payout.completedAt),
    version: payout.version,
  };
}

/** The body that a create without `Prefer: wait` was answered with, whatever has become of the payout since. */
export function bodyAsCreated(payout: Payout): PayoutDto {
  return payoutBody({
    ...payout,
    ...NOT_YET_KNOWN,
    rail: payout.createdRail,
    provider: providerOf(payout.createdRail),
    updatedAt: payout.createdAt,
  });
}

export function eventBody(event: PayoutEvent): PayoutEventDto {
  return {
    version: event.version,
    event: event.event,
    from: event.fromStatus,
    to: event.toStatus,
    at: event.at.toISOString(),
    actor: event.actor,
    detail: event.detail,
  };
}

export function exchangeBody(exchange: ExchangeRecord): PayoutExchangeDto {
  return {
    step: exchange.step,
    at: exchange.startedAt.toISOString(),
    durationMs: exchange.durationMs,
    httpStatus: exchange.httpStatus,
    outcome: exchange.outcome,
    providerCode: exchange.providerCode,
    request: exchange.request,
    response: exchange.response,
    error: exchange.error,
  };
}

function time(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

function destinationBody(payout: Payout): PayoutDestinationDto {
  if (payout.recipient === null) {
    return {
      type: 'bank_account',
      bankCode: payout.bankCode as string,
      accountNumber: payout.accountNumber as string,
      accountHolderName: payout.accountHolderName,
    };
  }
  const { outlet, recipientName, phoneNumber, identityNumber, address } = payout.recipient;
  return { type: 'cash_pickup', outlet, recipientName, phoneNumber, identityNumber, address };
}

function senderBody({ sender }: Payout): PayoutDto['sender'] {
  return sender === null ? null : { id: sender.id, name: sender.name, phoneNumber: sender.phoneNumber };
}

/** Ordered by name: PostgreSQL does not keep the order of keys, and a repeated request must get the same bytes. */
function metadataBody({ metadata }: Payout): Record<string, string> {
  const names = Object.keys(metadata);
  if (names.length < 2) return metadata;
  return Object.fromEntries(names.sort().map((name) => [name, metadata[name] as string]));
}

function failureBody(payout: Payout): PayoutDto['failure'] {
  if (payout.failureCode === null) return null;
  return { code: payout.failureCode, message: payout.failureMessage, providerCode: payout.failureProviderCode };
}
