import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Caller, Scope } from '#libs/clients';
import {
  type Beside,
  CashPickupCode,
  FindPayouts,
  feeExpectedOf,
  NO_FINDINGS,
  NOT_YET_KNOWN,
  type Payout,
  type PayoutSum,
  payoutView,
  ReadBeside,
  SealedData,
  type ViewOptions,
  type Warning,
} from '#libs/payouts';
import { isUnreadable, SETTINGS, type Settings } from '#libs/platform';
import { providerOf } from '#libs/providers';
import { RailDirectory } from '#libs/rails';
import type { PayoutDto, PayoutSumsDto } from './payout.dto.js';
import type { Reader } from './reader.js';

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
    private readonly beside: ReadBeside,
    private readonly sealed: SealedData,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'defaultLanguage' | 'twoPeopleFrom'>,
    private readonly rails: RailDirectory,
  ) {}

  /** @param payout one of the reader's own client */
  async to(reader: Reader, payout: Payout): Promise<PayoutDto> {
    return maySeeCode(reader)
      ? this.complete(reader, await this.withoutCode(reader, payout))
      : this.one(reader, payout);
  }

  /** Many at once, for a list; without what receivers of cash show. */
  async all(reader: Reader, payouts: readonly Payout[]): Promise<PayoutDto[]> {
    const known = await this.beside.of(payouts);
    const warnings = await this.payouts.warnings(payouts);
    return payouts.map((payout) =>
      this.view(reader, payout, known.get(payout.id) as Beside, warnings.get(payout.id) ?? []),
    );
  }

  /** Sums are exact JSON integers, however large. */
  sums(sums: readonly PayoutSum[]): PayoutSumsDto {
    const statuses = [...new Set(sums.map(({ status }) => status))];
    const total = (of: (sum: PayoutSum) => bigint, status?: string) =>
      exact(
        sums.filter((sum) => status === undefined || sum.status === status).reduce((all, sum) => all + of(sum), 0n),
      );
    const count = (sum: PayoutSum) => BigInt(sum.count);
    const amount = (sum: PayoutSum) => BigInt(sum.amount);
    const expected = (sum: PayoutSum) => (feeExpectedOf(sum, this.rails) ?? 0n) * BigInt(sum.count);
    return {
      count: total(count),
      amount: total(amount),
      byStatus: statuses.map((status) => ({
        status,
        count: total(count, status),
        amount: total(amount, status),
        fee: total((sum) => BigInt(sum.fee), status),
        feeExpected: total(expected, status),
      })),
    };
  }

  /** Just accepted, so that there is nothing else to know of it. */
  accepted(reader: Reader, payout: Payout, warnings: readonly Warning[]): PayoutDto {
    return this.view(reader, payout, this.nothingBeside(), warnings);
  }

  /** The answer that a create without `Prefer: wait` was given, whatever the payout's status is now. */
  async asCreated(reader: Reader, payout: Payout): Promise<PayoutDto> {
    const created = {
      ...payout,
      ...NOT_YET_KNOWN,
      rail: payout.createdRail,
      provider: providerOf(payout.createdRail),
      updatedAt: payout.createdAt,
    };
    const warnings = await this.payouts.warningsWhenCreated(payout.id);
    const { people, unreadable } = this.sealed.shownOf(payout);
    return this.view(reader, created, this.nothingBeside(), warnings, {
      people: { ...people, accountName: null },
      unreadable,
    });
  }

  /** The response as it can be stored, and completed for the key that repeats the request. */
  async withoutCode(reader: Reader, payout: Payout): Promise<AnswerWithoutCode> {
    const body = await this.one(reader, payout);
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

  private async one(reader: Reader, payout: Payout): Promise<PayoutDto> {
    const [body] = await this.all(reader, [payout]);
    return body as PayoutDto;
  }

  private view(
    reader: Reader,
    payout: Payout,
    beside: Beside,
    warnings: readonly Warning[],
    { people, unreadable } = this.sealed.shownOf(payout),
  ): PayoutDto {
    const language = reader.language ?? this.settings.defaultLanguage;
    return payoutView(payout, people, {
      ...{ numbers: numbersFor(reader), language, beside, warnings },
      feeExpected: feeExpectedOf(payout, this.rails),
      unreadable: unreadable !== null,
    });
  }

  private nothingBeside(): Beside {
    const { twoPeopleFrom } = this.settings;
    return { standing: { kind: 'ready' }, findings: NO_FINDINGS, proposal: null, twoPeopleFrom };
  }
}

/** As JSON writes it, digit by digit. */
function exact(sum: bigint): number {
  return (JSON as unknown as { rawJSON(text: string): number }).rawJSON(sum.toString());
}

/** Keys that create, confirm or resolve see numbers in full. */
export function numbersFor({ scopes }: Caller): ViewOptions['numbers'] {
  return SEE_NUMBERS.some((scope) => scopes.has(scope)) ? 'full' : 'masked';
}

function maySeeCode({ scopes }: Caller): boolean {
  return scopes.has('cash-pickup:read');
}
