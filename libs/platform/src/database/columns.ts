import type { ValueTransformer } from 'typeorm';
import { snakeCase } from './snake-naming.js';

/** Whole rupiah: pg gives bigint as text, entities hold BigInt. */
export const rupiahColumn: ValueTransformer = {
  to: (value: bigint | null | undefined) => (value === null || value === undefined ? value : value.toString()),
  from: (value: string | null) => (value === null ? null : BigInt(value)),
};

/** Stands for the database's clock in a {@link setList}. */
export const NOW = Symbol('now()');

/**
 * Turns some fields of an entity into the SET list of a hand-written UPDATE. The names come from code, never from input;
 * the values travel as parameters.
 *
 * @param firstParameter number of the first `$n` to use
 */
export function setList(
  fields: Readonly<Record<string, unknown>>,
  firstParameter: number,
): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const assignments = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      if (value === NOW) return `${snakeCase(name)} = now()`;
      values.push(parameterOf(value));
      return `${snakeCase(name)} = $${firstParameter + values.length - 1}`;
    });
  return { sql: assignments.join(', '), values };
}

function parameterOf(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || value instanceof Date || Buffer.isBuffer(value) || typeof value !== 'object') return value;
  return JSON.stringify(value);
}
