/** What the queries of lists have in common: texts, as a URL has them. */
import { wrongField } from './read-query.js';

export const LIMIT = { regex: /^(?:[1-9]\d?|1\d\d|200)$/, words: 'send a whole number from 1 to 200' };
/** The same for OpenAPI. */
export const LIMIT_BOUNDS = { minimum: 1, maximum: 200 };
export const INSTANT = {
  regex: /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/,
  words: 'send a time with its zone, such as 2026-11-21T09:30:00Z',
};
export const UUID = {
  regex: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  words: 'send an id as you got it',
};
export const DEFAULT_LIMIT = 50;
/** What {@link LIMIT} allows at most. */
export const MOST_LIMIT = 200;

/** A text that fits {@link INSTANT} as a time. @throws Problem `validation_failed` for a day that does not exist */
export function readInstant<T extends string | undefined>(
  field: string,
  text: T,
): T extends string ? Date : Date | undefined {
  const date = text === undefined ? undefined : new Date(text);
  if (date !== undefined && Number.isNaN(date.getTime())) throw wrongField(field, INSTANT.words);
  return date as T extends string ? Date : Date | undefined;
}

/** A filter without what was not asked for. */
export function omitAbsent<T extends object>(filter: T): T {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as T;
}
