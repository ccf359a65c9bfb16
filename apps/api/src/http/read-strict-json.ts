/**
 * Reads a request body as JSON, stricter than `JSON.parse`. Two readers of one text must never see two different
 * payouts: with `{"amount":10000,"amount":1}` or 9007199254740993 they would. Native `JSON.parse` gives the value; one
 * more pass over the then known-to-be-valid text looks for what it lets through. Nothing here recurses, so nesting
 * cannot overflow the stack.
 */

import { type ForbiddenCharacter, findForbiddenCharacter, printable } from '#libs/platform';

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

/** Our deepest body has 2 levels; 10 leaves room and keeps whatever walks the value later shallow. */
const MAX_DEPTH = 10;

/** Keys are the client's text and come back in answers and logs: this much of one, in UTF-16 units. */
const LONGEST_KEY = 64;

/** Keys that reach an object's prototype when somebody copies the value with `target[key] = ...`. */
const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype'];

/** @param text the body, decoded from UTF-8 and already limited in size: time grows linearly with it */
export function readStrictJson(text: string): StrictJson {
  if (text.charCodeAt(0) === 0xfeff) {
    return refuse('forbidden_character', '', 'Send the body without a byte order mark (U+FEFF) in front.');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const problem = findRawControlCharacter(text);
    if (problem !== null) return { ok: false, problem };
    return refuse('malformed_json', '', 'The body is not valid JSON. Send exactly one JSON object, encoded as UTF-8.');
  }
  if (!isObject(value)) {
    return refuse('malformed_json', '', 'The body must be one JSON object: {"...": ...}.');
  }
  const problem = findProblem(text, !NEEDS_A_CLOSER_LOOK.test(text));
  return problem === null ? { ok: true, value } : { ok: false, problem };
}

function refuse(code: JsonProblemCode, field: string, message: string): StrictJson {
  return { ok: false, problem: { code, field, message } };
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
    return isObject(JSON.parse(text.replace(/\p{Cc}/gu, ' '))) ? findProblem(text, false) : null;
  } catch {
    return null;
  }
}

/** One open `{` or `[`. */
class Level {
  /** How many keys are compared one by one; more go into a Set, else a body full of keys costs time squared. */
  static readonly FEW_KEYS = 16;

  /** Decoded keys so far, the last one being read now. */
  readonly keys: string[] = [];
  index = 0;
  private seen: Set<string> | null = null;

  constructor(readonly isObject: boolean) {}

  /** @returns false when the object has this key already */
  addKey(key: string): boolean {
    const known = this.seen === null ? this.keys.includes(key) : this.seen.has(key);
    this.keys.push(key);
    if (this.seen !== null) this.seen.add(key);
    else if (this.keys.length > Level.FEW_KEYS) this.seen = new Set(this.keys);
    return !known;
  }
}

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_E = 0x45;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const LOWER_E = 0x65;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Valid JSON without any of these has no escaped and no forbidden character in its strings: most bodies. */
const NEEDS_A_CLOSER_LOOK = /[\\\x7f-\uffff]/;

/**
 * @param text an object in valid JSON, but for raw control characters: this pass trusts the grammar
 * @param plain that the strings need no closer look, which halves the time this takes
 */
function findProblem(text: string, plain: boolean): JsonProblem | null {
  const open: Level[] = [];
  let level = new Level(false);
  let keyComesNext = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      const end = plain ? text.indexOf('"', at + 1) : endOfString(text, at);
      if (keyComesNext || !plain) {
        const content = plain ? text.slice(at + 1, end) : contentOfString(text, at, end);
        const problem =
          (keyComesNext ? findKeyProblem(content, level, open) : null) ??
          (plain ? null : findTextProblem(content, open));
        if (problem !== null) return problem;
      }
      keyComesNext = false;
      at = end;
    } else if (unit === COMMA) {
      keyComesNext = level.isObject;
      level.index++;
    } else if (unit === MINUS || (unit >= ZERO && unit <= NINE)) {
      const end = endOfNumber(text, at);
      if (!isSafeInteger(text, at, end)) return unsafeNumber(open);
      at = end - 1;
    } else if (unit === OPEN_OBJECT || unit === OPEN_ARRAY) {
      if (open.length === MAX_DEPTH) return tooDeep(open);
      keyComesNext = unit === OPEN_OBJECT;
      level = new Level(keyComesNext);
      open.push(level);
    } else if (unit === CLOSE_OBJECT || unit === CLOSE_ARRAY) {
      open.pop();
      level = open.at(-1) ?? level;
      keyComesNext = false;
    }
  }
  return null;
}

/** @returns the index of the closing quote */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) break;
    if (unit === BACKSLASH) at++;
  }
  return at;
}

/** @returns the index after the number's last character */
function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (isNumberCharacter(text.charCodeAt(at))) at++;
  return at;
}

function isNumberCharacter(unit: number): boolean {
  if (unit >= ZERO && unit <= NINE) return true;
  return unit === DOT || unit === MINUS || unit === PLUS || unit === UPPER_E || unit === LOWER_E;
}

const PLAIN_INTEGER = /^-?\d{1,16}$/;

function isSafeInteger(text: string, start: number, end: number): boolean {
  const digits = text.slice(start, end);
  return PLAIN_INTEGER.test(digits) && digits !== '-0' && Number.isSafeInteger(Number(digits));
}

/** What the grammar wants escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const RAW_CONTROLS = /[\u0000-\u001f]/g;

function contentOfString(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end);
  if (!raw.includes('\\')) return raw;
  // A raw line break or tab would break the grammar here as well, and hide itself.
  return JSON.parse(`"${raw.replace(RAW_CONTROLS, (unit) => JSON.stringify(unit).slice(1, -1))}"`) as string;
}

function findKeyProblem(key: string, level: Level, open: readonly Level[]): JsonProblem | null {
  const isNew = level.addKey(key);
  if (!isNew) return { code: 'duplicate_key', field: fieldOf(open), message: 'Send each key once per object.' };
  if (!FORBIDDEN_KEYS.includes(key)) return null;
  return { code: 'forbidden_key', field: fieldOf(open), message: `Use another name than ${key} for this key.` };
}

function findTextProblem(content: string, open: readonly Level[]): JsonProblem | null {
  const found = findForbiddenCharacter(content);
  return found === null ? null : forbiddenCharacter(open, found);
}

function tooDeep(open: readonly Level[]): JsonProblem {
  const message = `Nest objects and arrays at most ${MAX_DEPTH} levels deep.`;
  return { code: 'too_deep', field: fieldOf(open), message };
}

function unsafeNumber(open: readonly Level[]): JsonProblem {
  const limit = Number.MAX_SAFE_INTEGER;
  const message = `Send a plain integer from -${limit} to ${limit}: no fraction, no exponent, no -0.`;
  return { code: 'unsafe_number', field: fieldOf(open), message };
}

function forbiddenCharacter(open: readonly Level[], { codePoint }: ForbiddenCharacter): JsonProblem {
  const name = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
  const message = `Remove the character ${name}: control, direction and invisible characters are not accepted.`;
  return { code: 'forbidden_character', field: fieldOf(open), message };
}

function fieldOf(open: readonly Level[]): string {
  return open
    .map((level) => (level.isObject ? printable((level.keys.at(-1) ?? '').slice(0, LONGEST_KEY)) : `${level.index}`))
    .join('.');
}
