/** A cell: texts are made harmless, numbers stay numbers, null is empty. */
export type Cell = string | number | bigint | null;

/**
 * What a spreadsheet takes for the beginning of a formula, or drops in front of one.
 * https://owasp.org/www-community/attacks/CSV_Injection; the wide forms count in some languages.
 */
const BEGINS_A_FORMULA = /^[\t\r\n]|^[\s"']*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
/** Where cells are separated otherwise, by semicolons in Indonesia, a new one begins in the middle of ours, quotes or not. */
const BEGINS_ONE_INSIDE = /([;\t\r\n][\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;
const NEEDS_QUOTES = /[",;'\s]/;

/** One line of RFC 4180, with its line end. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const harmless = `${BEGINS_A_FORMULA.test(cell) ? "'" : ''}${cell.replace(BEGINS_ONE_INSIDE, "$1'")}`;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
