import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Caller } from '#libs/clients';
import { CashPickupCode, FindPayouts, type Payout } from '#libs/payouts';
import type { PayoutDto } from './payout.dto.js';
import { payoutBody } from './payout-body.js';

/** An answer about a payout before it is known who hears it: without the code, but with the name of the code it has. */
export interface AnswerWithoutCode {
  readonly body: PayoutDto;
  /** The attempt whose code belongs into `cashPickup`; null: none was known when the answer was made. */
  readonly codeOf: string | null;
}

/**
 * Answers about single payouts. Who collects cash shows a code: it is put into an answer last, for a caller whose key may
 * see it, and never into anything that is kept.
 */
@Injectable()
export class ShowPayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly payouts: FindPayouts,
  ) {}

  /** @param payout one of the caller's own client */
  async to(caller: Caller, payout: Payout): Promise<PayoutDto> {
    return maySee(caller) ? this.complete(caller, await this.withoutCode(payout)) : this.bodyOf(payout);
  }

  /** Many at once, for a list; without what receivers of cash show. */
  async all(payouts: readonly Payout[]): Promise<PayoutDto[]> {
    const proposals = await this.payouts.proposals(payouts);
    return payouts.map((payout) => payoutBody(payout, proposals.get(payout.id)));
  }

  /** The answer as it can be kept, and completed for whoever asks again. */
  async withoutCode(payout: Payout): Promise<AnswerWithoutCode> {
    const body = await this.bodyOf(payout);
    if (payout.destinationType !== 'cash_pickup') return { body, codeOf: null };
    const newest = await this.dataSource
      .getRepository(CashPickupCode)
      .findOne({ select: { attemptId: true }, where: { payoutId: payout.id }, order: { attemptId: 'DESC' } });
    return { body, codeOf: newest?.attemptId ?? null };
  }

  /** @returns the answer with the code in its place, if there is one and the caller may see it */
  async complete(caller: Caller, { body, codeOf }: AnswerWithoutCode): Promise<PayoutDto> {
    if (codeOf === null || !maySee(caller)) return body;
    const { token, pin } = await this.dataSource
      .getRepository(CashPickupCode)
      .findOneByOrFail({ attemptId: codeOf, payoutId: body.id });
    return { ...body, cashPickup: { token, pin } };
  }

  private async bodyOf(payout: Payout): Promise<PayoutDto> {
    return payoutBody(payout, (await this.payouts.proposals([payout])).get(payout.id));
  }
}

function maySee({ scopes }: Caller): boolean {
  return scopes.has('cash-pickup:read');
}
