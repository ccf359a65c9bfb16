import { createHash } from 'node:crypto';

/** A key that personal data is sealed with, under the number by which what it sealed remembers it. */
export interface DataKey {
  /** 1 to 255, never used again for another key. */
  readonly number: number;
  /** 32 bytes. */
  readonly key: Buffer;
}

const KEY_BYTES = 32;
const ENTRY = /^([1-9]\d{0,2}):([A-Za-z0-9+/_-]+={0,2})$/;
const MOST_NUMBER = 255;

/** @returns the keys of `1:base64,2:base64`, in their order; null when the text is anything else */
export function parseDataKeys(text: string): DataKey[] | null {
  const keys: DataKey[] = [];
  for (const entry of text.split(',')) {
    const [, number = '', encoded = ''] = ENTRY.exec(entry.trim()) ?? [];
    const key = Buffer.from(encoded, 'base64');
    if (number === '' || Number(number) > MOST_NUMBER || key.length !== KEY_BYTES) return null;
    keys.push({ number: Number(number), key });
  }
  const differ = new Set(keys.map((key) => key.number)).size === keys.length;
  return differ ? keys : null;
}

/** Known to everybody who reads this: for development and tests, so that there too nothing is stored openly. */
export const DEVELOPMENT_KEYS: readonly DataKey[] = [
  { number: 1, key: createHash('sha256').update('no data key outside of production').digest() },
];
