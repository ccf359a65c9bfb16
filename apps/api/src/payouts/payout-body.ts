import {
  type ExchangeRecord,
  type KnownPeople,
  NOT_YET_KNOWN,
  type Payout,
  type PayoutEvent,
  payoutView,
  type ViewOptions,
} from '#libs/payouts';
import { providerOf } from '#libs/providers';
import type { PayoutDto, PayoutEventDto, PayoutExchangeDto } from './payout.dto.js';

/** The body that a create without `Prefer: wait` was answered with, whatever the payout's status is now. */
export function bodyAsCreated(payout: Payout, people: KnownPeople, numbers: ViewOptions['numbers']): PayoutDto {
  const created = {
    ...payout,
    ...NOT_YET_KNOWN,
    rail: payout.createdRail,
    provider: providerOf(payout.createdRail),
    updatedAt: payout.createdAt,
  };
  return payoutView(created, { ...people, accountName: null }, { numbers, waiting: null });
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
