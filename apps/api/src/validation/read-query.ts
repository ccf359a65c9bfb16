import { isId, Problem } from '#libs/platform';
import { isObject } from './fields.js';
import { readDto } from './read-dto.js';

/**
 * The query of a request as an instance of a DTO class: texts, as a URL has them.
 *
 * @param several parameters that may be repeated
 * @throws Problem `validation_failed` naming every parameter that is wrong
 */
export function readQuery<T extends object>(dto: new () => T, query: unknown, several: readonly string[] = []): T {
  return readDto(dto, once(query, several));
}

/**
 * With two values for one name it would be unclear which one counts.
 *
 * @param several names that may have several values: these are joined by commas
 */
function once(query: unknown, several: readonly string[]): Record<string, unknown> {
  if (!isObject(query)) return {};
  const twice = Object.keys(query).filter((name) => Array.isArray(query[name]) && !several.includes(name));
  if (twice.length === 0) {
    const entries = Object.entries(query).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : value,
    ]);
    return Object.fromEntries(entries);
  }
  const errors = twice.map((field) => ({ field, message: 'send it once' }));
  throw new Problem('validation_failed', `${twice.join(', ')}: send each parameter once`, { errors });
}

/** @returns the error for one wrong field or parameter */
export function wrongField(field: string, message: string): Problem {
  return new Problem('validation_failed', `${field}: ${message}`, { errors: [{ field, message }] });
}

export const LIMIT = { regex: /^(?:[1-9]\d?|1\d\d|200)$/, words: 'send a whole number from 1 to 200' };
/** The same for OpenAPI. */
export const LIMIT_BOUNDS = { minimum: 1, maximum: 200 };
export const INSTANT = {
  regex: /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/,
  words: 'send a time with its zone, such as 2026-11-21T09:30:00Z',
};
export const UUID = {
  regex: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  words: 'send an id exactly as you received it',
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

/** A filter without its absent parts. */
export function omitAbsent<T extends object>(filter: T): T {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as T;
}

/** @throws Problem `not_found`: a text that is no id cannot be the id of anything */
export function readId(
  text: string,
  what: 'payout' | 'client' | 'key' | 'statement' | 'difference' | 'webhook endpoint' | 'webhook delivery',
): string {
  const id = text.toLowerCase();
  if (isId(id)) return id;
  throw new Problem('not_found', `There is no such ${what}`);
}
