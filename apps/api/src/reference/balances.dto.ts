import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

const rupiahOrNull = (description: string) =>
  ApiProperty({ type: 'integer', format: 'int64', nullable: true, description } as ApiPropertyOptions);

export class BalanceDto {
  @ApiProperty({ type: String })
  readonly provider: string;
  @ApiProperty({ type: Boolean, description: 'Whether the provider has credentials here.' })
  readonly configured: boolean;
  @rupiahOrNull('What transfers can use, in whole rupiah; null: never told.')
  readonly available: number | null;
  @rupiahOrNull('What is on the books, before settlement; null: not told.')
  readonly ledger: number | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the provider said so.' })
  readonly askedAt: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'How long ago that is.' })
  readonly ageSeconds: number | null;
}

export class BalancesDto {
  @ApiProperty({ type: () => [BalanceDto], description: 'One for each provider there is.' })
  readonly data: BalanceDto[];
}
