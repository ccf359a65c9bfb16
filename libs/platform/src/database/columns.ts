import type { ValueTransformer } from 'typeorm';
import { DefaultNamingStrategy, type NamingStrategyInterface, type Table } from 'typeorm';

export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** Names columns in snake_case in the database and camelCase in entities. */
export class SnakeNaming extends DefaultNamingStrategy implements NamingStrategyInterface {
  override tableName(className: string, customName: string | undefined): string {
    return customName ?? snakeCase(className);
  }

  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? snakeCase(propertyName);
  }

  override primaryKeyName(tableOrName: Table | string): string {
    return `${tableNameOf(tableOrName)}_pkey`;
  }
}

function tableNameOf(tableOrName: Table | string): string {
  const name = typeof tableOrName === 'string' ? tableOrName : tableOrName.name;
  return name.split('.').pop() as string;
}

/** Whole rupiah: pg returns bigint as text, entities use BigInt. */
export const rupiahColumn: ValueTransformer = {
  to: (value: bigint | null | undefined) => (value === null || value === undefined ? value : value.toString()),
  from: (value: string | null) => (value === null ? null : BigInt(value)),
};

/** The database's clock in a {@link setList}. */
export const NOW = Symbol('now()');

/**
 * Builds the SET list of a hand-written UPDATE from fields of an entity. Names come from code, never from input; values are
 * passed as parameters.
 *
 * @param firstParameter the number of the first `$n`
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
