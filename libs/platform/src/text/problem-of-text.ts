import { findForbiddenCharacter } from './forbidden-character.js';

/** Printable ASCII without a space at either end: nearly every text, and nothing can be wrong with it but its length. */
const PLAIN = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/;

/** What is wrong with a text, or null. Lengths count characters, not UTF-16 units. */
export function problemOfText(value: unknown, min: number, max: number): string | null {
  if (typeof value !== 'string') return 'send a string';
  const length = value.length <= max ? value.length : Array.from(value).length;
  if (length < min || length > max) return `send ${min} to ${max} characters`;
  if (PLAIN.test(value)) return null;
  if (findForbiddenCharacter(value) !== null) return 'remove control, direction and invisible characters';
  if (value !== value.trim()) return 'remove the space at the beginning or the end';
  if (value !== value.normalize('NFC')) return 'send text in Unicode normal form C (NFC)';
  return null;
}
