import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import {
  DATE_ORDERS,
  type DateOrder,
  DELIMITERS,
  DIFFERENCE_KIND_NAMES,
  DIRECTIONS,
  type DifferenceKind,
  type Direction,
  LINE_KINDS,
  type LineKind,
  type NamedColumns,
  NUMBER_STYLE_NAMES,
  type NumberStyle,
  STATEMENT_PROVIDERS,
  type StatementFilter,
  type StatementToImport,
  TIME_UNITS,
  type TimeUnit,
} from '#libs/reconciliation';
import { type FilteredPageRequest, PageQuery, pageRequest } from '../lists/page.js';
import { TextField, WordField } from '../validation/fields.js';
import { INSTANT, omitAbsent, readInstant, readQuery, wrongField } from '../validation/read-query.js';

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

const sum = (description: string) =>
  ApiProperty({ type: 'integer', format: 'int64', description, minimum: 0 } as ApiPropertyOptions);

export class RupiahByKindDto implements Record<LineKind, number> {
  @sum('Taken from our balance for transfers.')
  readonly paid: number;
  @sum('Given back.')
  readonly returned: number;
  @sum('Of transfers that moved nothing.')
  readonly refused: number;
  @sum('Of transfers that the provider has not ended.')
  readonly processing: number;
  @sum('Charged apart from any transfer.')
  readonly fee: number;
  @sum('Of movements that are about no transfer.')
  readonly other: number;
}

/** Why a statement is withdrawn. */
export class WithdrawStatementDto {
  @TextField({
    max: 500,
    description: 'Why it counts no longer; kept with the statement and in the audit trail.',
    example: 'The file of another account, see ticket 4711',
  })
  readonly reason: string;
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
  @count('How many of them are about payouts of other clients; they count for nothing.')
  readonly foreignLines: number;
  @ApiProperty({ type: () => LinesByKindDto, description: 'What its rows say, repeated ones included.' })
  readonly linesByKind: LinesByKindDto;
  @ApiProperty({
    type: () => RupiahByKindDto,
    nullable: true,
    description: 'The sum of each kind in rupiah; null: an earlier release imported it.',
  })
  readonly rupiahByKind: RupiahByKindDto | null;
  @text('Who imported it: `key:<id>`.')
  readonly importedBy: string;
  @text('The name of that key.', { nullable: true })
  readonly importedByName: string | null;
  @text('When it was imported.', { format: 'date-time' })
  readonly importedAt: string;
  @text('Since when its rows and its period count for nothing; null: they count.', {
    format: 'date-time',
    nullable: true,
  })
  readonly withdrawnAt: string | null;
  @text('Who withdrew it: `key:<id>` or `operator:<name>`.', { nullable: true })
  readonly withdrawnBy: string | null;
  @text('The name of that key or operator.', { nullable: true })
  readonly withdrawnByName: string | null;
  @text('Why it counts no longer.', { nullable: true })
  readonly withdrawnBecause: string | null;
}

export class TotalDto {
  @count('How many.')
  readonly count: number;
  @sum('Their sum in rupiah.')
  readonly rupiah: number;
}

export class SidesTotalDto {
  @ApiProperty({ type: () => TotalDto, description: 'Rows of the file, without the foreign ones.' })
  readonly file: TotalDto;
  @ApiProperty({ type: () => TotalDto, description: 'Rows of the file about payouts of other clients.' })
  readonly foreign: TotalDto;
  @ApiProperty({ type: () => TotalDto, description: 'Payouts whose transfer was sent in the period.' })
  readonly payouts: TotalDto;
}

export class DifferenceTotalDto extends TotalDto {
  @text('Their kind.', { enum: [...DIFFERENCE_KIND_NAMES] })
  readonly kind: DifferenceKind;
}

