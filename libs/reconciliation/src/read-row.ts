import type { FieldError } from '#libs/platform';
import { type DateStyle, isClear, isWithin } from './date-order.js';
import type { TimeUnit } from './movements.js';
import { type LineKind, type Readings, readAmount, readTimes, readTimeUnit } from './read-cells.js';
import { NO_IDENTIFIER_REMEDY, readIdentifier } from './read-identifier.js';
import { readKind } from './read-kind.js';
import { AMOUNT_REMEDY, type MoneyStyle, readMovement, type Unreadable } from './read-movement.js';
import type { Places } from './statement-columns.js';

/** What a file does not say of its rows. */
export interface RowStyle extends MoneyStyle, DateStyle {}

/** The content of a row. */
export interface Row {
  readonly kind: LineKind;
  readonly keys: readonly string[];
  readonly amount: bigint;
  readonly fee: bigint | null;
  readonly bookedAt: Date;
  /** How exactly the file states this time. */
  readonly bookedTo: TimeUnit;
}

/** A row before the order of day and month is clear, which all rows decide together. */
export interface UndatedRow extends Omit<Row, 'bookedAt'> {
  readonly times: Readings;
}

/**
 * @param cells as `restoreCell` returns them
 * @returns the content of a row, or the errors of all its cells
 */
export function readRow(
  cells: readonly string[],
  number: number,
  places: Places,
  style: RowStyle,
): UndatedRow | FieldError[] {
  const read = readKind(cells, places);
  const kind = typeof read === 'string' ? read : 'other';
  const movement = readMovement(kind, cells, places, style);
  const feeCell = places.fee === null ? '' : (cells[places.fee] ?? '');
  const fee = feeCell === '' ? null : readAmount(feeCell, style.numbers);
  const times = readTimes(cells[places.date] ?? '', style.dates);
  const { keys, wrong: wrongKeys } = readKeys(kind, cells, places);
  const wrong: Unreadable[] = [
    ...(typeof read === 'string' ? [] : [read]),
    ...('message' in movement ? [movement] : []),
    ...(feeCell !== '' && fee === null ? [{ column: 'fee', message: AMOUNT_REMEDY }] : []),
    ...(isClear(times) ? dateErrors(times.dmy, style) : []),
    ...wrongKeys,
  ];
  if ('message' in movement || wrong.length > 0) return wrong.map((one) => errorOf(number, one));
  return { ...movement, keys, fee, times, bookedTo: readTimeUnit(cells[places.date] ?? '') };
}

/** The error for a cell. */
export function errorOf(number: number, { column, message }: Unreadable): FieldError {
  return { field: `line ${number}, ${column}`, message };
}

/** What is wrong with the time of a row. */
export function dateErrors(bookedAt: Date | null, style: DateStyle): Unreadable[] {
  if (bookedAt === null) return [{ column: 'date', message: DATE_REMEDY }];
  return isWithin(bookedAt, style) ? [] : [{ column: 'date', message: OUTSIDE_REMEDY }];
}

/** The kinds of rows that belong to no transfer; what stands in their column of identifiers is something else. */
const ABOUT_NO_TRANSFER: ReadonlySet<LineKind> = new Set(['fee', 'other']);

function readKeys(kind: LineKind, cells: readonly string[], { keys }: Places): { keys: string[]; wrong: Unreadable[] } {
  const read = keys.map((key) => ({ ...key, identifier: readIdentifier(cells[key.place] ?? '', key.form) }));
  const found = read.flatMap(({ identifier, keyOf }) => (identifier.kind === 'is' ? [keyOf(identifier.value)] : []));
  if (ABOUT_NO_TRANSFER.has(kind)) return { keys: found, wrong: [] };
  const wrong = read.flatMap(({ identifier, column }) =>
    identifier.kind === 'damaged' ? [{ column, message: identifier.message }] : [],
  );
  const [first] = keys;
  if (found.length > 0 || wrong.length > 0 || first === undefined) return { keys: found, wrong };
  return { keys: [], wrong: [{ column: first.column, message: NO_IDENTIFIER_REMEDY }] };
}

const DATE_REMEDY =
  'is not a time such as 2026-11-21 14:05:00, 21/11/2026 14:05 or 2026-11-21T14:05:00+07:00, in the order of `dates`; if the line is no row, remove it from the file';
const OUTSIDE_REMEDY = 'is outside the period that the statement covers: correct `from` and `to`';
