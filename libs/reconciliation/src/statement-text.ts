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
