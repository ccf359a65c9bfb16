import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { type FieldError, findForbiddenCharacter, Problem } from '#libs/platform';
import type { StatementLayout } from '#libs/providers';
import { type LineKind, readLineKind } from './line-kinds.js';
import { type NumberStyle, readAmount, readTime } from './read-cells.js';
import { findColumns, type NamedColumns, type Places } from './statement-columns.js';

/** A file of 200,000 rows has some 20 MB. */
export const MOST_BYTES = 32 * 1024 * 1024;
export const MOST_LINES = 200_000;
/** Whoever corrects a file corrects the first ones, and sees then what is left. */
const MOST_ERRORS = 20;
const LONGEST_ROW = 16 * 1024;
/** Takes a few milliseconds; then it is the turn of whatever else the process does. */
const ROWS_PER_TURN = 500;

/** A statement as somebody hands it in. */
export interface StatementFile {
  /** CSV in UTF-8, with a header. */
  readonly content: AsyncIterable<Uint8Array>;
  /** It lists everything that the provider booked from here on, */
  readonly coversFrom: Date;
  /** up to here, exclusive. */
  readonly coversTo: Date;
  readonly numbers: NumberStyle;
  readonly columns: NamedColumns;
}

/** One row, as far as it is kept. */
export interface ReadLine {
  /** Of the line in the file; the header is line 1. */
  readonly number: number;
  readonly kind: LineKind;
  readonly keys: readonly string[];
  readonly amount: bigint;
  readonly fee: bigint | null;
  readonly bookedAt: Date;
  /** Lower-case hex; see `StatementLine.identity`. */
  readonly identity: string;
  /** 1 for the first such row of the file. */
  readonly copy: number;
}

export interface ReadStatement {
  /** Of the file, lower-case hex. */
  readonly sha256: string;
  readonly lines: readonly ReadLine[];
}

/**
 * Reads a statement in small steps, so that whatever else the process does goes on meanwhile.
 *
 * @throws Problem `validation_failed` naming the first lines that cannot be read, `payload_too_large`
 */
export async function readStatement(file: StatementFile, layout: StatementLayout): Promise<ReadStatement> {
  const hash = createHash('sha256');
  const text = textOf(file.content, (bytes) => hash.update(bytes));
  const begin = await beginningOf(text);
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(begin),
    info: true,
    max_record_size: LONGEST_ROW,
    skip_empty_lines: true,
    trim: true,
  });
  const rows = Readable.from(joined(begin, text))
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  const reading = new Reading(file, layout);
  try {
    for await (const { record, info } of rows as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      reading.add(record, info.lines);
      if (reading.count % ROWS_PER_TURN === 0) await nextTurn();
    }
  } catch (error) {
    throw error instanceof CsvError ? notCsv(error) : error;
  }
  return { sha256: hash.digest('hex'), lines: reading.end() };
}

