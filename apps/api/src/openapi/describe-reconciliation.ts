/** What OpenAPI says of the handlers for statements and differences. The handlers themselves stay readable. */
import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { ProblemCode } from '#libs/platform';
import { PROVIDERS } from '#libs/providers';
import { COLUMNS, DIFFERENCE_KINDS, LINE_KINDS } from '#libs/reconciliation';
import {
  CloseDifferenceDto,
  DifferenceDto,
  DifferencePageDto,
  ListDifferencesQuery,
} from '../reconciliation/differences.dto.js';
import {
  ImportStatementQuery,
  ListStatementsQuery,
  StatementDto,
  StatementPageDto,
  StatementPreviewDto,
  StatementTotalsDto,
  WithdrawStatementDto,
} from '../reconciliation/statements.dto.js';
import { BODY_PROBLEMS, pickHeaders, queryParameters, WithApiKey } from './answers.js';

const quoted = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(', ');

const KEY_COLUMNS = PROVIDERS.flatMap(({ name, statement }) =>
  (statement?.keys ?? []).map(
    ({ column, headers }) => `| \`${column}\` | ${quoted(headers)} | of ${name}, names the transfer |`,
  ),
);
const OTHER_COLUMNS = Object.entries(COLUMNS).map(
  ([name, { headers, required }]) => `| \`${name}\` | ${quoted(headers)} | ${required ? 'required' : 'optional'} |`,
);
const WORDS = Object.entries(LINE_KINDS).map(([kind, words]) => `| \`${kind}\` | ${quoted(words)} |`);

const FILE = `A provider's list of booked transfers, as CSV: at most 32 MB and 200,000 rows. It is compared with the payouts of the client
that imports it, in rows and in time; rows about payouts of other clients are counted (\`foreignLines\`) and have no effect. Operators import the
statement of the whole account, at the command line. The encoding (UTF-8,
UTF-16, Windows-1252) and what separates the cells (commas, semicolons, tabs, bars) are recognised. Empty lines, a line such as \`sep=;\`, lines
above the header that are too short for a row, and totals are left out; \`skip\` leaves out other lines above the header. Headers and words are compared by their letters and digits
alone; other columns are ignored. At least one column must name the transfer.

| column | headers that mean it | |
| --- | --- | --- |
${[...KEY_COLUMNS, ...OTHER_COLUMNS].join('\n')}

| type | words that mean it |
| --- | --- |
${WORDS.join('\n')}

Amounts are whole rupiah, with an optional \`Rp\` or \`IDR\` in front. A minus or brackets on a payment are refused until \`minus\` states what
they mean. The columns \`debit\` and \`credit\` together stand for \`amount\`: a payment on the credit side is a return. A payment or a return of 0
is refused. Times are those of Jakarta unless they name a zone:
\`2026-11-21 14:05:00\`, \`21/11/2026 14:05\`, \`2026-11-21T07:05:00Z\`. Day and month stand in the one order in which all dates exist and lie
in the period; a file that allows both is refused until \`dates\` states the order.

A file can have a \`type\`, a \`status\` or both; a transfer that failed is \`refused\`, and a combination that contradicts itself is an error. A
number of a transfer that a spreadsheet changed, such as \`2.87944E+10\` or \`#N/A\`, is an error too.

The same file for the same period does not become a second statement: the response is 200 with the first one. Two statements never show more
payments of a transfer than the one that has most: a row is the same payment in both if transfer, kind and amount are the same and the times
are, in the coarser of their forms (with milliseconds, with seconds, without seconds, without a clock). If a cell cannot be read, the error
names its line and column and nothing is imported. With \`preview=true\` the response shows how the file is understood and what it would add,
and nothing is stored. Of each row only the name of the transfer, type, amount, fee and time are stored.`;

const EXAMPLE = `date,${PROVIDERS.flatMap(({ statement }) => statement?.keys[0]?.column ?? [])[0]},type,amount,fee
2026-11-20 09:15:02,28008972303,transfer,50000,2500
2026-11-20 16:40:11,28008972417,return,750000,0
`;

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly answer: new () => object;
  /** What it can answer beside that. */
  readonly orAnswer?: new () => object;
  readonly about: string;
  readonly problems?: readonly ProblemCode[];
  /** The path names one. */
  readonly of?: 'statement' | 'difference';
}

function describe({ operationId, summary, description, answer, orAnswer, about, problems = [], of }: Described) {
  const schema =
    orAnswer === undefined
      ? { type: answer }
      : { schema: { oneOf: [{ $ref: getSchemaPath(answer) }, { $ref: getSchemaPath(orAnswer) }] } };
  const id = { name: 'id', description: `Of the ${of}.`, schema: { type: 'string', format: 'uuid' } } as const;
  return applyDecorators(
    ApiTags('reconciliation'),
    ...(of === undefined ? [] : [ApiParam(id)]),
    ApiOperation({ operationId, summary, ...(description !== undefined && { description }) }),
    ApiExtraModels(answer, ...(orAnswer === undefined ? [] : [orAnswer])),
    ApiResponse({ status: 200, ...schema, description: about, headers: pickHeaders() }),
    WithApiKey(...(of === undefined ? [] : (['not_found'] as const)), ...problems),
  );
}

