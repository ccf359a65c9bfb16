/** Reads the cells of a statement: kinds, amounts and times, as people and programs in Indonesia write them. */

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

const DAY = '(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})';
const LOCAL_DAY = '(?<day>\\d{2})[/-](?<month>\\d{2})[/-](?<year>\\d{4})';
const TIME = '(?<hour>\\d{2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:\\.(?<fraction>\\d{1,6}))?)?';
const ZONE = '(?<zone>Z|[+-]\\d{2}:?\\d{2})';

/** Times without a zone are Jakarta time: `2026-11-21 14:05:00`, `21/11/2026 14:05`, `2026-11-21T14:05:00Z`. */
const TIME_FORMS = [
  new RegExp(`^${DAY}(?:[T ]${TIME} ?${ZONE}?)?$`),
  new RegExp(`^${LOCAL_DAY}(?:[T ]${TIME} ?${ZONE}?)?$`),
];
/** WIB is UTC+7 all year. */
const JAKARTA = '+07:00';

/** @returns null: the text has another format or is not a valid date */
export function readTime(cell: string): Date | null {
  const groups = TIME_FORMS.map((form) => form.exec(cell)?.groups).find((found) => found !== undefined);
  if (groups === undefined) return null;
  const { year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = JAKARTA } = groups;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  const time = new Date(`${local}${offset}`);
  // JavaScript parses 31 February as 3 March.
  const isDay = new Date(`${local}Z`).toJSON()?.startsWith(`${year}-${month}-${day}T${hour}`) === true;
  return isDay && !Number.isNaN(time.getTime()) ? time : null;
}
