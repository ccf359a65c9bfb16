/** What stands in the cells of a statement: amounts and times, as people and programs in Indonesia write them. */

/** Ways to write an amount of whole rupiah. A fraction may be there as long as it is zero. */
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
/** More than any provider holds, and few enough digits for everybody's bigint. */
const MOST_DIGITS = 15;

/**
 * Reads an amount; a minus is allowed, because lists of movements put one before what left. Which way the money went is told
 * by the kind of the row.
 *
 * @returns whole rupiah without sign; null when the text is no such amount, or has a fraction of a rupiah
 */
export function readAmount(cell: string, style: NumberStyle): bigint | null {
  const { form, grouping, decimal } = NUMBER_STYLES[style];
  const text = cell.replace(CURRENCY, '').replace(/^-\s*/, '').replace(CURRENCY, '');
  if (!form.test(text)) return null;
  const [whole = ''] = (grouping === null ? text : text.replace(grouping, '')).split(decimal);
  return whole.length > MOST_DIGITS ? null : BigInt(whole);
}

const DAY = '(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})';
const LOCAL_DAY = '(?<day>\\d{2})[/-](?<month>\\d{2})[/-](?<year>\\d{4})';
const TIME = '(?<hour>\\d{2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:\\.(?<fraction>\\d{1,6}))?)?';
const ZONE = '(?<zone>Z|[+-]\\d{2}:?\\d{2})';

/** Times are those of Jakarta unless they say otherwise: `2026-11-21 14:05:00`, `21/11/2026 14:05`, `2026-11-21T14:05:00Z`. */
const TIME_FORMS = [
  new RegExp(`^${DAY}(?:[T ]${TIME} ?${ZONE}?)?$`),
  new RegExp(`^${LOCAL_DAY}(?:[T ]${TIME} ?${ZONE}?)?$`),
];
/** WIB is UTC+7 all year. */
const JAKARTA = '+07:00';

/** @returns null when the text is no such time, or no day of the calendar */
export function readTime(cell: string): Date | null {
  const groups = TIME_FORMS.map((form) => form.exec(cell)?.groups).find((found) => found !== undefined);
  if (groups === undefined) return null;
  const { year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = JAKARTA } = groups;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  const time = new Date(`${local}${offset}`);
  // JavaScript takes 31 February for 3 March.
  const isDay = new Date(`${local}Z`).toJSON()?.startsWith(`${year}-${month}-${day}T${hour}`) === true;
  return isDay && !Number.isNaN(time.getTime()) ? time : null;
}