const IMPORT_NAMES: readonly (keyof ImportStatementQuery)[] = [
  ...(['provider', 'from', 'to', 'numbers', 'minus', 'dates', 'skip', 'columns', 'preview'] as const),
];

export const DescribeImportStatement = () =>
  applyDecorators(
    ...queryParameters(ImportStatementQuery, IMPORT_NAMES),
    ApiConsumes('text/csv'),
    ApiBody({ required: true, schema: { type: 'string' }, examples: { statement: { value: EXAMPLE } } }),
    ApiResponse({
      status: 201,
      type: StatementDto,
      description: 'The statement. The payouts of the client are compared with it.',
      headers: pickHeaders(),
    }),
    describe({
      operationId: 'importStatement',
      summary: 'Import a statement, and compare own payouts with it',
      description: FILE,
      answer: StatementDto,
      orAnswer: StatementPreviewDto,
      about:
        'The same file was imported for the same period before: this is its statement. Or the preview, of which nothing is stored.',
      problems: ['validation_failed', 'payload_too_large', 'unsupported_media_type'],
    }),
  );

export const DescribeListStatements = () =>
  applyDecorators(
    ...queryParameters(ListStatementsQuery, ['provider', 'limit', 'cursor']),
    describe({
      operationId: 'listStatements',
      summary: 'List imported statements',
      description: 'The statements that keys of this client imported, withdrawn ones included.',
      answer: StatementPageDto,
      about: 'One page, newest first.',
      problems: ['validation_failed', 'invalid_cursor'],
    }),
  );

export const DescribeReadStatement = () =>
  describe({
    operationId: 'getStatement',
    summary: 'Read an imported statement',
    answer: StatementDto,
    about: 'The statement.',
    of: 'statement',
  });

export const DescribeReadTotals = () =>
  describe({
    operationId: 'getStatementTotals',
    summary: 'Read the sums of a statement and of the payouts of its period',
    answer: StatementTotalsDto,
    about: 'Both sides, and what is open about them.',
    of: 'statement',
  });

export const DescribeWithdrawStatement = () =>
  applyDecorators(
    ApiBody({ type: WithdrawStatementDto }),
    describe({
      operationId: 'withdrawStatement',
      summary: 'Withdraw a statement',
      description: `Its rows and its period count for nothing from now on, and payouts are compared without it: differences that it showed
close, and those that it explained open again. It stays visible, with who, when and why. The same file can be imported again. Moves no payout.`,
      answer: StatementDto,
      about: 'The statement, withdrawn.',
      problems: ['statement_withdrawn', 'statement_needed', ...BODY_PROBLEMS],
      of: 'statement',
    }),
  );

const KINDS = `Differences of the client's own payouts, in its own statements and in those of operators, and rows without a transfer of Salur in
statements that the client imported. A statement of the client closes no difference that one of an operator shows.

| kind | means |
| --- | --- |
${Object.entries(DIFFERENCE_KINDS)
  .map(([kind, { means }]) => `| \`${kind}\` | ${means} |`)
  .join('\n')}`;

const DIFFERENCE_NAMES: readonly (keyof ListDifferencesQuery)[] = [
  'status',
  'kind',
  'provider',
  'payoutId',
  'statementId',
  'limit',
  'cursor',
];

export const DescribeListDifferences = () =>
  applyDecorators(
    ...queryParameters(ListDifferencesQuery, DIFFERENCE_NAMES),
    describe({
      operationId: 'listDifferences',
      summary: 'List differences between statements and payouts',
      description: KINDS,
      answer: DifferencePageDto,
      about: 'One page, newest first.',
      problems: ['validation_failed', 'invalid_cursor'],
    }),
  );

export const DescribeReadDifference = () =>
  describe({
    operationId: 'getDifference',
    summary: 'Read a difference',
    answer: DifferenceDto,
    about: 'The difference.',
    of: 'difference',
  });

export const DescribeCloseDifference = () =>
  applyDecorators(
    ApiBody({ type: CloseDifferenceDto }),
    describe({
      operationId: 'closeDifference',
      summary: 'Close a difference',
      description: `Closes it with a reason. It opens again only when its evidence grows: when statements show a payment, a return or a refusal that
they did not show before. Changes no payout.`,
      answer: DifferenceDto,
      about: 'The difference, closed.',
      problems: ['difference_closed', ...BODY_PROBLEMS],
      of: 'difference',
    }),
  );
