import { normalForm } from './read-cells.js';
import type { Places } from './statement-columns.js';

/** The lines of a table that certainly are no rows: empty ones, the header again on the next page, and totals. */
export function isNoRow(cells: readonly string[], header: readonly string[], places: Places): boolean {
  if (cells.every((cell) => cell === '')) return true;
  if (cells.length === header.length && cells.every((cell, place) => cell === header[place])) return true;
  return isTotal(cells, places);
}

/** `Total`, `Grand total:`, `Jumlah`, `Saldo akhir`, `Total 12 transaksi`: nothing but such words and numbers. */
const TOTAL = new RegExp(
  `^(?:(?:grand|sub)?total|jumlah|saldo|(?:opening|closing|ending)?balance)(?:${[
    ...['amount', 'nominal', 'debit', 'debet', 'credit', 'kredit', 'fee', 'biaya', 'awal', 'akhir', 'seluruhnya'],
    ...['transaksi', 'transactions?', 'rows?', 'baris', 'rp', 'idr', '\\d'],
  ].join('|')})*$`,
);

/**
 * A total has no time; its number can stand below the identifiers when cells are left out. A line with anything else in the column
 * of the time can be a row that was cut.
 */
function isTotal(cells: readonly string[], places: Places): boolean {
  const [date, type] = [cells[places.date] ?? '', cells[places.type ?? places.statuses[0] ?? -1] ?? ''];
  const hasIdentifier = places.keys.some(({ place }) => /\d/.test(cells[place] ?? ''));
  if (date !== '') return isTotalWord(date) && (type === '' || !hasIdentifier);
  if (hasIdentifier) return false;
  return isTotalWord(type === '' ? (cells.find((cell) => cell !== '') ?? '') : type);
}

function isTotalWord(cell: string): boolean {
  return TOTAL.test(normalForm(cell));
}

/**
 * A cell without a name may be absent or empty. Any other difference shifts cells to the wrong column, or the row was cut.
 *
 * @returns what is wrong with the number of cells of a row, or null
 */
export function widthProblem(cells: readonly string[], header: readonly string[]): string | null {
  const named = header.findLastIndex((cell) => cell !== '') + 1;
  const filled = cells.findLastIndex((cell) => cell !== '') + 1;
  if (filled > header.length) return TOO_MANY;
  return cells.length < named ? TOO_FEW : null;
}

const TOO_MANY = 'has a different number of cells than the header';
const TOO_FEW = `${TOO_MANY}: if it is no row, remove it from the file; if the file was cut, download it again`;
