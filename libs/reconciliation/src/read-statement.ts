import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { type FieldError, Problem } from '#libs/platform';
import type { StatementLayout } from '#libs/providers';
import { isClear, NO_EVIDENCE, orderOf, type ReadOrder, withDate } from './date-order.js';
import { TextDecoding, UndecodableText } from './decode-text.js';
import { type FoundHeader, HeaderSearch } from './find-header.js';
import { coarser, TIME_UNITS, type TimeUnit, unitOf } from './movements.js';
import { isNoRow, widthProblem } from './not-a-row.js';
import { restoreCell } from './read-cells.js';
import type { Unreadable } from './read-movement.js';
import { dateErrors, errorOf, type Row, type RowStyle, readRow, type UndatedRow } from './read-row.js';
import { type NamedColumns, namesOf, readHeader, resemblesHeader } from './statement-columns.js';
import { dialectOf, LONGEST_ROW, startOf, wholeLines, withoutFirst } from './statement-text.js';

/** A file of 200,000 rows has about 20 MB. */
export const MOST_BYTES = 32 * 1024 * 1024;
export const MOST_LINES = 200_000;
/** The first errors suffice to correct the file; the next import reports the rest. */
const MOST_ERRORS = 20;
/** Takes a few milliseconds; then the event loop runs other work. */
const ROWS_PER_TURN = 500;

/** A statement file to import. */
export interface StatementFile extends RowStyle {
  /** CSV with a header. */
  readonly content: AsyncIterable<Uint8Array>;
  /** How many lines stand above the header; lines that can be no rows need not be counted. */
  readonly skip?: number | undefined;
  readonly columns: NamedColumns;
}

/** The stored part of a row. */
export interface ReadLine extends Row {
  /** The line number in the file; the header is line 1. */
  readonly number: number;
}

/** How a file was read, where it does not say so itself. */
export interface Understood {
  /** The label of the encoding: `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`. */
  readonly encoding: string;
  /** What separates the cells. */
  readonly delimiter: string;
  /** The line of the names of the columns. */
  readonly headerLine: number;
  /** The header of the file by our name of the column, in the order of the file. Other columns are not read. */
  readonly columns: Readonly<Record<string, string>>;
  /** The order of day and month in dates that end with their year; null: the file has no such date. */
  readonly dates: ReadOrder | null;
}

export interface ReadStatement {
  /** SHA-256 of the file, lower-case hex. */
  readonly sha256: string;
  readonly understood: Understood;
  readonly lines: readonly ReadLine[];
}

/**
 * Reads a statement in small steps, so that the process stays responsive.
 *
 * @throws Problem `validation_failed` that names the first unreadable lines, `payload_too_large`
 */
