/**
 * Every code of its documents and what it means for the money, step by step. REPLACE: the rows. The question to ask of each is
 * not "is this an error?" but "does this prove that no money moved?"; where the documents say nothing, the answer is
 * `ambiguous` at a transfer. A code without a row ends on the unsure side by itself.
 */
import type { CodeReading } from '../../../libs/providers/src/kit/codes.js';
import type { CallbackHint } from '../../../libs/providers/src/port/callback.js';
import type { CodeClass, CodeList, CodeRow } from '../../../libs/providers/src/port/code-list.js';
import type { RefusalReason } from '../../../libs/providers/src/port/outcome.js';

export type AcmeStep = 'inquiry' | 'transfer' | 'status';

type Row = readonly [
  code: string,
  inquiry: CodeClass,
  transfer: CodeClass,
  status: CodeClass,
  reason: RefusalReason | null,
  words: string,
];

// biome-ignore format: a table is read by its columns
export const CODES: readonly Row[] = [
  // code             inquiry        transfer        status          reason                words of the documents
  ['OK',              'success',     'success',      'success',      null,                 'Done'],
  ['PENDING',         'not_started', 'accepted',     'accepted',     null,                 'Taken, the result comes later'],
  ['NO_ACCOUNT',      'refused',     'refused',      'refused',      'invalid_account',    'No such account'],
  ['LIMIT',           'refused',     'refused',      'refused',      'limit_exceeded',     'Over the limit'],
  // the bank's words, not its own: at a transfer no proof yet
  ['DECLINED',        'refused',     'bank_refused', 'bank_refused', 'declined',           'Declined by the bank'],
  ['NO_FUNDS',        'not_started', 'not_started',  'refused',      'insufficient_funds', 'Balance too low'],
  ['BAD_SIGNATURE',   'not_started', 'not_started',  'query_failed', 'misconfigured',      'Signature does not match'],
  // an earlier copy exists: evidence for a transfer, not against one
  ['DUPLICATE',       'not_started', 'ambiguous',    'ambiguous',    null,                 'Reference already used'],
  ['TIMEOUT',         'not_started', 'ambiguous',    'ambiguous',    null,                 'No answer from the bank'],
  // right after a transfer it may only not be known yet
  ['UNKNOWN_ORDER',   'not_started', 'ambiguous',    'not_found',    null,                 'No such transfer'],
];

/** `status` of a callback: a hint that only a status check turns into a result. */
export const CALLBACK_CODES: readonly CodeRow<CallbackHint>[] = [
  { code: 'PAID', class: 'paid', reason: null, words: 'Paid' },
  { code: 'FAILED', class: 'failed', reason: null, words: 'Failed' },
  { code: 'RETURNED', class: 'returned', reason: null, words: 'Given back by the bank' },
];

const COLUMN = { inquiry: 1, transfer: 2, status: 3 } as const satisfies Record<AcmeStep, number>;
const ROWS: ReadonlyMap<string, Row> = new Map(CODES.map((row) => [row[0], row]));
const HINTS: ReadonlyMap<string, CallbackHint> = new Map(CALLBACK_CODES.map((row) => [row.code, row.class]));

/** @returns null for a code that is in no list, and for no code */
export function readCode(code: string | null, step: AcmeStep): CodeReading | null {
  const row = code === null ? undefined : ROWS.get(code);
  return row ? { class: row[COLUMN[step]], reason: row[4] } : null;
}

/** What the `status` of a callback hints at. */
export function readHint(status: string | null): CallbackHint {
  return HINTS.get(status ?? '') ?? 'unknown';
}

const listOf = (step: AcmeStep) =>
  CODES.map((row) => ({ code: row[0], words: row[5], class: row[COLUMN[step]], reason: row[4] }));

/** All of them, for docs/CODES.md. */
export const acmeCodes: readonly CodeList[] = [
  { step: 'inquiry', title: 'Inquiry, `code`', rows: listOf('inquiry') },
  { step: 'transfer', title: 'Transfer, `code`', rows: listOf('transfer') },
  { step: 'status', title: 'Status check, `code`', rows: listOf('status') },
  { step: 'callback', title: 'Callback, `status`', rows: CALLBACK_CODES },
];
