import type { CodeList } from '../port/code-list.js';
import { CALLBACK_CODES, CODES, type DuitkuStep, readCode } from './codes.js';

/** The tables of the documentation by their headings there; the letters are those of `codes.ts`. */
const LISTS: Readonly<Record<string, string>> = {
  S: 'Status Code',
  V: 'Vendor Response Code',
  E: 'Error Code',
  X: 'Testing',
};

/** Duitku's codes for docs/CODES.md. Any code of the three lists can come at any step. */
export const duitkuCodes: readonly CodeList[] = [
  { step: 'inquiry', title: 'Online and clearing inquiry, `responseCode`', rows: rowsOf('inquiry') },
  { step: 'transfer', title: 'Online and clearing transfer, `responseCode`', rows: rowsOf('transfer') },
  {
    step: 'transfer',
    title: 'Cash Out, `responseCode` of its inquiry, which moves the money',
    rows: rowsOf('cashOut'),
  },
  { step: 'status', title: 'Status check, `responseCode` of inquirystatus', rows: rowsOf('status') },
  {
    step: 'callback',
    title: 'Callback of H2H and of Cash Out, `statusCode`',
    rows: Object.entries(CALLBACK_CODES).map(([code, { hint, words }]) => ({
      code,
      words,
      lists: ['Callback Status Code'],
      class: hint,
      reason: null,
    })),
  },
];

function rowsOf(step: DuitkuStep) {
  return CODES.map(([code, lists, , , , , , words]) => {
    const reading = readCode(code, step);
    if (reading === null) throw new Error(`no reading for ${code}`);
    return { code, words, lists: [...lists].map((letter) => LISTS[letter] ?? letter), ...reading };
  });
}
