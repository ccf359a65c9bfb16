/**
 * Reads a request body as JSON, stricter than `JSON.parse`. Two readers of one text must never see two different
 * payouts: with `{"amount":10000,"amount":1}` or 9007199254740993 they would. Native `JSON.parse` gives the value; a walk
 * over the tokens of the then valid text finds what it accepts silently. Nothing here recurses, so nesting cannot
 * overflow the stack.
 */

import { findForbiddenCharacter, printable } from '#libs/platform';

export type JsonProblemCode =
  | 'malformed_json'
  | 'duplicate_key'
  | 'too_deep'
  | 'unsafe_number'
  | 'forbidden_key'
  | 'forbidden_character';

export interface JsonProblem {
  readonly code: JsonProblemCode;
  /** Where, as `destination.bankCode` or `items.0.amount`; '' is the whole body. Safe to print: see `printable`. */
  readonly field: string;
  /** A sentence that says what to send instead. */
  readonly message: string;
}

export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: JsonProblem };

/** Our deepest body has 2 levels; 10 leaves room and keeps every later walk over the value shallow. */
const MAX_DEPTH = 10;

/** Keys are the client's text and come back in responses and logs: this much of one, in UTF-16 units. */
const LONGEST_KEY = 64;

/** Keys that reach an object's prototype when code copies the value with `target[key] = ...`. */
const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype'];

/** @param text the body, decoded from UTF-8 and already limited in size: time grows linearly with it */
export function readStrictJson(text: string): StrictJson {
  if (text.startsWith('\ufeff'))
    return refuse('forbidden_character', 'Send the body without a byte order mark (U+FEFF) in front.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const problem = findRawControlCharacter(text);
    if (problem !== null) return { ok: false, problem };
    return refuse('malformed_json', 'The body is not valid JSON. Send exactly one JSON object, encoded as UTF-8.');
  }
  if (!isObject(value)) return refuse('malformed_json', 'The body must be one JSON object: {"...": ...}.');
  const problem = findProblem(text);
  return problem === null ? { ok: true, value } : { ok: false, problem };
}

function refuse(code: JsonProblemCode, message: string): StrictJson {
  return { ok: false, problem: { code, field: '', message } };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A raw line break or tab inside a string breaks the grammar, so `JSON.parse` only says that something is wrong. If that is
 * all that is wrong with the text, we can name the field.
 */
function findRawControlCharacter(text: string): JsonProblem | null {
  try {
    return isObject(JSON.parse(text.replace(/\p{Cc}/gu, ' '))) ? findProblem(text) : null;
  } catch {
    return null;
  }
}

/** Strings, brackets, commas and numbers of valid JSON; white space, colons, true, false and null are passed over. */
const TOKENS = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[{}[\],]|-?\d[\d.eE+-]*/g;

/** One open `{` or `[`. */
interface Level {
  /** Of an object: the keys so far, decoded. */
  readonly keys: Set<string> | null;
  /** Where in it the walk is: a key, or the index in an array. */
  at: string | number;
}

/** @param text an object in valid JSON, but for raw control characters: the walk trusts the grammar */
function findProblem(text: string): JsonProblem | null {
  const open: Level[] = [];
  let keyComesNext = false;
  for (const [token] of text.matchAll(TOKENS)) {
    const level = open.at(-1);
    switch (token[0]) {
      case '{':
      case '[':
        if (open.length === MAX_DEPTH) return problemAt(open, 'too_deep', TOO_DEEP);
        keyComesNext = token === '{';
        open.push(keyComesNext ? { keys: new Set(), at: '' } : { keys: null, at: 0 });
        break;
      case '}':
      case ']':
        open.pop();
        keyComesNext = false;
        break;
      case ',':
        keyComesNext = level?.keys != null;
        if (typeof level?.at === 'number') level.at += 1;
        break;
      case '"': {
        const content = contentOf(token);
        if (keyComesNext && level?.keys != null) {
          level.at = content;
          if (level.keys.size === level.keys.add(content).size)
            return problemAt(open, 'duplicate_key', 'Send each key once per object.');
          if (FORBIDDEN_KEYS.includes(content))
            return problemAt(open, 'forbidden_key', `Use another name than ${content} for this key.`);
        }
        keyComesNext = false;
        const found = findForbiddenCharacter(content);
        if (found !== null) return problemAt(open, 'forbidden_character', withoutCharacter(found.codePoint));
        break;
      }
      default:
        if (!isSafeInteger(token)) return problemAt(open, 'unsafe_number', UNSAFE_NUMBER);
    }
  }
  return null;
}

/** What the grammar wants escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const RAW_CONTROLS = /[\u0000-\u001f]/g;

/** The text that a string token means. */
function contentOf(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1);
  // A raw line break or tab would break the grammar here as well, and hide itself.
  return JSON.parse(token.replace(RAW_CONTROLS, (unit) => JSON.stringify(unit).slice(1, -1))) as string;
}

function isSafeInteger(token: string): boolean {
  return /^-?\d{1,16}$/.test(token) && token !== '-0' && Number.isSafeInteger(Number(token));
}

const TOO_DEEP = `Nest objects and arrays at most ${MAX_DEPTH} levels deep.`;
const UNSAFE_NUMBER = `Send a plain integer from -${Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}: no fraction, no exponent, no -0.`;

function withoutCharacter(codePoint: number): string {
  const name = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
  return `Remove the character ${name}: control, direction and invisible characters are not accepted.`;
}

function problemAt(open: readonly Level[], code: JsonProblemCode, message: string): JsonProblem {
  const field = open.map(({ at }) => (typeof at === 'number' ? at : printable(at.slice(0, LONGEST_KEY)))).join('.');
  return { code, field, message };
}