/** Both sides of a statement in numbers. */
export class StatementTotalsDto {
  @ApiProperty({
    type: () => SidesTotalDto,
    description: 'Payments, and payouts that succeeded or were returned later.',
  })
  readonly paid: SidesTotalDto;
  @ApiProperty({ type: () => SidesTotalDto, description: 'Returns, and payouts that were returned.' })
  readonly returned: SidesTotalDto;
  @ApiProperty({
    type: () => [DifferenceTotalDto],
    description:
      'What is open about them, by kind, with the amounts of the payouts, or of rows without one. Beside these, the sides differ by payouts that are not final, and by what was sent before and booked after a time that bounds the period.',
  })
  readonly differences: DifferenceTotalDto[];
}

export class StatementPageDto {
  @ApiProperty({ type: () => [StatementDto], description: 'Newest first.' })
  readonly data: StatementDto[];
  @text('Send it as `cursor`, with the same filters, for the next page; null on the last one.', { nullable: true })
  readonly nextCursor: string | null;
}

export class UnderstoodDto {
  @text('How its characters are encoded.', { enum: ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] })
  readonly encoding: string;
  @text('What separates its cells.', { enum: [...DELIMITERS] })
  readonly delimiter: string;
  @count('The line of the names of its columns.')
  readonly headerLine: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'The header in the file by our name of the column; other columns are not read.',
  })
  readonly columns: Record<string, string>;
  @text('The order of day and month; null: every date has its year in front.', { enum: ['dmy', 'mdy'], nullable: true })
  readonly dates: string | null;
  @text('How exactly it states times; null: it has no row.', { enum: [...TIME_UNITS], nullable: true })
  readonly times: TimeUnit | null;
}

export class PreviewedLineDto {
  @count('Its line in the file.')
  readonly line: number;
  @text('When it was booked.', { format: 'date-time' })
  readonly bookedAt: string;
  @text('What it says.', { enum: Object.keys(LINE_KINDS) })
  readonly kind: LineKind;
  @sum('Its amount in rupiah.')
  readonly amount: number;
  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description: 'Its fee in rupiah; null: it has none.',
  })
  readonly fee: number | null;
  @ApiProperty({ type: [String], description: 'By which names it calls its transfer.' })
  readonly names: string[];
}

/** What an import would store. */
export class StatementPreviewDto {
  @ApiProperty({ type: Boolean, enum: [true], description: 'Nothing was stored.' })
  readonly preview: true;
  @text('Whose statement it is.')
  readonly provider: string;
  @text('It would cover everything that the provider booked at this time or later,', { format: 'date-time' })
  readonly from: string;
  @text('and before this time.', { format: 'date-time' })
  readonly to: string;
  @text('SHA-256 of the file in hexadecimal digits.', { pattern: '^[0-9a-f]{64}$' })
  readonly sha256: string;
  @text('The statement that the same file for the same period is already; null: none.', {
    format: 'uuid',
    nullable: true,
  })
  readonly importedAs: string | null;
  @ApiProperty({ type: () => UnderstoodDto, description: 'How the file was read.' })
  readonly understood: UnderstoodDto;
  @text('The time of its earliest row; null: it has none.', { format: 'date-time', nullable: true })
  readonly firstBookedAt: string | null;
  @text('The time of its latest row; null: it has none.', { format: 'date-time', nullable: true })
  readonly lastBookedAt: string | null;
  @ApiProperty({ type: () => [PreviewedLineDto], description: 'Its first rows, as they were understood.' })
  readonly firstLines: PreviewedLineDto[];
  @count('How many rows it has below its header.')
  readonly lines: number;
  @count('How many of them another statement has too.')
  readonly repeatedLines: number;
  @count('How many of them are about payouts of other clients.')
  readonly foreignLines: number;
  @count('How many of them are payments or returns of transfers that Salur has never recorded.')
  readonly unknownLines: number;
  @ApiProperty({ type: () => LinesByKindDto, description: 'What its rows say.' })
  readonly linesByKind: LinesByKindDto;
  @ApiProperty({ type: () => RupiahByKindDto, description: 'The sum of each kind in rupiah.' })
  readonly rupiahByKind: RupiahByKindDto;
}

