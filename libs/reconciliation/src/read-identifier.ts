import { findForbiddenCharacter } from '#libs/platform';
import type { IdentifierForm } from '#libs/providers';

/** What a cell says of the identifier of a transfer. */
export type Identifier =
  | { readonly kind: 'is'; readonly value: string }
  /** The cell is empty, or has only dashes. */
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged'; readonly message: string };

/** What a spreadsheet adds to a number that it shows with decimals. Three zeros can be a group of thousands. */
const ZERO_DECIMALS = /^(\d+)[.,]0{1,2}$/;
/** Spreadsheets keep fifteen digits of a number and replace the rest by zeros. */
const ROUNDED = /^\d{15}0+$/;
const DASHES = /^[-\u2013\u2014]*$/;

/**
 * Reads an identifier. A zero fraction is removed; any other change of a spreadsheet cannot be undone without guessing.
 *
 * @param cell as `restoreCell` returns it
 */
export function readIdentifier(cell: string, { pattern, words }: IdentifierForm): Identifier {
  if (DASHES.test(cell)) return { kind: 'none' };
  if (findForbiddenCharacter(cell) !== null) return { kind: 'damaged', message: NAME_REMEDY };
  const value = ZERO_DECIMALS.exec(cell)?.[1] ?? cell;
  if (ROUNDED.test(value)) return { kind: 'damaged', message: `has been rounded to 15 digits: ${FORMAT_REMEDY}` };
  if (pattern.test(value)) return { kind: 'is', value };
  return { kind: 'damaged', message: `is not an identifier, which has ${words} only: ${FORMAT_REMEDY}` };
}

const FORMAT_REMEDY =
  'download the file again, or format the column as text in the spreadsheet before its rows come in, and export again';
const NAME_REMEDY = 'contains control, direction or invisible characters: remove them';

/** What to do with a row about a transfer that names none. */
export const NO_IDENTIFIER_REMEDY = `is empty, so the row names no transfer: ${FORMAT_REMEDY}`;
