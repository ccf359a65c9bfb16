/**
 * JSON as providers write and read it, without ever passing a number through a float: `disburseId` is documented as text
 * and comes as a number, `amountTransfer` comes as `50000.0`.
 */
import { isLosslessNumber, parse, stringify } from 'lossless-json';

/** A JSON object whose numbers are kept as written; read it with {@link readText} and {@link readList}. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** @returns null for whatever is not one JSON object: HTML, nothing, cut short, the same key twice with different values */
export function readJson(text: string): JsonObject | null {
  try {
    const value = parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** A field that holds text or a number, as written: `111273` and `"111273"` both give `111273`. */
export function readText(body: JsonObject, field: string): string | null {
  const value = body[field];
  if (typeof value === 'string') return value;
  return isLosslessNumber(value) ? value.value : null;
}

/** The objects in a list field; null when the field is no list. */
export function readList(body: JsonObject, field: string): JsonObject[] | null {
  const value = body[field];
  return Array.isArray(value) ? value.filter(isObject) : null;
}

/** Writes a body once; `bigint` becomes a plain integer of any size. The bytes returned are the bytes to hash, keep and send. */
export function writeJson(body: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(stringify(body) as string, 'utf8');
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}
