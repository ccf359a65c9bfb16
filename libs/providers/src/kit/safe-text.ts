/**
 * Makes external text safe to store and show: PostgreSQL rejects NUL and lone surrogates, terminals interpret control
 * characters, and a long run of digits is probably an account number.
 */
import { maskNumber } from '#libs/platform';

/** The text without the characters that PostgreSQL cannot store. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '');
}

/** Whether a text can be stored unchanged; only such texts can be repeated to a provider later. */
export function isStorable(text: string): boolean {
  return storable(text) === text;
}

const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
/** Direction, width and joining characters: invisible, but they change what is visible. */
const INVISIBLE = /\p{Cf}+/gu;
/** No script stacks so many marks on a letter. Normalising sorts them, in quadratic time: 240,000 marks take a minute. */
const STACKED_MARKS = /(\p{M}{8})\p{M}+/gu;
/** Longer than any documented id or name, short enough for a PostgreSQL index. */
const LONGEST_PLAIN = 255;

/** Whether a text can be stored, shown and searched unchanged: one line of at most 255 characters, none invisible. */
export function isPlain(text: string): boolean {
  return text.length <= LONGEST_PLAIN && plainName(text) === text;
}

/**
 * Makes an external name safe to store and show: one line in normal form C, without control and direction characters, at most 255
 * characters. Case and padding stay.
 */
export function plainName(text: string): string {
  // Enough for the characters that disappear.
  const plain = plainText(text.slice(0, 8 * LONGEST_PLAIN));
  return plain.length <= LONGEST_PLAIN ? plain : [...plain].slice(0, LONGEST_PLAIN).join('');
}

/** The same for a text of any length. */
export function plainText(text: string): string {
  return storable(text).replace(CONTROLS, ' ').replace(INVISIBLE, '').replace(STACKED_MARKS, '$1').normalize('NFC');
}

/** Of a message so much is read: several times what is shown of it. */
const LONGEST_WORDS = 8 * 1024;

/** A provider's message for people: one line, no control characters, digit runs of six or more masked, at most `length` characters. */
export function safeWords(text: string, length = 255): string {
  // What comes later is not shown. A number that the cut would shorten is left out: it may be too short to be masked.
  const start = text.length <= LONGEST_WORDS ? text : withoutLastNumber(text.slice(0, LONGEST_WORDS));
  const oneLine = storable(start)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim();
  return [...maskDigits(oneLine)].slice(0, length).join('');
}

/** Not by a pattern: `/\d+$/` starts again at each digit of a text that ends in something else. */
function withoutLastNumber(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) >= 48 && text.charCodeAt(end - 1) <= 57) end -= 1;
  return text.slice(0, end);
}

/** `account 8760673566` -> `account ******3566`. */
export function maskDigits(text: string): string {
  return text.replace(/\d{6,}/g, maskNumber);
}

/** `BUDI SANTOSO` -> `B*** S******`. */
export function maskName(name: string): string {
  return plainName(name).replace(/(\S)(\S*)/gu, (_, first: string, rest: string) => first + '*'.repeat(rest.length));
}
