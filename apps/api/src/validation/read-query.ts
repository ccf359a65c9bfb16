import { Problem } from '#libs/platform';
import { isObject } from './fields.js';
import { readDto } from './read-dto.js';

/**
 * The query of a request as an instance of a DTO class: texts, as a URL has them.
 *
 * @throws Problem `validation_failed` naming every parameter that is wrong
 */
export function readQuery<T extends object>(dto: new () => T, query: unknown): T {
  return readDto(dto, once(query));
}

/** Two values for one name would leave it open which one counts. */
function once(query: unknown): Record<string, unknown> {
  if (!isObject(query)) return {};
  const twice = Object.keys(query).filter((name) => Array.isArray(query[name]));
  if (twice.length === 0) return query;
  const errors = twice.map((field) => ({ field, message: 'send it once' }));
  throw new Problem('validation_failed', `${twice.join(', ')}: send each parameter once`, { errors });
}

/** @returns what tells a caller that one field or parameter is wrong */
export function wrongField(field: string, message: string): Problem {
  return new Problem('validation_failed', `${field}: ${message}`, { errors: [{ field, message }] });
}
