/**
 * What Kirim DOKU's answers mean for the money. Its document (developers.doku.com/payout/kirim-doku) prints only successes
 * and "400 Bad Request"; the codes are those of SNAP BI, the standard that it follows: HTTP status (3 digits), service
 * (2: 42 inquiry, 43 transfer, 53 status, 11 balance), case (2). Where a transfer is refused by these words, no provider
 * of the standard has moved money; where they allow it, the class is ambiguous.
 */
import type { CodeClass, CodeReading } from '../kit/codes.js';
import type { CallbackHint } from '../port/callback.js';
import type { CodeList, CodeRow } from '../port/code-list.js';
import type { RefusalReason } from '../port/outcome.js';

export type DokuStep = 'inquiry' | 'transfer' | 'status';

type Row = readonly [
  httpStatus: string,
  caseCode: string,
  inquiry: CodeClass,
  transfer: CodeClass,
  /** Of the query itself: the transfer's result is in `latestTransactionStatus`. */
  status: CodeClass,
  reason: RefusalReason | null,
  words: string,
];

// biome-ignore format: a table is read by its columns
export const CODES: readonly Row[] = [
  // HTTP case inquiry       transfer        status          reason                words of the standard
  // a transfer that was taken can still fail: "initially gets UNPAID status"
  ['200', '00', 'success',     'accepted',     'success',      null,                 'Successful'],
  ['202', '00', 'not_started', 'accepted',     'query_failed', null,                 'Request In Progress'],
  ['400', '00', 'not_started', 'not_started',  'query_failed', 'misconfigured',      'Bad Request'],
  ['400', '01', 'not_started', 'not_started',  'query_failed', 'misconfigured',      'Invalid Field Format'],
  ['400', '02', 'not_started', 'not_started',  'query_failed', 'misconfigured',      'Invalid Mandatory Field'],
  ['401', '00', 'not_started', 'not_started',  'query_failed', 'misconfigured',      'Unauthorized'],
  ['401', '01', 'not_started', 'not_started',  'query_failed', 'expired',            'Invalid Token (B2B)'],
  ['401', '02', 'not_started', 'not_started',  'query_failed', 'misconfigured',      'Invalid Customer Token'],
  ['401', '03', 'not_started', 'not_started',  'query_failed', 'misconfigured',      'Token Not Found (B2B)'],
  ['401', '04', 'not_started', 'not_started',  'query_failed', 'misconfigured',      'Customer Token Not Found'],
  ['403', '00', 'not_started', 'not_started',  'query_failed', 'expired',            'Transaction Expired'],
  ['403', '01', 'not_started', 'not_started',  'query_failed', 'misconfigured',      'Feature Not Allowed'],
  ['403', '02', 'refused',     'refused',      'query_failed', 'limit_exceeded',     'Exceeds Transaction Amount Limit'],
  ['403', '03', 'refused',     'bank_refused', 'query_failed', 'declined',           'Suspected Fraud'],
  ['403', '04', 'refused',     'refused',      'query_failed', 'limit_exceeded',     'Activity Count Limit Exceeded'],
  ['403', '05', 'refused',     'bank_refused', 'query_failed', 'declined',           'Do Not Honor'],
  ['403', '06', 'not_started', 'not_started',  'query_failed', 'bank_unavailable',   'Feature Not Allowed At This Time'],
  ['403', '07', 'refused',     'bank_refused', 'query_failed', 'declined',           'Card Blocked'],
  ['403', '08', 'refused',     'bank_refused', 'query_failed', 'declined',           'Card Expired'],
  ['403', '09', 'refused',     'refused',      'query_failed', 'invalid_account',    'Dormant Account'],
  ['403', '10', 'not_started', 'ambiguous',    'query_failed', null,                 'Need To Set Token Limit'],
  ['403', '11', 'not_started', 'ambiguous',    'query_failed', null,                 'OTP Blocked'],
  ['403', '12', 'not_started', 'ambiguous',    'query_failed', null,                 'OTP Lifetime Expired'],
  ['403', '14', 'not_started', 'not_started',  'query_failed', 'insufficient_funds', 'Insufficient Funds'],
  ['403', '15', 'not_started', 'not_started',  'query_failed', 'misconfigured',      'Transaction Not Permitted'],
  ['403', '18', 'refused',     'refused',      'query_failed', 'invalid_account',    'Inactive Card/Account/Customer'],
  ['403', '20', 'refused',     'refused',      'query_failed', 'limit_exceeded',     'Merchant Limit Exceed'],
  // as the answer to a transfer it does not say which transaction is meant
  ['404', '01', 'not_started', 'ambiguous',    'not_found',    null,                 'Transaction Not Found'],
  ['404', '03', 'refused',     'refused',      'query_failed', 'bank_not_supported', 'Bank Not Supported By Switch'],
  ['404', '08', 'not_started', 'not_started',  'query_failed', 'misconfigured',      'Invalid Merchant'],
  ['404', '11', 'refused',     'refused',      'query_failed', 'invalid_account',    'Invalid Card/Account/Customer'],
  // the same reference is known with other data
  ['404', '18', 'not_started', 'ambiguous',    'query_failed', null,                 'Inconsistent Request'],
  ['405', '00', 'not_started', 'not_started',  'query_failed', 'misconfigured',      'Requested Function Is Not Supported'],
  ['405', '01', 'not_started', 'not_started',  'query_failed', 'misconfigured',      'Requested Operation Is Not Allowed'],
  // an earlier copy exists: evidence for a transfer, not against one
  ['409', '00', 'not_started', 'ambiguous',    'query_failed', null,                 'Conflict'],
  ['409', '01', 'not_started', 'ambiguous',    'query_failed', null,                 'Duplicate partnerReferenceNo'],
  ['409', '02', 'not_started', 'ambiguous',    'query_failed', null,                 'Transaction Has Been Processed'],
  ['429', '00', 'not_started', 'ambiguous',    'query_failed', null,                 'Too Many Requests'],
  ['500', '00', 'not_started', 'ambiguous',    'query_failed', null,                 'General Error'],
  ['500', '01', 'not_started', 'ambiguous',    'query_failed', null,                 'Internal Server Error'],
  ['500', '02', 'not_started', 'ambiguous',    'query_failed', null,                 'External Server Error'],
  ['504', '00', 'not_started', 'ambiguous',    'query_failed', null,                 'Timeout'],
];

