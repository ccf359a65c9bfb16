import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import type { LineKind } from '#libs/reconciliation';

const text = (description: string, more: ApiPropertyOptions = {}) =>
  ApiProperty({ type: String, description, ...more } as ApiPropertyOptions);
const count = (description: string) => ApiProperty({ type: 'integer', description, minimum: 0 } as ApiPropertyOptions);

export class LinesByKindDto implements Record<LineKind, number> {
  @count('The provider has taken money from our balance for a transfer.')
  readonly paid: number;
  @count('The provider has given it back.')
  readonly returned: number;
  @count('The provider lists the transfer and says that it moved nothing.')
  readonly refused: number;
  @count('The provider has not ended it.')
  readonly processing: number;
  @count('Charged apart from any transfer.')
  readonly fee: number;
  @count('Moves our balance, and is about no transfer.')
  readonly other: number;
}

export class StatementDto {
  @text('Names the statement.', { format: 'uuid' })
  readonly id: string;
  @text('Whose statement it is.')
  readonly provider: string;
  @text('It lists everything that the provider booked at this time or later,', { format: 'date-time' })
  readonly from: string;
  @text('and before this time.', { format: 'date-time' })
  readonly to: string;
  @text('SHA-256 of the file in hexadecimal digits.', { pattern: '^[0-9a-f]{64}$' })
  readonly sha256: string;
  @count('How many rows it has below its header.')
  readonly lines: number;
  @count('How many of them an earlier statement has too; they count once.')
  readonly repeatedLines: number;
  @ApiProperty({ type: () => LinesByKindDto, description: 'What its rows say, repeated ones included.' })
  readonly linesByKind: LinesByKindDto;
  @text('Who imported it: `key:<id>`.')
  readonly importedBy: string;
  @text('When it was imported.', { format: 'date-time' })
  readonly importedAt: string;
}

export class StatementPageDto {
  @ApiProperty({ type: () => [StatementDto], description: 'Newest first.' })
  readonly data: StatementDto[];
  @text('Send it as `cursor`, with the same filters, for the next page; null on the last one.', { nullable: true })
  readonly nextCursor: string | null;
}
