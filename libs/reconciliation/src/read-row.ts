import { createHash } from 'node:crypto';
import type { FieldError } from '#libs/platform';
import { type LineKind, readAmount, readLineKind, readTime } from './read-cells.js';
import { NO_IDENTIFIER_REMEDY, readIdentifier } from './read-identifier.js';
import { AMOUNT_REMEDY, type MoneyStyle, readMovement, type Unreadable } from './read-movement.js';
import type { Places } from './statement-columns.js';

/** What a file does not say of its rows. */
export interface RowStyle extends MoneyStyle {
  /** Start of the period that the file covers completely, inclusive. */
  readonly coversFrom: Date;
  /** End of the period, exclusive. */
  readonly coversTo: Date;
}

/** The content of a row. */
export interface Row {
  readonly kind: LineKind;
  readonly keys: readonly string[];
  readonly amount: bigint;
  readonly fee: bigint | null;
  readonly bookedAt: Date;
}

/**
 * @param cells as `restoreCell` returns them
 * @returns the content of a row, or the errors of all its cells
 */
export function readRow(cells: readonly string[], number: number, places: Places, style: RowStyle): Row | FieldError[] {
  const word = readLineKind(cells[places.type] ?? '');
  const movement = readMovement(word ?? 'other', cells, places, style);
  const feeCell = places.fee === null ? '' : (cells[places.fee] ?? '');
  const fee = feeCell === '' ? null : readAmount(feeCell, style.numbers);
  const bookedAt = readTime(cells[places.date] ?? '');
  const { keys, wrong: wrongKeys } = readKeys(word ?? 'other', cells, places);
  const wrong: Unreadable[] = [
    ...(word === null ? [{ column: 'type', message: KIND_REMEDY }] : []),
    ...('message' in movement ? [movement] : []),
    ...(feeCell !== '' && fee === null ? [{ column: 'fee', message: AMOUNT_REMEDY }] : []),
    ...dateErrors(bookedAt, style),
    ...wrongKeys,
  ];
  if ('message' in movement || bookedAt === null || wrong.length > 0)
    return wrong.map(({ column, message }) => ({ field: `line ${number}, ${column}`, message }));
  return { ...movement, keys, fee, bookedAt };
}

function dateErrors(bookedAt: Date | null, { coversFrom, coversTo }: RowStyle): Unreadable[] {
  if (bookedAt === null) return [{ column: 'date', message: DATE_REMEDY }];
  const isOutside = bookedAt < coversFrom || bookedAt >= coversTo;
  return isOutside ? [{ column: 'date', message: OUTSIDE_REMEDY }] : [];
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

const KIND_REMEDY = 'is not a known type: use transfer, return, failed, pending, fee or other, or a synonym';
const DATE_REMEDY = 'is not a time such as 2026-11-21 14:05:00, 21/11/2026 14:05 or 2026-11-21T14:05:00+07:00';
const OUTSIDE_REMEDY = 'is outside the period that the statement covers: correct `from` and `to`';

/** Without the fee: a provider that corrects a fee has not paid again. @returns lower-case hex */
export function identityOf({ kind, keys, amount, bookedAt }: Row): string {
  const text = JSON.stringify([kind, keys, amount.toString(), bookedAt.toISOString()]);
  return createHash('sha256').update(text).digest('hex');
}
