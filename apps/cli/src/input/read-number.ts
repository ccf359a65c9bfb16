import { wrong } from '../core/errors.js';

const WHOLE = /^[1-9]\d{0,15}$/;
const MOST_RUPIAH = BigInt(Number.MAX_SAFE_INTEGER);
/** Items of a list that are not limited. */
export const ALL = Number.POSITIVE_INFINITY;

/** A limit of a client: a whole number from 1, or `none`, as it is typed. @throws UsageError */
export function readLimit(name: string, text: string, most: bigint = MOST_RUPIAH): bigint | 'none' {
  if (text === 'none') return text;
  if (WHOLE.test(text) && BigInt(text) <= most) return BigInt(text);
  throw wrong(name, `send a whole number from 1 to ${most}, or none`);
}

/** How many items of a list: a whole number, or `all`. @throws UsageError */
export function readCount(name: string, text: string): number {
  if (text === 'all') return ALL;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw wrong(name, 'send a whole number from 1 to 999999, or all');
}