class Reading {
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
    const read = this.read(cells, number, this.places);
    if (read !== null) this.lines.push(read);
    if (this.errors.length >= MOST_ERRORS) this.end();
  }

  end(): readonly ReadLine[] {
    if (this.places === null) this.errors.push({ field: 'header', message: 'the file is empty: it has no header' });
    if (this.errors.length === 0) return this.lines;
    const more = this.errors.length >= MOST_ERRORS ? '; there may be more' : '';
    throw new Problem('validation_failed', `The statement cannot be read${more}. Nothing was imported.`, {
      errors: this.errors,
    });
  }

  private read(cells: readonly string[], number: number, places: Places): ReadLine | null {
    const kind = readLineKind(cells[places.type] ?? '');
    const amount = readAmount(cells[places.amount] ?? '', this.file.numbers);
    const feeCell = places.fee === null ? '' : (cells[places.fee] ?? '');
    const fee = feeCell === '' ? null : readAmount(feeCell, this.file.numbers);
    const bookedAt = readTime(cells[places.date] ?? '');
    const wrong = [
      ...(kind === null ? [['type', KIND_REMEDY]] : []),
      ...(amount === null ? [['amount', AMOUNT_REMEDY]] : []),
      ...(feeCell !== '' && fee === null ? [['fee', AMOUNT_REMEDY]] : []),
      ...(bookedAt === null ? [['date', DATE_REMEDY]] : this.outside(bookedAt) ? [['date', OUTSIDE_REMEDY]] : []),
      ...places.keys
        .filter(({ place }) => findForbiddenCharacter(cells[place] ?? '') !== null)
        .map(({ column }) => [column, NAME_REMEDY]),
    ];
    for (const [column, message] of wrong)
      this.errors.push({ field: `line ${number}, ${column}`, message: `${message}` });
    if (kind === null || amount === null || bookedAt === null || wrong.length > 0) return null;
    const keys = places.keys.flatMap(({ place, keyOf }) => (cells[place] ? [keyOf(cells[place])] : []));
    const identity = identityOf(kind, keys, amount, bookedAt);
    const copy = (this.copies.get(identity) ?? 0) + 1;
    this.copies.set(identity, copy);
    return { number, kind, keys, amount, fee, bookedAt, identity, copy };
  }

  private outside(bookedAt: Date): boolean {
    return bookedAt < this.file.coversFrom || bookedAt >= this.file.coversTo;
  }
}

const KIND_REMEDY =
  'is none of the words that say what became of the money: transfer, return, failed, pending, fee or other, or one that means the same';
const AMOUNT_REMEDY = 'is no amount of whole rupiah in the style that `numbers` names';
const DATE_REMEDY = 'is no time such as 2026-11-21 14:05:00, 21/11/2026 14:05 or 2026-11-21T14:05:00+07:00';
const NAME_REMEDY = 'has control, direction or invisible characters: remove them';
const OUTSIDE_REMEDY = 'is not within the time that the statement is said to cover: correct `from` and `to`';

/** The fee is left out: a provider that corrects one has not paid again. */
function identityOf(kind: LineKind, keys: readonly string[], amount: bigint, bookedAt: Date): string {
  const said = JSON.stringify([kind, keys, amount.toString(), bookedAt.toISOString()]);
  return createHash('sha256').update(said).digest('hex');
}

async function* textOf(content: AsyncIterable<Uint8Array>, see: (bytes: Uint8Array) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let size = 0;
  for await (const bytes of content) {
    size += bytes.byteLength;
    if (size > MOST_BYTES)
      throw new Problem('payload_too_large', `A statement has at most ${MOST_BYTES} bytes: import it in parts`);
    see(bytes);
    yield decode(() => decoder.decode(bytes, { stream: true }));
  }
  yield decode(() => decoder.decode());
}

function decode(read: () => string): string {
  try {
    return read();
  } catch {
    throw invalidFile('it is not UTF-8: save it as CSV UTF-8');
  }
}

/** Reads on until the header is there as a whole. */
async function beginningOf(text: AsyncGenerator<string>): Promise<string> {
  let begin = '';
  while (!begin.includes('\n') && begin.length < LONGEST_ROW) {
    const { value, done } = await text.next();
    if (done) break;
    begin += value;
  }
  return begin;
}

async function* joined(begin: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  if (begin !== '') yield begin;
  yield* rest;
}

/** Where a comma is the decimal sign, semicolons or tabs part the cells. */
function delimiterOf(begin: string): string {
  const [header = ''] = begin.split('\n', 1);
  const count = (sign: string) => header.split(sign).length;
  return [',', ';', '\t'].reduce((most, sign) => (count(sign) > count(most) ? sign : most));
}

/** What the parser says may quote the row, so only its line is told. */
function notCsv(error: CsvError & { lines?: number }): Problem {
  const reason =
    error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH' || error.code === 'CSV_RECORD_INCONSISTENT_COLUMNS'
      ? 'has another number of cells than the header'
      : 'is not CSV';
  return invalidFile(reason, `line ${error.lines ?? '?'}`);
}

function invalidFile(message: string, field = 'body'): Problem {
  return new Problem('validation_failed', 'The statement cannot be read. Nothing was imported.', {
    errors: [{ field, message }],
  });
}
