import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { type FieldError, Problem } from '#libs/platform';
import type { StatementLayout } from '#libs/providers';
import { identityOf, type Row, type RowStyle, readRow } from './read-row.js';
import { findColumns, type NamedColumns, type Places } from './statement-columns.js';
import { LONGEST_ROW, wholeLines } from './statement-text.js';

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
  readonly columns: NamedColumns;
}

/** The stored part of a row. */
export interface ReadLine extends Row {
  /** The line number in the file; the header is line 1. */
  readonly number: number;
  /** Lower-case hex; see `StatementLine.identity`. */
  readonly identity: string;
  /** 1 for the first identical row of the file, 2 for the second. */
  readonly copy: number;
}

export interface ReadStatement {
  /** SHA-256 of the file, lower-case hex. */
  readonly sha256: string;
  readonly lines: readonly ReadLine[];
}

/**
 * Reads a statement in small steps, so that the process stays responsive.
 *
 * @throws Problem `validation_failed` that names the first unreadable lines, `payload_too_large`
 */
export async function readStatement(file: StatementFile, layout: StatementLayout): Promise<ReadStatement> {
  const hash = createHash('sha256');
  const text = wholeLines(textOf(file.content, (bytes) => hash.update(bytes)));
  const start = await startOf(text);
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(start),
    info: true,
    max_record_size: LONGEST_ROW,
    skip_empty_lines: true,
    trim: true,
  });
  const rows = Readable.from(joined(start, text))
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  const reader = new StatementReader(file, layout);
  try {
    for await (const { record, info } of rows as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      reader.add(record, info.lines);
      if (reader.count % ROWS_PER_TURN === 0) await nextTurn();
    }
  } catch (error) {
    throw error instanceof CsvError ? notCsv(error) : error;
  }
  return { sha256: hash.digest('hex'), lines: reader.end() };
}

class StatementReader {
  private places: Places | null = null;
  private readonly lines: ReadLine[] = [];
  private readonly errors: FieldError[] = [];
  private readonly copies = new Map<string, number>();

  constructor(
    private readonly file: StatementFile,
    private readonly layout: StatementLayout,
  ) {}

  get count(): number {
    return this.lines.length;
  }

  add(cells: readonly string[], number: number): void {
    if (this.places === null) {
      this.places = findColumns(cells, this.layout, this.file.columns);
      return;
    }
    if (this.lines.length >= MOST_LINES)
      throw new Problem('payload_too_large', `A statement has at most ${MOST_LINES} rows: import it in parts`);
    const row = readRow(cells, number, this.places, this.file);
    if (Array.isArray(row)) this.errors.push(...row);
    else this.keep(row, number);
    if (this.errors.length >= MOST_ERRORS) this.end();
  }

  private keep(row: Row, number: number): void {
    const identity = identityOf(row);
    const copy = (this.copies.get(identity) ?? 0) + 1;
    this.copies.set(identity, copy);
    this.lines.push({ ...row, number, identity, copy });
  }

  end(): readonly ReadLine[] {
    if (this.places === null) this.errors.push({ field: 'header', message: 'the file is empty: it has no header' });
    if (this.errors.length === 0) return this.lines;
    const more = this.errors.length >= MOST_ERRORS ? '; there may be more errors' : '';
    throw new Problem('validation_failed', `The statement cannot be read${more}. Nothing was imported.`, {
      errors: this.errors,
    });
  }
}

async function* textOf(
  content: AsyncIterable<Uint8Array>,
  onBytes: (bytes: Uint8Array) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let size = 0;
  for await (const bytes of content) {
    size += bytes.byteLength;
    if (size > MOST_BYTES)
      throw new Problem('payload_too_large', `A statement has at most ${MOST_BYTES} bytes: import it in parts`);
    onBytes(bytes);
    yield decode(() => decoder.decode(bytes, { stream: true }));
  }
  yield decode(() => decoder.decode());
}

function decode(read: () => string): string {
  try {
    return read();
  } catch {
    throw invalidFile('is not UTF-8: save it as CSV UTF-8');
  }
}

/** Reads until the header is complete. */
async function startOf(text: AsyncGenerator<string>): Promise<string> {
  let start = '';
  while (!start.includes('\n') && start.length < LONGEST_ROW) {
    const { value, done } = await text.next();
    if (done) break;
    start += value;
  }
  return start;
}

async function* joined(start: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  if (start !== '') yield start;
  yield* rest;
}

/** Files with a decimal comma separate cells by semicolons or tabs. */
function delimiterOf(start: string): string {
  const [header = ''] = start.split('\n', 1);
  const count = (sign: string) => header.split(sign).length;
  return [',', ';', '\t'].reduce((most, sign) => (count(sign) > count(most) ? sign : most));
}

/** The parser's message can quote the row, so the error names only the line. */
function notCsv(error: CsvError & { lines?: number }): Problem {
  const reason =
    error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH' || error.code === 'CSV_RECORD_INCONSISTENT_COLUMNS'
      ? 'has a different number of cells than the header'
      : 'is not CSV';
  return invalidFile(reason, `line ${error.lines ?? '?'}`);
}

function invalidFile(message: string, field = 'body'): Problem {
  return new Problem('validation_failed', 'The statement cannot be read. Nothing was imported.', {
    errors: [{ field, message }],
  });
}
