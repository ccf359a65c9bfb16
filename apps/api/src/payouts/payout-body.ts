import {
  type ExchangeRecord,
  type KnownPeople,
  NOT_YET_KNOWN,
  type Payout,
  type PayoutEvent,
  type PayoutStatus,
  type Proposal,
  proposalBody,
} from '#libs/payouts';
import { providerOf } from '#libs/providers';
import type { PayoutDestinationDto, PayoutDto, PayoutEventDto, PayoutExchangeDto } from './payout.dto.js';

/** Statuses in which the provider is asked again some day; in the others a due time only says when we work on it. */
const ASKED_AGAIN: readonly PayoutStatus[] = ['transferring', 'pending', 'review', 'succeeded', 'failed'];

/**
 * A payout as a client sees it. Every key is always there, null when there is nothing to say. What a receiver of cash has
 * to show is left out: see `show-payout.ts`.
 *
 * @param people as the one who asks may see them
 * @param proposal what the first of two people has proposed, for one in review
 */
export function payoutBody(payout: Payout, people: KnownPeople, proposal: Proposal | null = null): PayoutDto {
  return {
    id: payout.id,
    reference: payout.reference,
    status: payout.status,
    amount: Number(payout.amount),
    currency: payout.currency,
    rail: payout.rail,
    provider: payout.provider,
    destination: destinationBody(payout, people),
    // Banks pad names with spaces; the evidence has them verbatim.
    accountName: people.accountName?.trim() ?? null,
    nameMatch: payout.nameMatch,
    fee: payout.fee === null ? null : Number(payout.fee),
    purpose: payout.purpose,
    sender: senderBody(people),
    metadata: metadataBody(payout),
    confirmation: payout.confirmation,
    pendingReason: payout.pendingReason,
    proof: payout.proof,
    failure: failureBody(payout),
    review: reviewBody(payout, proposal),
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
export function bodyAsCreated(payout: Payout, people: KnownPeople): PayoutDto {
  const created = {
    ...payout,
    ...NOT_YET_KNOWN,
    rail: payout.createdRail,
    provider: providerOf(payout.createdRail),
    updatedAt: payout.createdAt,
  };
  return payoutBody(created, { ...people, accountName: null });
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

function destinationBody({ bankCode, outlet }: Payout, people: KnownPeople): PayoutDestinationDto {
  if (outlet === null) {
    const { accountNumber, accountHolderName } = people;
    return { type: 'bank_account', bankCode: bankCode as string, accountNumber, accountHolderName };
  }
  const { recipientName = null, phoneNumber = null, identityNumber = null, address = null } = people.recipient ?? {};
  return { type: 'cash_pickup', outlet, recipientName, phoneNumber, identityNumber, address };
}

function senderBody({ sender }: KnownPeople): PayoutDto['sender'] {
  return sender === null ? null : { id: sender.id, name: sender.name, phoneNumber: sender.phoneNumber };
}

/** Ordered by name: PostgreSQL does not keep the order of keys, and a repeated request must get the same bytes. */
function metadataBody({ metadata }: Payout): Record<string, string> {
  const names = Object.keys(metadata);
  if (names.length < 2) return metadata;
  return Object.fromEntries(names.sort().map((name) => [name, metadata[name] as string]));
}

function reviewBody({ reviewReason, reviewSince }: Payout, proposal: Proposal | null): PayoutDto['review'] {
  if (reviewReason === null) return null;
  return {
    reason: reviewReason,
    since: time(reviewSince) ?? '',
    proposal: proposal === null ? null : proposalBody(proposal),
  };
}

function failureBody(payout: Payout): PayoutDto['failure'] {
  if (payout.failureCode === null) return null;
  return { code: payout.failureCode, message: payout.failureMessage, providerCode: payout.failureProviderCode };
}
