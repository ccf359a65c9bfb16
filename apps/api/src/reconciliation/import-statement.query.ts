import {
  type NamedColumns,
  NUMBER_STYLE_NAMES,
  type NumberStyle,
  STATEMENT_PROVIDERS,
  type StatementToImport,
} from '#libs/reconciliation';
import { TextField, WordField } from '../validation/fields.js';
import { INSTANT, readInstant } from '../validation/query-words.js';
import { readQuery, wrongField } from '../validation/read-query.js';

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

  @TextField({
    max: 1_000,
    optional: true,
    description: 'Columns with a header of their own: our name, `=`, and the header; commas between them.',
    example: 'amount=Nominal,type=Jenis',
  })
  readonly columns?: string;
}

/** @throws Problem `validation_failed` */
export function readStatementRequest(query: unknown): Omit<StatementToImport, 'content'> {
  const { provider, from, to, numbers = 'plain', columns } = readQuery(ImportStatementQuery, query);
  return {
    provider,
    coversFrom: readInstant('from', from),
    coversTo: readInstant('to', to),
    numbers,
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
