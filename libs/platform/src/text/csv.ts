import { stringify } from 'csv-stringify/sync';

/** A cell: text is made harmless, numbers stay numbers, null is empty. */
export type Cell = string | number | bigint | null;

/** Columns of an export by their names. Programs read them by name: new ones are added at the end. */
export type CsvColumns<T> = readonly (readonly [name: string, of: (item: T) => Cell])[];

/**
 * What a spreadsheet takes for the beginning of a formula, or drops in front of one.
 * https://owasp.org/www-community/attacks/CSV_Injection; the wide forms count in some languages.
 */
const BEGINS_A_FORMULA = /^[\t\r\n]|^[\s"']*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
/** Where cells are separated otherwise, by semicolons in Indonesia, one begins in the middle of ours, quotes or not. */
const BEGINS_ONE_INSIDE = /([;\t\r\n][\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/** Rows as CSV by RFC 4180, in which no spreadsheet finds a formula. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return stringify(rows as Cell[][], {
    record_delimiter: 'windows',
    quoted_match: /[;'\s]/,
    // Its own escape_formulas sees neither spaces and quotes in front of a formula nor one behind a semicolon.
    cast: { string: harmless },
  });
}

function harmless(text: string): string {
  return `${BEGINS_A_FORMULA.test(text) ? "'" : ''}${text.replace(BEGINS_ONE_INSIDE, "$1'")}`;
}