/** Where a code is documented: at Kirim DOKU itself, in the standard alone, or for its older interface (doku.com/API/kirimdoku). */
const KIRIM_DOKU = ['Kirim DOKU'];
const SNAP_BI = ['SNAP BI'];
const OLDER = ['Kirim DOKU before SNAP'];

type StatusRow = Readonly<CodeRow<CodeClass | 'returned'>>;

/** `latestTransactionStatus` of a status check. The document prints 00 alone; the rest is the standard's. */
export const TRANSACTION_STATUSES: readonly StatusRow[] = [
  { code: '00', class: 'success', reason: null, words: 'Success', lists: KIRIM_DOKU },
  { code: '01', class: 'accepted', reason: null, words: 'Initiated', lists: SNAP_BI },
  { code: '02', class: 'accepted', reason: null, words: 'Paying', lists: SNAP_BI },
  { code: '03', class: 'accepted', reason: null, words: 'Pending', lists: SNAP_BI },
  { code: '04', class: 'returned', reason: null, words: 'Refunded', lists: SNAP_BI },
  { code: '05', class: 'refused', reason: 'declined', words: 'Cancelled', lists: SNAP_BI },
  { code: '06', class: 'refused', reason: 'declined', words: 'Failed', lists: SNAP_BI },
  // right after a transfer it may only not be known yet
  { code: '07', class: 'not_found', reason: null, words: 'Not found', lists: SNAP_BI },
];

