import { ApiProperty } from '@nestjs/swagger';

export class ProviderBankDto {
  @ApiProperty({ type: String })
  readonly provider: string;
  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description: "The most per transfer by the provider's own bank list, in whole rupiah; null: it has not told one.",
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
