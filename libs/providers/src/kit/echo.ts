import { parseRupiah } from '#libs/platform';
import type { Echo } from './codes.js';
import { type JsonObject, readText } from './json.js';

/**
 * A field of an answer that repeats ours.
 * - `text`: the same characters
 * - `reference`: the same characters but for leading zeros, which some answers lose
 * - `amount`: the same whole rupiah, whatever the decimals (`50000`, `50000.0`)
 * - `phone`: the same number, from home or from abroad (`0822...`, `+62 822...`)
 * - `name`: the same letters and digits, whatever their case and the signs between them; it may be cut short
 */
export interface EchoField {
  readonly field: string;
  readonly ours: string;
  readonly as: 'text' | 'reference' | 'amount' | 'phone' | 'name';
  /** An answer without this field is still a full echo. */
  readonly optional?: true;
}

/** Compares what an answer repeats with what we sent. Empty texts and zero amounts, as failed answers carry them, count as missing. */
export function compareEcho(body: JsonObject, fields: readonly EchoField[]): Echo {
  const missing: string[] = [];
  const different: string[] = [];
  for (const { field, ours, as, optional } of fields) {
    const theirs = readText(body, field);
    if (theirs === null || isBlank(theirs, as)) {
      if (!optional) missing.push(field);
    } else if (!isSame(theirs, ours, as)) {
      different.push(field);
    }
  }
  return { missing, different };
}

function isBlank(theirs: string, as: EchoField['as']): boolean {
  return theirs === '' || (as !== 'text' && /^0*(\.0*)?$/.test(theirs));
}

function isSame(theirs: string, ours: string, as: EchoField['as']): boolean {
  switch (as) {
    case 'text':
      return theirs === ours;
    case 'reference':
      return theirs.replace(/^0+/, '') === ours.replace(/^0+/, '');
    case 'amount':
      return parseRupiah(theirs) === BigInt(ours);
    case 'phone':
      return withoutPrefix(theirs) === withoutPrefix(ours);
    case 'name':
      return lettersOf(theirs) !== '' && lettersOf(ours).startsWith(lettersOf(theirs));
  }
}

/** The digits after Indonesia's country code, or after the zero that stands for it. */
function withoutPrefix(phoneNumber: string): string {
  return phoneNumber.replace(/\D/g, '').replace(/^(62)?0*/, '');
}

function lettersOf(name: string): string {
  return name.toUpperCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
