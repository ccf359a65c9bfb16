import { ApiProperty } from '@nestjs/swagger';

export class BankDto {
  @ApiProperty({ type: String, description: 'Three digits for banks, four for e-wallets.', example: '014' })
  readonly code: string;
  @ApiProperty({ type: String, example: 'Bank Central Asia' })
  readonly name: string;
  @ApiProperty({ type: Boolean, description: 'Whether it takes part in BI-FAST.' })
  readonly biFast: boolean;
}

export class BanksDto {
  @ApiProperty({ type: () => [BankDto], description: 'Ordered by code.' })
  readonly data: BankDto[];
}

export class RailDto {
  @ApiProperty({ type: String, description: 'What `rail` of a payout may be, beside `auto`.' })
  readonly name: string;
  @ApiProperty({ type: String, description: 'Who pays on it.' })
  readonly provider: string;
  @ApiProperty({ type: Boolean, description: 'Whether its provider has credentials here.' })
  readonly configured: boolean;
  @ApiProperty({ type: 'integer', format: 'int64', description: 'The least it carries, in whole rupiah.' })
  readonly minAmount: number;
  @ApiProperty({ type: 'integer', format: 'int64', description: 'The most it carries, in whole rupiah.' })
  readonly maxAmount: number;
}

export class RailsDto {
  @ApiProperty({ type: () => [RailDto], description: 'In the order in which `auto` tries them.' })
  readonly data: RailDto[];
}
