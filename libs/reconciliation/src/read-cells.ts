/** Reads the cells of a statement: kinds, amounts and times, as people and programs in Indonesia write them. */
import type { TimeUnit } from './movements.js';

/**
 * The content of a cell without what a spreadsheet puts around a text: the apostrophe of `'0123`, the formula of `="0123"`, blanks.
 * Nothing else is changed.
 */
export function restoreCell(cell: string): string {
  const text = cell.trim();
  const formula = /^="([^"]*)"$/.exec(text)?.[1];
  return (formula ?? text.replace(/^['\u2019]/, '')).trim();
}

/** The kinds of statement rows, each with the accepted words, compared by letters and digits only. */
export const LINE_KINDS = {
  /** Debited from our balance for a transfer. */
  paid: ['paid', 'transfer', 'payout', 'disbursement', 'debit', 'success', 'succeeded', 'sukses', 'berhasil'],
  /** Credited back to our balance. */
  returned: ['returned', 'return', 'refund', 'refunded', 'reversal', 'reversed', 'retur', 'pengembalian'],
  /** The transfer moved no money. */
  refused: ['refused', 'failed', 'rejected', 'declined', 'gagal', 'ditolak'],
  /** The transfer has not ended: nothing to compare yet. */
  processing: ['processing', 'pending', 'process', 'proses', 'diproses'],
  /** A charge without a transfer. */
  fee: ['fee', 'admin fee', 'biaya', 'biaya admin', 'ppn', 'tax'],
  /** Another balance movement without a transfer. */
  other: [
    ...['other', 'top up', 'deposit', 'adjustment', 'settlement'],
    ...['opening balance', 'closing balance', 'saldo awal', 'saldo akhir'],
  ],
} as const;

export type LineKind = keyof typeof LINE_KINDS;

/** Letters and digits only, in lower case: `Disburse ID`, `disburse_id` and `disburseId` have the same form. */
export function normalForm(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

const KIND_OF = new Map(
  Object.entries(LINE_KINDS).flatMap(([kind, words]) =>
    words.map((word) => [normalForm(word), kind as LineKind] as const),
  ),
);

/** @returns null: the word is not in {@link LINE_KINDS} */
export function readLineKind(text: string): LineKind | null {
  return KIND_OF.get(normalForm(text)) ?? null;
}

/** Number formats of whole rupiah. A fraction is allowed if it is zero. */
export const NUMBER_STYLES = {
  /** `1000000` or `1000000.00` */
  plain: { form: /^\d{1,15}(?:\.0{1,2})?$/, grouping: null, decimal: '.' },
  /** `1.000.000` or `1.000.000,00` */
  indonesian: { form: /^(?:\d{1,3}(?:\.\d{3})*|\d{1,15})(?:,0{1,2})?$/, grouping: /\./g, decimal: ',' },
  /** `1,000,000` or `1,000,000.00` */
  english: { form: /^(?:\d{1,3}(?:,\d{3})*|\d{1,15})(?:\.0{1,2})?$/, grouping: /,/g, decimal: '.' },
} as const;

export type NumberStyle = keyof typeof NUMBER_STYLES;

export const NUMBER_STYLE_NAMES = Object.keys(NUMBER_STYLES) as NumberStyle[];

const CURRENCY = /^(?:Rp|IDR)\.?\s*/i;
/** More than any balance, and within a bigint column. */
const MOST_DIGITS = 15;

export interface SignedAmount {
  /** Whole rupiah without sign. */
  readonly amount: bigint;
  readonly isNegative: boolean;
}

const MINUS: ReadonlySet<string | undefined> = new Set(['-', '\u2212', '\u2013']);

/**
 * Reads an amount with its sign: `-50000`, `50000-`, `(50000)`, `Rp -50.000`. What the sign means is for `readMovement` to decide.
 *
 * @returns null: not an amount in this style, or with a fraction of a rupiah
 */
export function readSignedAmount(cell: string, style: NumberStyle): SignedAmount | null {
  const { body, isNegative } = withoutSign(cell.replace(CURRENCY, '').trim());
  const { form, grouping, decimal } = NUMBER_STYLES[style];
  const text = body.trim().replace(CURRENCY, '');
  if (!form.test(text)) return null;
  const [whole = ''] = (grouping === null ? text : text.replace(grouping, '')).split(decimal);
  return whole.length > MOST_DIGITS ? null : { amount: BigInt(whole), isNegative };
}

/** Removes one sign; a second one stays, and the rest is no number then. */
function withoutSign(text: string): { body: string; isNegative: boolean } {
  if (text.startsWith('(') && text.endsWith(')')) return { body: text.slice(1, -1), isNegative: true };
  if (MINUS.has(text[0])) return { body: text.slice(1), isNegative: true };
  if (MINUS.has(text.at(-1))) return { body: text.slice(0, -1), isNegative: true };
  return { body: text.startsWith('+') ? text.slice(1) : text, isNegative: false };
}

/** The same as {@link readSignedAmount} without the sign, for a fee. */
export function readAmount(cell: string, style: NumberStyle): bigint | null {
  return readSignedAmount(cell, style)?.amount ?? null;
}

/** The order of day, month and year in dates. */
export const DATE_ORDERS = ['dmy', 'mdy', 'ymd'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** A time by the order in which it is read; both are the same when the year stands first. null: not a time in this order. */
export interface Readings {
  readonly dmy: Date | null;
  readonly mdy: Date | null;
}

const YEAR_FIRST = '(?<year>\\d{4})(?<mark>[/-])(?<month>\\d{2})\\k<mark>(?<day>\\d{2})';
const YEAR_LAST = '(?<one>\\d{1,2})(?<mark>[/.-])(?<other>\\d{1,2})\\k<mark>(?<year>\\d{4})';
const CLOCK =
  '(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:\\.(?<fraction>\\d{1,6}))?)?(?: ?(?<half>[AaPp][Mm]))?';
const ZONE = '(?<zone>Z|[+-]\\d{2}:?\\d{2})';
const TIME = `(?:(?:T|,? )${CLOCK} ?${ZONE}?)?`;

/** Times without a zone are Jakarta time: `2026-11-21 14:05:00`, `21/11/2026 14:05`, `2026-11-21T14:05:00Z`. */
const [YEAR_FIRST_FORM, YEAR_LAST_FORM] = [new RegExp(`^${YEAR_FIRST}${TIME}$`), new RegExp(`^${YEAR_LAST}${TIME}$`)];
/** WIB is UTC+7 all year. */
const JAKARTA = '+07:00';

/** @param order when not stated, both orders of a date that ends with its year are read */
export function readTimes(cell: string, order?: DateOrder | undefined): Readings {
  const yearFirst = YEAR_FIRST_FORM.exec(cell)?.groups;
  if (yearFirst !== undefined) return both(timeOf(yearFirst.month, yearFirst.day, yearFirst));
  const groups = YEAR_LAST_FORM.exec(cell)?.groups;
  if (groups === undefined || order === 'ymd') return both(null);
  const { one, other } = groups;
  const [dmy, mdy] = [timeOf(other, one, groups), timeOf(one, other, groups)];
  if (order !== undefined) return both(order === 'dmy' ? dmy : mdy);
  return { dmy, mdy };
}

function both(time: Date | null): Readings {
  return { dmy: time, mdy: time };
}

/** How exactly a cell states its time; the cell has one. */
export function readTimeUnit(cell: string): TimeUnit {
  const { hour, second, fraction } = (YEAR_FIRST_FORM.exec(cell) ?? YEAR_LAST_FORM.exec(cell))?.groups ?? {};
  if (hour === undefined) return 'day';
  if (second === undefined) return 'minute';
  return fraction === undefined ? 'second' : 'millisecond';
}

/** The same with one order. @returns null: the text has another format or is not a valid date */
export function readTime(cell: string, order: DateOrder = 'dmy'): Date | null {
  return readTimes(cell, order).dmy;
}

function timeOf(month = '', day = '', groups: Readonly<Record<string, string | undefined>>): Date | null {
  const { year, minute = '00', second = '00', fraction = '0', zone = JAKARTA } = groups;
  const hour = hourOf(groups.hour ?? '0', groups.half?.toLowerCase());
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${hour}`;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const local = `${date}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  const time = new Date(`${local}${offset}`);
  // JavaScript parses 31 February as 3 March.
  const isDay = new Date(`${local}Z`).toJSON()?.startsWith(date) === true;
  return isDay && !Number.isNaN(time.getTime()) ? time : null;
}

/** @returns two digits; the hour of no day for `13 PM` */
function hourOf(hour: string, half: string | undefined): string {
  const count = Number(hour);
  if (half === undefined) return hour.padStart(2, '0');
  if (count < 1 || count > 12) return '99';
  return String((count % 12) + (half === 'pm' ? 12 : 0)).padStart(2, '0');
}
