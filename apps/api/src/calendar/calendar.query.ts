import { isCalendarDate } from '#libs/rails';
import { TextField } from '../validation/fields.js';
import { readQuery, wrongField } from '../validation/read-query.js';

/** Holidays are computed for these years, and what cannot be listed cannot be declared. */
const YEAR = { regex: /^20\d\d$/, words: 'send a year from 2000 to 2099' };
const DATE_WORDS = 'send a date that there is, from 2000-01-01 to 2099-12-31, such as 2026-03-20';
const JAKARTA_OFFSET_MS = 7 * 3_600_000;

/** The query of GET /v1/calendar. */
export class CalendarQuery {
  @TextField({
    max: 4,
    pattern: YEAR,
    integer: { minimum: 2000, maximum: 2099 },
    optional: true,
    description: 'This year when not given.',
    example: 2026,
  })
  readonly year?: string;
}

/** @throws Problem `validation_failed` */
export function readYear(query: unknown): number {
  const { year } = readQuery(CalendarQuery, query);
  return year === undefined ? new Date(Date.now() + JAKARTA_OFFSET_MS).getUTCFullYear() : Number(year);
}

/** @throws Problem `validation_failed` naming the parameter `date` */
export function readDate(text: string): string {
  if (YEAR.regex.test(text.slice(0, 4)) && isCalendarDate(text)) return text;
  throw wrongField('date', DATE_WORDS);
}
