import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Caller, Scope } from '#libs/clients';
import {
  CashPickupCode,
  FindPayouts,
  NOT_YET_KNOWN,
  type Payout,
  payoutView,
  proposalBody,
  SealedData,
  type Standing,
  type ViewOptions,
  type Warning,
  waitingOf,
} from '#libs/payouts';
import { isUnreadable } from '#libs/platform';
import { providerOf } from '#libs/providers';
import type { PayoutDto } from './payout.dto.js';

/** A response about a payout before its reader is known: without the code, but with the id of the attempt that has one. */
export interface AnswerWithoutCode {
  readonly body: PayoutDto;
  /** The attempt whose code belongs into `cashPickup`; null: none was known when the answer was made. */
  readonly codeOf: string | null;
}

/** Keys that create, confirm or resolve see numbers in full; keys that only read see masked numbers. */
const SEE_NUMBERS: readonly Scope[] = ['payouts:create', 'payouts:confirm', 'payouts:resolve'];

/**
 * Responses about payouts, as far as their caller may see them. The code of a cash pickup is added last, to a response
 * about a single payout, for a caller whose key may see it, and never to anything that is stored.
 */
@Injectable()
export class ShowPayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly payouts: FindPayouts,
    private readonly sealed: SealedData,
  ) {}

  /** @param payout one of the caller's own client */
  async to(caller: Caller, payout: Payout): Promise<PayoutDto> {
    return maySeeCode(caller)
      ? this.complete(caller, await this.withoutCode(caller, payout))
      : this.one(caller, payout);
  }

  /** Many at once, for a list; without what receivers of cash show. */
  async all(caller: Caller, payouts: readonly Payout[]): Promise<PayoutDto[]> {
    const proposals = await this.payouts.proposals(payouts);
    const standings = await this.payouts.standings(payouts);
    const warnings = await this.payouts.warnings(payouts);
    const numbers = numbersFor(caller);
    return payouts.map((payout) => {
      const proposal = proposals.get(payout.id);
      const { people, unreadable } = this.sealed.shownOf(payout);
      return payoutView(payout, people, {
        numbers,
        unreadable: unreadable !== null,
        waiting: waitingOf(standings.get(payout.id) as Standing),
        warnings: warnings.get(payout.id) ?? [],
        proposal: proposal === undefined ? null : proposalBody(proposal),
      });
    });
  }

  /** Just accepted, so that there is nothing else to know of it. */
  accepted(caller: Caller, payout: Payout, warnings: readonly Warning[]): PayoutDto {
    const numbers = numbersFor(caller);
    return payoutView(payout, this.sealed.knownOf(payout), { numbers, warnings, waiting: null });
  }

  /** The answer that a create without `Prefer: wait` was given, whatever the payout's status is now. */
  async asCreated(caller: Caller, payout: Payout): Promise<PayoutDto> {
    const created = {
      ...payout,
      ...NOT_YET_KNOWN,
      rail: payout.createdRail,
      provider: providerOf(payout.createdRail),
      updatedAt: payout.createdAt,
    };
    const { people, unreadable } = this.sealed.shownOf(payout);
    const warnings = await this.payouts.warningsWhenCreated(payout.id);
    const options = { numbers: numbersFor(caller), warnings, waiting: null, unreadable: unreadable !== null };
    return payoutView(created, { ...people, accountName: null }, options);
  }

  /** The response as it can be stored, and completed for the key that repeats the request. */
  async withoutCode(caller: Caller, payout: Payout): Promise<AnswerWithoutCode> {
    const body = await this.one(caller, payout);
    if (payout.destinationType !== 'cash_pickup') return { body, codeOf: null };
    const newest = await this.dataSource
      .getRepository(CashPickupCode)
      .findOne({ select: { attemptId: true }, where: { payoutId: payout.id }, order: { attemptId: 'DESC' } });
    return { body, codeOf: newest?.attemptId ?? null };
  }

  /** @returns the answer with the code in its place, if there still is one and the caller may see it */
  async complete(caller: Caller, { body, codeOf }: AnswerWithoutCode): Promise<PayoutDto> {
    if (codeOf === null || !maySeeCode(caller)) return body;
    const code = await this.dataSource
      .getRepository(CashPickupCode)
      .findOneBy({ attemptId: codeOf, payoutId: body.id });
    if (code === null) return body;
    try {
      return { ...body, cashPickup: this.sealed.pickupCodeOf(code) };
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return { ...body, unreadable: true };
    }
  }

  private async one(caller: Caller, payout: Payout): Promise<PayoutDto> {
    const [body] = await this.all(caller, [payout]);
    return body as PayoutDto;
  }
}

function numbersFor({ scopes }: Caller): ViewOptions['numbers'] {
  return SEE_NUMBERS.some((scope) => scopes.has(scope)) ? 'full' : 'masked';
}

function maySeeCode({ scopes }: Caller): boolean {
  return scopes.has('cash-pickup:read');
}
