/** Brings the text of a file into the form that the CSV parser reads. */

/** The longest row that is read. */
export const LONGEST_ROW = 16 * 1024;

/** The text in pieces of whole lines, each ended by a line feed. A line that is too long for a row comes in parts. */
export async function* wholeLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    rest += piece;
    const end = endOfLines(rest) || (rest.length > LONGEST_ROW ? rest.length : 0);
    if (end === 0) continue;
    yield unwrapFormulas(rest.slice(0, end).replace(/\r\n?/g, '\n'));
    rest = rest.slice(end);
  }
  if (rest !== '') yield unwrapFormulas(rest.replace(/\r\n?/g, '\n'));
}

/** Behind the last line end. A carriage return at the very end can be the first half of one. */
function endOfLines(text: string): number {
  const settled = text.endsWith('\r') ? text.slice(0, -1) : text;
  return Math.max(settled.lastIndexOf('\n'), settled.lastIndexOf('\r')) + 1;
}

/** Spreadsheets export a number as text in the form `="0123"`, which is no CSV: the quotes do not begin the cell. */
function unwrapFormulas(lines: string): string {
  if (!lines.includes('="')) return lines;
  return lines.replace(/(^|[,;\t|\n]) *="([^"\n]*)"(?= *(?:[,;\t|\n]|$))/g, '$1"$2"');
}

/** The text without its first lines; the lines stay, so that the others keep their numbers. */
export async function* withoutFirst(lines: AsyncIterable<string>, count: number): AsyncGenerator<string> {
  let left = count;
  for await (const part of lines) {
    if (left === 0) {
      yield part;
      continue;
    }
    const split = part.split('\n');
    const ends = split.length - 1;
    const skipped = Math.min(left, ends);
    // A part of a line that is too long, or the last line, has no end.
    const rest = left > ends ? '' : split.slice(skipped).join('\n');
    left -= skipped;
    yield '\n'.repeat(skipped) + rest;
  }
}

export const DELIMITERS: readonly string[] = [',', ';', '\t', '|'];

/** Whether the cells of a line are a header, possibly one that lacks a column. */
export type IsHeader = (cells: readonly string[]) => boolean;

/** The first lines of a file, and how its cells are separated. */
export interface Dialect {
  /** The lines without what is no CSV. */
  readonly start: string;
  readonly delimiter: string;
}

/** The line by which spreadsheets state the delimiter. */
const SEPARATOR_LINE = /^\n*"?sep=([,;\t|])"?[,;\t|]*(?=\n|$)/i;
const LEAST_CELLS = 4;

/**
 * Finds the delimiter: the stated one, otherwise the one by which a line is a header, otherwise the most frequent one in the first
 * line that has some of them.
 */
export function dialectOf(start: string, isHeader: IsHeader): Dialect {
  const stated = SEPARATOR_LINE.exec(start);
  if (stated !== null) {
    const [line, delimiter = ','] = stated;
    return { start: '\n'.repeat(line.split('\n').length - 1) + start.slice(line.length), delimiter };
  }
  const lines = start.split('\n').slice(0, FIRST_LINES);
  const byHeader = lines.flatMap((line) => delimiterOf(line, isHeader) ?? []);
  if (byHeader[0] !== undefined) return { start, delimiter: byHeader[0] };
  const most = (line: string) =>
    DELIMITERS.reduce((best, sign) => (line.split(sign).length > line.split(best).length ? sign : best));
  const withMany = lines.find((line) => line.split(most(line)).length >= LEAST_CELLS);
  const [first = ''] = lines.filter((line) => line.trim() !== '');
  return { start, delimiter: most(withMany ?? first) };
}

/** The delimiter by which a line is a header; null: there is none. */
function delimiterOf(line: string, isHeader: IsHeader): string | null {
  const cellsOf = (sign: string) => line.split(sign).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  return DELIMITERS.find((sign) => isHeader(cellsOf(sign))) ?? null;
}

/** Reads until the header is there, and no further: the rest of a file can arrive slowly. */
export async function startOf(text: AsyncGenerator<string>, isHeader: IsHeader): Promise<string> {
  let [start, count] = ['', 0];
  while (start.length < START_LENGTH && count < FIRST_LINES) {
    const { value, done } = await text.next();
    if (done) break;
    start += value;
    // not all lines of a piece: a piece can be nothing but line ends
    const lines = value.split('\n', FIRST_LINES - count + 1);
    count += lines.length - 1;
    if (lines.some((line) => line !== '' && delimiterOf(line, isHeader) !== null)) break;
  }
  return start;
}

/** As much of a file as its first lines have. */
const START_LENGTH = 4 * LONGEST_ROW;
/** A header stands in one of so many lines. */
export const FIRST_LINES = 50;