export async function readStatement(file: StatementFile, layout: StatementLayout): Promise<ReadStatement> {
  const hash = createHash('sha256');
  const decoding = new TextDecoding();
  const lines = wholeLines(textOf(file.content, decoding, (bytes) => hash.update(bytes)));
  const text = withoutFirst(lines, file.skip ?? 0);
  const isHeader = (cells: readonly string[]) =>
    'places' in readHeader(cells, layout, file.columns) || resemblesHeader(cells, layout, file.columns);
  const { start, delimiter } = dialectOf(await startOf(text, isHeader), isHeader);
  const parser = parse({
    delimiter,
    info: true,
    max_record_size: LONGEST_ROW,
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  const rows = Readable.from(joined(start, text))
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  const reader = new StatementReader(file, layout);
  let seen = 0;
  try {
    for await (const { record, info } of rows as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      reader.add(record, info.lines);
      seen += 1;
      if (seen % ROWS_PER_TURN === 0) await nextTurn();
    }
    const { lines, ...read } = await reader.end();
    return { lines, sha256: hash.digest('hex'), understood: { encoding: decoding.encoding, delimiter, ...read } };
  } catch (error) {
    throw error instanceof CsvError ? notCsv(error) : error;
  }
}

class StatementReader {
  private readonly search: HeaderSearch;
  private header: FoundHeader | null = null;
  private readonly rows: (UndatedRow & { readonly number: number })[] = [];
  private readonly errors: { readonly number: number; readonly error: FieldError }[] = [];
  private evidence = NO_EVIDENCE;

  constructor(
    private readonly file: StatementFile,
    layout: StatementLayout,
  ) {
    this.search = new HeaderSearch(layout, file.columns);
  }

  /** @param lastLine where the record ends in the file */
  add(record: readonly string[], lastLine: number): void {
    const number = lastLine - record.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
    const cells = record.map(restoreCell);
    if (this.header === null) this.header = this.search.add(cells, number);
    else if (!isNoRow(cells, this.header.cells, this.header.places)) this.addRow(cells, number, this.header);
    if (this.errors.length >= MOST_ERRORS) this.fail();
  }

  /** @returns the lines, by the order of day and month that the whole file has */
  async end(): Promise<Pick<ReadStatement, 'lines'> & Omit<Understood, 'encoding' | 'delimiter'>> {
    if (this.header === null) this.search.fail();
    const order = orderOf(this.evidence);
    if (order === null) throw invalidFile(orderRemedy(this.evidence.undecided), 'dates');
    const lines: ReadLine[] = [];
    for (const [index, { times, ...row }] of this.rows.entries()) {
      if (index % ROWS_PER_TURN === 0) await nextTurn();
      const bookedAt = times[order];
      const [wrong] = dateErrors(bookedAt, this.file);
      if (bookedAt === null || wrong !== undefined) {
        this.errors.push({ number: row.number, error: errorOf(row.number, wrong as Unreadable) });
        if (this.errors.length >= MOST_ERRORS) this.fail();
        continue;
      }
      lines.push({ ...row, bookedAt });
    }
    if (this.errors.length > 0) this.fail();
    const { number: headerLine, cells, places } = this.header;
    const isDateOrdered = this.rows.some(({ times }) => !isClear(times));
    const stated = this.file.dates === 'ymd' ? null : (this.file.dates ?? (isDateOrdered ? order : null));
    return { lines: inUnitOfFile(lines), headerLine, columns: namesOf(cells, places), dates: stated };
  }

  private fail(): never {
    const more = this.errors.length >= MOST_ERRORS ? '; there may be more errors' : '';
    const first = this.errors.sort((one, other) => one.number - other.number).slice(0, MOST_ERRORS);
    throw new Problem('validation_failed', `The statement cannot be read${more}. Nothing was imported.`, {
      errors: first.map(({ error }) => error),
    });
  }

  private addRow(cells: readonly string[], number: number, { cells: header, places }: FoundHeader): void {
    if (this.rows.length >= MOST_LINES)
      throw new Problem('payload_too_large', `A statement has at most ${MOST_LINES} rows: import it in parts`);
    const wrongWidth = widthProblem(cells, header);
    if (wrongWidth !== null) throw invalidFile(wrongWidth, `line ${number}`);
    const row = readRow(cells, number, places, this.file);
    if (Array.isArray(row)) {
      this.errors.push(...row.map((error) => ({ number, error })));
      return;
    }
    this.rows.push({ ...row, number });
    this.evidence = withDate(this.evidence, row.times, number, this.file);
  }
}

/** By chance, so many rows have no seconds once in 200,000 files. */
const ROWS_THAT_SHOW_A_UNIT = 3;

/** A spreadsheet that dropped the seconds can write `:00` for them: a file whose times are all whole minutes states minutes. */
function inUnitOfFile(lines: readonly ReadLine[]): readonly ReadLine[] {
  if (lines.length < ROWS_THAT_SHOW_A_UNIT) return lines;
  const finest = lines.reduce((finest, { bookedAt }) => Math.max(finest, TIME_UNITS.indexOf(unitOf(bookedAt))), 0);
  const unit = TIME_UNITS[finest] as TimeUnit;
  return lines.map((line) => {
    const bookedTo = coarser(line.bookedTo, unit);
    return bookedTo === line.bookedTo ? line : { ...line, bookedTo };
  });
}

function orderRemedy(line: number | null): string {
  return `line ${line} can be read with the day or with the month first, and the period has both: state dmy or mdy with \`dates\``;
}

async function* textOf(
  content: AsyncIterable<Uint8Array>,
  decoding: TextDecoding,
  onBytes: (bytes: Uint8Array) => void,
): AsyncGenerator<string> {
  let size = 0;
  try {
    for await (const bytes of content) {
      size += bytes.byteLength;
      if (size > MOST_BYTES)
        throw new Problem('payload_too_large', `A statement has at most ${MOST_BYTES} bytes: import it in parts`);
      onBytes(bytes);
      yield decoding.push(bytes);
    }
    yield decoding.end();
  } catch (error) {
    throw error instanceof UndecodableText ? invalidFile('is not UTF-8: save it as CSV UTF-8') : error;
  }
}

async function* joined(start: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  if (start !== '') yield start;
  yield* rest;
}

/** The parser's message can quote the row, so the error names only the line. */
function notCsv(error: CsvError & { lines?: number }): Problem {
  return invalidFile('is not CSV', `line ${error.lines ?? '?'}`);
}

function invalidFile(message: string, field = 'body'): Problem {
  return new Problem('validation_failed', 'The statement cannot be read. Nothing was imported.', {
    errors: [{ field, message }],
  });
}