/** `transactionStatus` of a notification: a hint that only a status check turns into a result. */
export const NOTIFICATION_STATUSES: readonly CodeRow<CallbackHint>[] = [
  { code: '50', class: 'paid', reason: null, words: 'Success', lists: KIRIM_DOKU },
  { code: '35', class: 'failed', reason: null, words: 'Failed', lists: KIRIM_DOKU },
  { code: '20', class: 'pending', reason: null, words: 'Unpaid', lists: KIRIM_DOKU },
  { code: '40', class: 'returned', reason: null, words: 'Refunded', lists: KIRIM_DOKU },
  { code: '41', class: 'returned', reason: null, words: 'Fully refunded', lists: OLDER },
  { code: '0', class: 'unknown', reason: null, words: 'Unknown', lists: OLDER },
  { code: '10', class: 'unknown', reason: null, words: 'Created', lists: OLDER },
  { code: '30', class: 'unknown', reason: null, words: 'Locked', lists: OLDER },
  { code: '64', class: 'unknown', reason: null, words: 'Timeout by interswitch bank', lists: OLDER },
];

const COLUMN = { inquiry: 2, transfer: 3, status: 4 } as const satisfies Record<DokuStep, number>;
const SERVICE = { inquiry: '42', transfer: '43', status: '53' } as const satisfies Record<DokuStep, string>;

const ROWS: ReadonlyMap<string, Row> = new Map(CODES.map((row) => [row[0] + row[1], row]));
const STATUS_ROWS: ReadonlyMap<string, StatusRow> = new Map(TRANSACTION_STATUSES.map((row) => [row.code, row]));
const HINTS: ReadonlyMap<string, CallbackHint> = new Map(NOTIFICATION_STATUSES.map((row) => [row.code, row.class]));

/**
 * @param code seven digits
 * @returns null for a code that is in no list or speaks of another step, and for one that contradicts its HTTP status:
 *   one of the two is wrong then, and it is unknown which
 */
export function readCode(code: string | null, httpStatus: number, step: DokuStep): CodeReading | null {
  const [, http, service, caseCode] = /^(\d{3})(\d{2})(\d{2})$/.exec(code ?? '') ?? [];
  if (http !== String(httpStatus) || service !== SERVICE[step]) return null;
  const row = ROWS.get(`${http}${caseCode}`);
  return row ? { class: row[COLUMN[step]], reason: row[5] } : null;
}

/** @returns null for a status that is in no list */
export function readTransactionStatus(status: string | null): StatusRow | null {
  return STATUS_ROWS.get(status ?? '') ?? null;
}

/** The hint of a notification's `transactionStatus`. */
export function readNotificationStatus(status: string | null): CallbackHint {
  return HINTS.get(status ?? '') ?? 'unknown';
}

/** Whether a response of any step says that the access token is invalid or has expired. */
export function refusesToken(code: string | null): boolean {
  return /^401\d\d01$/.test(code ?? '');
}

/** The responses that DOKU's document shows for every call. */
const PRINTED_BY_DOKU = ['Successful', 'Bad Request'];

const listOf = (step: DokuStep) =>
  CODES.map((row) => ({
    code: row[0] + SERVICE[step] + row[1],
    words: row[6],
    lists: PRINTED_BY_DOKU.includes(row[6]) ? KIRIM_DOKU : SNAP_BI,
    class: row[COLUMN[step]],
    reason: row[5],
  }));

/** All codes, for docs/CODES.md. */
export const DOKU_CODES: readonly CodeList[] = [
  { title: 'Account inquiry, `responseCode`', step: 'inquiry', rows: listOf('inquiry') },
  { title: 'Transfer, `responseCode`', step: 'transfer', rows: listOf('transfer') },
  {
    title: 'Status check, `responseCode` of the question itself',
    step: 'status',
    rows: listOf('status').map((row) => (row.class === 'success' ? { ...row, class: 'answered' } : row)),
  },
  { title: 'Status check, `latestTransactionStatus`', step: 'status', rows: TRANSACTION_STATUSES },
  { title: 'Unpaid notification, `transactionStatus`', step: 'callback', rows: NOTIFICATION_STATUSES },
];
