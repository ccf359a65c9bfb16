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
  { step: 'status', title: 'Status check of a transfer, `responseCode` of inquirystatus', rows: rowsOf('status') },
  {
    step: 'status',
    title: 'Status check of a Cash Out, for which inquirystatus is not documented: only its success is believed',
    rows: rowsOf('status').map((row) => (row.class === 'success' ? row : { ...row, class: 'query_failed' })),
  },
  { step: 'callback', title: 'Callback of H2H, `statusCode`', rows: callbackRows() },
  { step: 'callback', title: 'Callback of Cash Out, `statusCode`', isProof: true, rows: callbackRows() },
];

function rowsOf(step: DuitkuStep) {
  return CODES.map(([code, lists, , , , , , words]) => {
    const reading = readCode(code, step);
    if (reading === null) throw new Error(`no reading for ${code}`);
    return { code, words, lists: [...lists].map((letter) => LISTS[letter] ?? letter), ...reading };
  });
}

function callbackRows() {
  const lists = ['Callback Status Code'];
  return Object.entries(CALLBACK_CODES).map(([code, { hint, words }]) => ({
    code,
    words,
    lists,
    class: hint,
    reason: null,
  }));
}
