/**
 * JSON of providers, without converting numbers to floats: `disburseId` is documented as text and arrives as a number,
 * `amountTransfer` arrives as `50000.0`.
 */
import { isLosslessNumber, parse, stringify } from 'lossless-json';

/** A JSON object whose numbers are kept as written; read it with {@link readText} and {@link readList}. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Deeper than any provider nests, and far from the depth at which the stack ends. */
const DEEPEST = 64;

/** Objects and lists that are open at once, beyond {@link DEEPEST}. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/**
 * @returns null: not one JSON object, for instance HTML, empty, truncated, a key twice with different values, or more than 64 levels
 *   deep
 */
export function readJson(text: string): JsonObject | null {
  if (isTooDeep(text)) return null;
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

/** Decimals and exponents as languages print floating-point numbers: `50000.0`, `1.0E7`. */
const NUMBER = /^(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?$/;

/**
 * The digits of a whole number: `14`, `14.0` and `1.4E1` give `14`. A JSON number has no leading zeros, so those of a code or an
 * account number are lost in it.
 *
 * @returns null: its digits may have been lost, because it is above 2^53 and looks like the output of a floating-point number, which
 *   stands for many whole numbers there. What is not a whole number is returned as written.
 */
export function wholeNumber(written: string): string | null {
  const [, whole, fraction = '', exponent] = NUMBER.exec(written) ?? [];
  if (whole === undefined) return written;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent ?? 0);
  if (point <= 0 || /[1-9]/.test(digits.slice(point))) return written;
  const text = digits
    .slice(0, point)
    .padEnd(point, '0')
    .replace(/^0+(?=\d)/, '');
  const value = BigInt(text);
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return text;
  const printsItself = BigInt(Number(text)) === value || String(Number(text)) === text;
  return text === written && !printsItself ? text : null;
}

/** A field as {@link readText}, and a number in it as {@link wholeNumber}; null also: its digits may have been lost. */
export function readWhole(body: JsonObject, field: string): string | null {
  const value = body[field];
  return isLosslessNumber(value) ? wholeNumber(value.value) : readText(body, field);
}

/** Whether the field arrived as a number, not as text. */
export function isNumber(body: JsonObject, field: string): boolean {
  return isLosslessNumber(body[field]);
}

/** The objects in a list field; null: the field is not a list. */
export function readList(body: JsonObject, field: string): JsonObject[] | null {
  const value = body[field];
  return Array.isArray(value) ? value.filter(isObject) : null;
}

/** Serialises a body once; `bigint` becomes a plain integer of any size. Hash, store and send exactly these bytes. */
export function writeJson(body: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(stringify(body) as string, 'utf8');
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

/** `7177.50` -> 7177: cents of a balance cannot be paid out, and rounding up would exceed the balance. */
export function floorRupiah(text: string | null): bigint | null {
  const match = /^(-?)(\d{1,18})(?:\.(\d+))?$/.exec(text ?? '');
  if (!match) return null;
  const whole = BigInt(match[2] as string);
  if (match[1] === '') return whole;
  return /[1-9]/.test(match[3] ?? '') ? -whole - 1n : -whole;
}
