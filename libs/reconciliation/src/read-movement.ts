/** Decides from signs, debit and credit which way the money of a row moved. */
import { type LineKind, type NumberStyle, normalForm, readSignedAmount } from './read-cells.js';

/** `out`: money left our balance; `back`: money came back to it. */
export const DIRECTIONS = ['out', 'back'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** The columns that say how much moved and which way; null: the file has no such column. */
export interface MoneyPlaces {
  readonly amount: number | null;
  /** The two sides of a file that has a column for each. Both or neither. */
  readonly sides: { readonly debit: number; readonly credit: number } | null;
  /** `D` or `K`, `DB` or `CR`. */
  readonly direction: number | null;
}

export interface MoneyStyle {
  readonly numbers: NumberStyle;
  /** What a minus in front of an amount means; undefined: the import does not state it. */
  readonly minus?: Direction | undefined;
}

/** What a row says of its money; with its type it is one of the kinds of rows. */
export interface Movement {
  readonly kind: LineKind;
  readonly amount: bigint;
}

/** A cell that cannot be read, by our name of its column. */
export interface Unreadable {
  readonly column: string;
  readonly message: string;
}

/** @returns the movement, or why it is not clear */
export function readMovement(
  kind: LineKind,
  cells: readonly string[],
  places: MoneyPlaces,
  style: MoneyStyle,
): Movement | Unreadable {
  const money = places.sides === null ? oneAmount(cells, places, style) : twoSides(cells, places, style.numbers);
  if ('message' in money) return money;
  const { amount, column, directions } = money;
  if (kind !== 'paid' && kind !== 'returned') return { kind, amount };
  if (amount === 0n) return { column, message: places.sides === null ? ZERO_REMEDY : EMPTY_SIDES_REMEDY };
  const written = directionCell(cells, places);
  if (written === 'unclear') return { column: 'direction', message: DIRECTION_REMEDY };
  const stated = [...directions, ...(written === null ? [] : [written])];
  if (stated.includes('unclear') && (kind === 'paid' || written !== null)) return { column, message: MINUS_REMEDY };
  const clear = new Set(stated.filter((direction) => direction !== 'unclear'));
  // A word such as refund is a direction of its own, a word such as success is none.
  if (kind === 'returned') clear.add('back');
  if (clear.size > 1) return { column: written === null ? column : 'direction', message: CONTRADICTION_REMEDY };
  return { kind: clear.has('back') ? 'returned' : kind, amount };
}

interface Money {
  readonly amount: bigint;
  readonly column: string;
  readonly directions: readonly (Direction | 'unclear')[];
}

function oneAmount(cells: readonly string[], { amount: place }: MoneyPlaces, style: MoneyStyle): Money | Unreadable {
  const read = readSignedAmount(place === null ? '' : (cells[place] ?? ''), style.numbers);
  if (read === null) return { column: 'amount', message: AMOUNT_REMEDY };
  return { amount: read.amount, column: 'amount', directions: directionOfSign(read.isNegative, style.minus) };
}

/** When a minus marks payments, its absence marks returns; when it marks returns, the rest is what the type says. */
function directionOfSign(isNegative: boolean, minus: Direction | undefined): readonly (Direction | 'unclear')[] {
  if (isNegative) return [minus ?? 'unclear'];
  return minus === 'out' ? ['back'] : [];
}

function twoSides(
  cells: readonly string[],
  { amount: place, sides }: MoneyPlaces,
  numbers: NumberStyle,
): Money | Unreadable {
  const sideOf = (at: number | undefined) => {
    const cell = at === undefined ? '' : (cells[at] ?? '');
    return NOTHING.test(cell) ? { amount: 0n, isNegative: false } : readSignedAmount(cell, numbers);
  };
  const [debit, credit] = [sideOf(sides?.debit), sideOf(sides?.credit)];
  if (debit === null) return { column: 'debit', message: AMOUNT_REMEDY };
  if (credit === null) return { column: 'credit', message: AMOUNT_REMEDY };
  const negative = [debit, credit].find(({ amount, isNegative }) => isNegative && amount > 0n);
  if (negative !== undefined) return { column: negative === debit ? 'debit' : 'credit', message: SIDE_MINUS_REMEDY };
  if (debit.amount > 0n && credit.amount > 0n) return { column: 'credit', message: BOTH_SIDES_REMEDY };
  const [amount, column] = credit.amount > 0n ? [credit.amount, 'credit'] : [debit.amount, 'debit'];
  const isOwnColumn = place !== null && place !== sides?.debit && place !== sides?.credit;
  if (isOwnColumn && readSignedAmount(cells[place] ?? '', numbers)?.amount !== amount)
    return { column: 'amount', message: SUM_REMEDY };
  return { amount, column, directions: amount === 0n ? [] : [column === 'credit' ? 'back' : 'out'] };
}

/** How files leave one of the two sides out. */
const NOTHING = /^[-\u2013\u2014]?$/;

const OUT_WORDS = ['d', 'db', 'dr', 'debit', 'debet', 'out', 'keluar'];
const BACK_WORDS = ['c', 'cr', 'k', 'kr', 'credit', 'kredit', 'in', 'masuk'];

function directionCell(cells: readonly string[], { direction }: MoneyPlaces): Direction | 'unclear' | null {
  if (direction === null) return null;
  const word = normalForm(cells[direction] ?? '');
  if (OUT_WORDS.includes(word)) return 'out';
  return BACK_WORDS.includes(word) ? 'back' : 'unclear';
}

export const AMOUNT_REMEDY = 'is not an amount of whole rupiah in the style of `numbers`';
const ZERO_REMEDY =
  'is 0, which is no movement: if the file has a column for debit and one for credit, name both with `columns`';
const EMPTY_SIDES_REMEDY = 'is empty or 0, and so is credit: correct the row, or remove it from the file';
const MINUS_REMEDY =
  'has a minus, which marks a payment in some files and a return in others: state with `minus` whether it is out or back';
const CONTRADICTION_REMEDY =
  'contradicts the type of the row: correct the row, or name the right columns with `columns` and the sign with `minus`';
const SIDE_MINUS_REMEDY = 'has a minus in a column that is a direction already: correct the row';
const BOTH_SIDES_REMEDY = 'has an amount, and so has debit: a row moves money one way';
const SUM_REMEDY = 'is not the amount of debit or credit: name the right column with `columns`';
const DIRECTION_REMEDY = 'is not a direction: use D or K, DB or CR, debit or credit, out or in';
