import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { OUTLETS, type Outlet } from '#libs/providers';
import type { RailRejectionCode, RailVerdictKind } from '#libs/rails';
import { REJECTIONS } from '../openapi/problem.dto.js';

const rupiah = (description: string, nullable = false) =>
  ApiProperty({ type: 'integer', format: 'int64', nullable, description } as ApiPropertyOptions);
const timeOrNull = (description: string) =>
  ApiProperty({ type: String, format: 'date-time', nullable: true, description });

export class AmountLimitsDto {
  @rupiah('The least, in whole rupiah.')
  readonly minAmount: number;
  @rupiah('The most; null: the rail itself has no limit.', true)
  readonly maxAmount: number | null;
  @rupiah('It must be a multiple of this; null: any whole rupiah.', true)
  readonly amountStep: number | null;
}

export class OutletDto extends AmountLimitsDto {
  @ApiProperty({ type: String, enum: [...OUTLETS] })
  readonly outlet: Outlet;
}

export class RailWindowDto {
  @ApiProperty({ type: String, description: 'On business days, in WIB (UTC+7).', example: '08:00' })
  readonly opens: string;
  @ApiProperty({ type: String, description: 'A transfer leaves before this.', example: '15:00' })
  readonly closes: string;
}

export class RailVerdictDto {
  @ApiProperty({
    type: String,
    enum: ['possible', 'closed', 'avoided', 'refused'],
    description:
      '`possible`: now. `closed`: when its hours begin. `avoided`: it could, but `auto` prefers another. `refused`: neither now nor later.',
  })
  readonly verdict: RailVerdictKind;
  @ApiProperty({
    type: String,
    enum: Object.keys(REJECTIONS),
    nullable: true,
    description: 'Why not, stable; null when possible.',
  })
  readonly code: RailRejectionCode | null;
  @ApiProperty({ type: String, nullable: true, description: 'The same for people.' })
  readonly message: string | null;
}

export class RailOffDto {
  @ApiProperty({
    type: String,
    enum: ['not_configured', 'no_public_url'],
    description: `Stable. \`not_configured\`: ${REJECTIONS.not_configured}. \`no_public_url\`: ${REJECTIONS.no_public_url}.`,
  })
  readonly code: RailRejectionCode;
  @ApiProperty({ type: String, description: 'The same for people.' })
  readonly message: string;
}

export class RailDto extends AmountLimitsDto {
  @ApiProperty({ type: String, description: 'What `rail` of a payout may be, beside `auto`.' })
  readonly name: string;
  @ApiProperty({ type: String, description: 'The provider that pays on it.' })
  readonly provider: string;
  @ApiProperty({ type: Boolean, description: 'Whether its provider has credentials here.' })
  readonly configured: boolean;
  @ApiProperty({
    type: () => RailOffDto,
    nullable: true,
    description: 'Why it takes no payout at all here; null: it is on.',
  })
  readonly off: RailOffDto | null;
  @ApiProperty({ type: String, enum: ['bank_account', 'cash_pickup'], description: 'What it pays to.' })
  readonly destinationType: 'bank_account' | 'cash_pickup';
  @ApiProperty({
    type: () => [OutletDto],
    description: 'Where cash can be collected; the limits above are the widest.',
  })
  readonly outlets: OutletDto[];
  @ApiProperty({
    type: String,
    enum: ['all', 'banks', 'bi_fast', 'some'],
    nullable: true,
    description:
      'Which of GET /v1/banks it reaches: `all`; `banks`, without the e-wallets; `bi_fast`, those that take part; `some`, those in `bankCodes`. There it says what is true of each bank now.',
  })
  readonly banks: 'all' | 'banks' | 'bi_fast' | 'some' | null;
  @ApiProperty({ type: [String], nullable: true, description: 'With `some`: which.', example: ['002', '008'] })
  readonly bankCodes: string[] | null;
  @ApiProperty({ type: () => RailWindowDto, nullable: true, description: 'Its hours; null: around the clock.' })
  readonly window: RailWindowDto | null;
  @ApiProperty({ type: Boolean, description: 'Whether a transfer may leave now.' })
  readonly openNow: boolean;
  @timeOrNull('When its hours begin next; null: they have begun, or it has none.')
  readonly opensAt: string | null;
  @timeOrNull('The next cut-off: what is accepted and ready before it leaves that day. Null: around the clock.')
  readonly cutOffAt: string | null;
  @rupiah('What a transfer is expected to cost.')
  readonly fee: number;
  @ApiProperty({ type: 'integer', description: 'How long until the receiver usually has the money.' })
  readonly usualSeconds: number;
  @ApiProperty({
    type: () => RailVerdictDto,
    nullable: true,
    description: 'On the payout asked about by `amount` with `bankCode` or `outlet`; null without them.',
  })
  readonly verdict: RailVerdictDto | null;
}

export class RailChoiceDto {
  @ApiProperty({ type: String })
  readonly rail: string;
  @ApiProperty({ type: String })
  readonly provider: string;
  @timeOrNull('The payout would wait until its hours begin; null: it would go at once.')
  readonly waitUntil: string | null;
  @ApiProperty({ type: Boolean, description: 'The known balance does not cover it: the payout would wait for funds.' })
  readonly lacksFunds: boolean;
}

export class RailsDto {
  @ApiProperty({ type: () => [RailDto] })
  readonly data: RailDto[];
  @ApiProperty({
    type: () => RailChoiceDto,
    nullable: true,
    description: 'What `auto` would take for the payout asked about; null: nothing fits, or nothing was asked.',
  })
  readonly choice: RailChoiceDto | null;
}

export class ProviderBankDto {
  @ApiProperty({ type: String })
  readonly provider: string;
  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description:
      "The most per transfer by the provider's own bank list, in whole rupiah; null: it has not returned one.",
  })
  readonly maxAmount: number | null;
  @ApiProperty({ type: Boolean, description: 'False: the provider has switched this bank off.' })
  readonly enabled: boolean;
}

export class BankDto {
  @ApiProperty({ type: String, description: 'Three digits for banks, four for e-wallets.', example: '014' })
  readonly code: string;
  @ApiProperty({ type: String, example: 'Bank Central Asia' })
  readonly name: string;
  @ApiProperty({ type: Boolean, description: 'Whether it takes part in BI-FAST.' })
  readonly biFast: boolean;
  @ApiProperty({
    type: [String],
    description: 'The rails that reach it now. How much each carries: GET /v1/rails.',
  })
  readonly rails: string[];
  @ApiProperty({ type: () => [ProviderBankDto], description: 'What each switched-on provider says of this bank.' })
  readonly providers: ProviderBankDto[];
}

export class BanksDto {
  @ApiProperty({ type: () => [BankDto], description: 'Ordered by code.' })
  readonly data: BankDto[];
}

const rupiahOrNull = (description: string) =>
  ApiProperty({ type: 'integer', format: 'int64', nullable: true, description } as ApiPropertyOptions);

export class BalanceDto {
  @ApiProperty({ type: String })
  readonly provider: string;
  @ApiProperty({ type: Boolean, description: 'Whether the provider has credentials here.' })
  readonly configured: boolean;
  @rupiahOrNull('What transfers can use, in whole rupiah; null: never returned.')
  readonly available: number | null;
  @rupiahOrNull('What is on the books, before settlement; null: not returned.')
  readonly ledger: number | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the provider returned it.' })
  readonly askedAt: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'How long ago that is.' })
  readonly ageSeconds: number | null;
}

export class BalancesDto {
  @ApiProperty({ type: () => [BalanceDto], description: 'One for each provider there is.' })
  readonly data: BalanceDto[];
}
