/** Texts that have broken software: PostgreSQL rejects them, they mislead a reader, or they exceed an index. */
import { isLosslessNumber, parse, stringify } from 'lossless-json';
import { isObject } from '../kit/json.js';

export const HOSTILE_TEXTS: readonly (readonly [what: string, text: string])[] = [
  ['NUL', 'A\u0000B'],
  ['half of a surrogate pair', 'A\ud800B'],
  ['the other half', '\udc00'],
  ['a direction override', ' \u202eOSOTNAS\u202c'],
  ['invisible characters', 'A\u200b\u2066\ufeffB'],
  ['control characters and an escape sequence', ' \u001b[2J\u0007\u009b31m\r\n'],
  ['line separators', 'A\u2028B\u2029'],
  ['letters in another normal form', ' E\u0301'],
  ['10,000 characters', ` ${'X'.repeat(10_000)}`],
  ['10,000 characters of two halves', ` ${'😀'.repeat(5_000)}`],
];

/** One line of at most 255 characters (of which some have two halves), with nothing in it that is not seen. */
export const FIT_TO_KEEP = /^(?!.*[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]).{0,255}$/su;

/** A JSON body as often as it has texts, each time with one of them longer by `text`. */
export function withTextIn(body: string, text: string): string[] {
  const count = textsOf(parse(body)).length;
  return Array.from({ length: count }, (_, wanted) => {
    let at = 0;
    return changed(body, (value) => (at++ === wanted ? value + text : value));
  });
}

/** A JSON body with another text wherever it has this one. */
export function withTextFor(body: string, text: string, other: string): string {
  return changed(body, (value) => (value === text ? other : value));
}

/** Every readable text in a value: without tickets, which are opaque, and secrets, which do not print. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([field, each]) => (field === 'ticket' ? [] : textsOf(each)));
}

function changed(body: string, change: (text: string) => string): string {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(walk);
    if (!isObject(value) || isLosslessNumber(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([field, each]) => [field, walk(each)]));
  };
  return stringify(walk(parse(body))) as string;
}
