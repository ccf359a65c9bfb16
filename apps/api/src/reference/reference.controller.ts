import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Scopes } from '#libs/clients';
import { SETTINGS, type Settings } from '#libs/platform';
import { PROVIDERS, type RailDeclaration } from '#libs/providers';
import { type Bank, RailDirectory, RailFacts, type RailRejectionCode } from '#libs/rails';
import { DescribeBalances, DescribeBanks, DescribeRails } from '../openapi/describe-reference.js';
import { readRailRequest } from './list-rails.query.js';
import { choiceBody, railBody } from './rail-body.js';
import type { BalanceDto, BalancesDto, BanksDto, ProviderBankDto, RailsDto } from './reference.dto.js';

/** Reasons against a rail that hold for one amount, not for a bank. */
const OF_THE_AMOUNT: readonly (RailRejectionCode | null)[] = ['amount_too_small', 'amount_too_large'];

/** What a payout can name, and what is known about it now. Answered from memory. */
@Controller('v1')
@Scopes('payouts:read')
export class ReferenceController {
  constructor(
    private readonly directory: RailDirectory,
    private readonly facts: RailFacts,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get('rails')
  @DescribeRails()
  rails(@Query() query: unknown): RailsDto {
    const request = readRailRequest(query, (code) => this.directory.knowsBank(code));
    const now = new Date();
    const choice = request && this.directory.preview('auto', request, { now });
    const verdicts = new Map(choice?.verdicts.map((verdict) => [verdict.rail, verdict]));
    const { calendar } = this.facts;
    const data = PROVIDERS.flatMap((provider) =>
      provider.rails.map((declaration) =>
        // As this service takes it: its hours may be ignored here.
        railBody(this.directory.declaration(declaration.name) ?? declaration, {
          provider: provider.name,
          configured: this.directory.rail(declaration.name) !== undefined,
          off: this.directory.whyOff(declaration.name),
          fee: this.settings.railFees[declaration.name] ?? declaration.fee,
          calendar,
          now,
          verdict: verdicts.get(declaration.name),
        }),
      ),
    );
    return { data, choice: choice && choiceBody(choice) };
  }

  @Get('banks')
  @DescribeBanks()
  banks(): BanksDto {
    const rails = PROVIDERS.flatMap((provider) => provider.rails);
    const data = this.facts.banks.map((bank) => ({
      code: bank.code,
      name: bank.name,
      biFast: bank.biFast,
      rails: rails.filter((rail) => this.reaches(rail, bank)).map(({ name }) => name),
      providers: this.providersOf(bank),
    }));
    return { data };
  }

  @Get('balances')
  @DescribeBalances()
  balances(): BalancesDto {
    const now = Date.now();
    return { data: PROVIDERS.map(({ name }) => this.balanceOf(name, now)) };
  }

  private reaches({ name, carries }: RailDeclaration, { code: bankCode }: Bank): boolean {
    if (carries.type !== 'bank_account') return false;
    const request = { amount: carries.limits.min, destination: { type: 'bank_account' as const, bankCode } };
    const choice = this.directory.preview(name, request);
    return choice.kind === 'chosen' || choice.verdicts.every(({ code }) => OF_THE_AMOUNT.includes(code));
  }

  private providersOf({ code }: Bank): ProviderBankDto[] {
    const { bankLimits } = this.facts.current;
    return this.directory.providers.map(({ name: provider }) => {
      const limit = bankLimits.get(provider)?.get(code);
      return { provider, maxAmount: limit === undefined ? null : Number(limit), enabled: limit !== 0n };
    });
  }

  private balanceOf(provider: string, nowMs: number): BalanceDto {
    const configured = this.directory.provider(provider) !== undefined;
    const known = this.facts.balanceOf(provider);
    if (known === null) return { provider, configured, available: null, ledger: null, askedAt: null, ageSeconds: null };
    const { available, ledger, askedAt } = known;
    return {
      provider,
      configured,
      available: Number(available),
      ledger: ledger === null ? null : Number(ledger),
      askedAt: askedAt.toISOString(),
      ageSeconds: Math.max(0, Math.round((nowMs - askedAt.getTime()) / 1_000)),
    };
  }
}