/** The query of POST /v1/statements: what a file does not say of itself. */
export class ImportStatementQuery {
  @WordField(STATEMENT_PROVIDERS, { description: 'Whose statement it is.' })
  readonly provider: string;

  @TextField({
    max: 40,
    pattern: INSTANT,
    description: 'It lists everything that the provider booked at this time or later,',
    example: '2026-11-20T00:00:00+07:00',
  })
  readonly from: string;

  @TextField({
    max: 40,
    pattern: INSTANT,
    description: 'and before this time, which is not in the future.',
    example: '2026-11-21T00:00:00+07:00',
  })
  readonly to: string;

  @WordField(NUMBER_STYLE_NAMES, {
    optional: true,
    default: 'plain',
    description: 'How amounts are written: `1000000`, `1.000.000,00` or `1,000,000.00`.',
  })
  readonly numbers?: NumberStyle;

  @WordField(DIRECTIONS, {
    optional: true,
    description:
      'What a minus in front of an amount means: `out`, money left our balance, or `back`, money came back. Without it a payment with a minus is refused.',
  })
  readonly minus?: Direction;

  @WordField(DATE_ORDERS, {
    optional: true,
    description:
      'The order of day, month and year. Without it a file is refused when its dates and the period allow day or month first.',
  })
  readonly dates?: DateOrder;

  @TextField({
    max: 3,
    pattern: { regex: /^(?:0|[1-9]\d{0,2})$/, words: 'send a whole number from 0 to 999' },
    integer: { minimum: 0, maximum: 999 },
    optional: true,
    description: 'How many lines to leave out above the header.',
  })
  readonly skip?: string;

  @TextField({
    max: 1_000,
    optional: true,
    description: 'Columns with a header of their own: our name, `=`, and the header; commas between them.',
    example: 'amount=Nominal,type=Jenis',
  })
  readonly columns?: string;

  @WordField(['true', 'false'], {
    optional: true,
    default: 'false',
    description: '`true`: show how the file is understood and what it would add, and store nothing.',
  })
  readonly preview?: 'true' | 'false';
}

/** What a request wants of a file. */
export interface StatementRequest extends Omit<StatementToImport, 'content'> {
  readonly isPreview: boolean;
}

/** @throws Problem `validation_failed` */
export function readStatementRequest(query: unknown): StatementRequest {
  const request = readQuery(ImportStatementQuery, query);
  const { provider, from, to, numbers = 'plain', minus, dates, skip, columns, preview = 'false' } = request;
  return {
    isPreview: preview === 'true',
    provider,
    coversFrom: readInstant('from', from),
    coversTo: readInstant('to', to),
    numbers,
    minus,
    dates,
    skip: skip === undefined ? 0 : Number(skip),
    columns: columns === undefined ? {} : readColumns(columns),
  };
}

const COLUMN = /^([a-zA-Z]{1,40})=(.+)$/;

/** @throws Problem `validation_failed` */
function readColumns(text: string): NamedColumns {
  const columns = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, name = '', header = ''] = COLUMN.exec(part.trim()) ?? [];
    if (name === '')
      throw wrongField('columns', 'send our name, = and the header of the file: amount=Nominal,type=Jenis');
    if (columns.has(name)) throw wrongField('columns', `name ${name} once`);
    columns.set(name, header);
  }
  return Object.fromEntries(columns);
}

/** The query of GET /v1/statements. */
export class ListStatementsQuery extends PageQuery {
  @WordField(STATEMENT_PROVIDERS, { optional: true, description: 'Only statements of this provider.' })
  readonly provider?: string;
}

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readStatementsRequest(query: unknown, clientId: string): FilteredPageRequest<StatementFilter> {
  const { limit, cursor, ...rest } = readQuery(ListStatementsQuery, query);
  const filter = omitAbsent(rest);
  const scope = { clientId, filters: { ...filter, list: 'statements' } };
  return { filter, ...pageRequest({ limit, cursor }, scope) };
}
