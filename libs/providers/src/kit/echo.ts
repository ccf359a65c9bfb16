import { parseRupiah } from '#libs/platform';
import type { Echo } from './codes.js';
import { isNumber, type JsonObject, readText, readWhole } from './json.js';

/**
 * A field of a response that repeats ours.
 * - `text`: the same characters. In a JSON number, which has no leading zeros: the same digits after ours
 * - `reference`: the same characters except leading zeros, which some responses lose
 * - `amount`: the same whole rupiah, whatever the decimals (`50000`, `50000.0`); an exponent hides digits
 * - `phone`: the same number, in national or international form (`0822...`, `+62 822...`)
 * - `name`: the same letters and digits, ignoring case and punctuation; it may be truncated
 */
export interface EchoField {
  readonly field: string;
  readonly ours: string;
  readonly as: 'text' | 'reference' | 'amount' | 'phone' | 'name';
  /** A response without this field is still a full echo. */
  readonly optional?: true;
}

/**
 * Compares the repeated fields of a response with the request. Empty texts and zero amounts, as in failed responses, count as
 * missing, and so does a number whose digits may have been lost.
 */
export function compareEcho(body: JsonObject, fields: readonly EchoField[]): Echo {
  const missing: string[] = [];
  const different: string[] = [];
  for (const { field, ours, as, optional } of fields) {
    const theirs = as === 'amount' ? readAmount(body, field) : readWhole(body, field);
    const asNumber = isNumber(body, field);
    if (theirs === null || isBlank(theirs, as, asNumber)) {
      if (!optional) missing.push(field);
    } else if (!isSame(theirs, ours, as, asNumber)) {
      different.push(field);
    }
  }
  return { missing, different };
}

/** null also: in the scientific notation, in which a floating-point number leaves out digits. */
function readAmount(body: JsonObject, field: string): string | null {
  const text = readText(body, field);
  return text !== null && /^\d[\d.]*[eE][+-]?\d+$/.test(text) ? null : text;
}

function isBlank(theirs: string, as: EchoField['as'], asNumber: boolean): boolean {
  return theirs.trim() === '' || ((as !== 'text' || asNumber) && /^0*(\.0*)?$/.test(theirs));
}

function isSame(theirs: string, ours: string, as: EchoField['as'], asNumber: boolean): boolean {
  switch (as) {
    case 'text':
      // leading zeros are equal only where they cannot be written
      return theirs.trim() === (asNumber ? ours.replace(/^0+(?=\d)/, '') : ours);
    case 'reference':
      return theirs.replace(/^0+/, '') === ours.replace(/^0+/, '');
    case 'amount':
      return parseRupiah(theirs.trim()) === BigInt(ours);
    case 'phone':
      return withoutPrefix(theirs) === withoutPrefix(ours);
    case 'name':
      return lettersOf(theirs) !== '' && lettersOf(ours).startsWith(lettersOf(theirs));
  }
}

/** The digits after Indonesia's country code, or after the zero that replaces it. */
function withoutPrefix(phoneNumber: string): string {
  return phoneNumber.replace(/\D/g, '').replace(/^(62)?0*/, '');
}

function lettersOf(name: string): string {
  return name.toUpperCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
