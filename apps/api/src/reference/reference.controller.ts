import { Controller, Get } from '@nestjs/common';
import { Scopes } from '#libs/clients';
import { PROVIDERS } from '#libs/providers';
import { BANKS, RailDirectory } from '#libs/rails';
import { DescribeBanks, DescribeRails } from '../openapi/describe-reference.js';
import type { BanksDto, RailsDto } from './reference.dto.js';

/** What a payout can name: banks and rails. */
@Controller('v1')
@Scopes('payouts:read')
export class ReferenceController {
  constructor(private readonly rails: RailDirectory) {}

  @Get('banks')
  @DescribeBanks()
  banks(): BanksDto {
    return { data: BANKS.map(({ code, name, biFast }) => ({ code, name, biFast })) };
  }

  @Get('rails')
  @DescribeRails()
  allRails(): RailsDto {
    const data = PROVIDERS.flatMap((provider) =>
      provider.rails.map(({ name, carries }) => ({
        name,
        provider: provider.name,
        configured: this.rails.rail(name) !== undefined,
        minAmount: carries.type === 'bank_account' ? Number(carries.limits.min) : 0,
        maxAmount: carries.type === 'bank_account' ? Number(carries.limits.max) : 0,
      })),
    );
    return { data };
  }
}
