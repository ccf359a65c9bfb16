/**
 * Every code of Duitku's disbursement documentation (Status Code, Vendor Response Code, Error Code, Callback Status Code)
 * and `89`, which only its sandbox gives; per step, what it means for the money.
 *
 * - lists: S = Status Code, V = Vendor Response Code, E = Error Code, X = sandbox only
 * - transfer: online and clearing transfer. cash out: its "inquiry" request, which is the one that moves money
 * - a code of V or E comes from behind Duitku: at a transfer its refusal is not yet proof
 */

import type { CodeClass, CodeReading } from '../kit/codes.js';
import type { RefusalReason } from '../port/outcome.js';

export type DuitkuStep = 'inquiry' | 'transfer' | 'cashOut' | 'status';

type Row = readonly [
  code: string,
  lists: string,
  inquiry: CodeClass,
  transfer: CodeClass,
  cashOut: CodeClass,
  status: CodeClass,
  reason: RefusalReason | null,
  words: string,
];

// biome-ignore format: a table is read by its columns
export const CODES: readonly Row[] = [
  // code   lists  inquiry        transfer        cash out        status          reason                words of the documentation
  ['00',   'SVE', 'success',     'success',      'accepted',     'success',      null,                 'Approved or completed successfully'],
  ['EE',   'S',   'not_started', 'ambiguous',    'ambiguous',    'ambiguous',    null,                 'General Error'],
  ['TO',   'S',   'not_started', 'ambiguous',    'ambiguous',    'ambiguous',    null,                 'Response time out from ATM Bersama (Do not retry)'],
  ['LD',   'S',   'not_started', 'ambiguous',    'ambiguous',    'ambiguous',    null,                 'Link problem between Duitku and ATM Bersama'],
  ['NF',   'S',   'not_started', 'ambiguous',    'ambiguous',    'not_found',    null,                 'Transaction has not recorded on Remittance gateway'],
  ['76',   'S',   'refused',     'bank_refused', 'refused',      'refused',      'invalid_account',    'Invalid destination account'],
  ['80',   'S',   'not_started', 'accepted',     'accepted',     'accepted',     null,                 'Waiting for callback'],
  ['-100', 'S',   'not_started', 'ambiguous',    'ambiguous',    'ambiguous',    null,                 'Other Error (Do not retry)'],
  ['-120', 'S',   'not_started', 'not_started',  'not_started',  'query_failed', 'misconfigured',      'User not found'],
  ['-123', 'S',   'not_started', 'not_started',  'not_started',  'query_failed', 'misconfigured',      'User has been blocked'],
  ['-141', 'S',   'refused',     'refused',      'refused',      'ambiguous',    'invalid_amount',     'Amount transfer Invalid'],
  // this disburseId already ran: evidence for a transfer, not against one
  ['-142', 'S',   'not_started', 'ambiguous',    'ambiguous',    'ambiguous',    null,                 'Transaction Already Finished'],
  ['-148', 'S',   'refused',     'refused',      'ambiguous',    'ambiguous',    'bank_not_supported', 'Bank not support H2H'],
  ['-149', 'S',   'refused',     'refused',      'refused',      'ambiguous',    'bank_not_supported', 'Bank not found'],
  ['-161', 'S',   'not_started', 'not_started',  'not_started',  'query_failed', 'misconfigured',      'Callback URL not found'],
  ['-191', 'S',   'not_started', 'not_started',  'not_started',  'query_failed', 'misconfigured',      'Wrong signature'],
  ['-192', 'S',   'refused',     'refused',      'refused',      'ambiguous',    'blacklisted',        'Account number is blacklisted'],
  ['-213', 'S',   'not_started', 'not_started',  'not_started',  'query_failed', 'misconfigured',      'Email is not valid'],
  ['-420', 'S',   'not_started', 'ambiguous',    'ambiguous',    'not_found',    null,                 'Transfer not Found'],
  ['-510', 'S',   'not_started', 'not_started',  'not_started',  'refused',      'insufficient_funds', 'Insufficient Fund'],
  ['-920', 'S',   'refused',     'refused',      'refused',      'ambiguous',    'limit_exceeded',     'Limit Exceeded'],
  ['-930', 'S',   'not_started', 'not_started',  'not_started',  'query_failed', 'misconfigured',      'IP not whitelisted'],
  ['-951', 'S',   'not_started', 'ambiguous',    'ambiguous',    'ambiguous',    null,                 'Time Out Vendor'],
  ['-952', 'S',   'not_started', 'not_started',  'not_started',  'query_failed', 'misconfigured',      'Invalid Parameter'],
  ['-960', 'S',   'not_started', 'not_started',  'not_started',  'query_failed', 'expired',            'Timestamp is expired (5 minutes)'],

  ['01',   'VE',  'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'declined',           'Refer to card issuer'],
  ['03',   'E',   'not_started', 'bank_refused', 'bank_refused', 'bank_refused', 'misconfigured',      'Invalid merchant'],
  ['04',   'E',   'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'declined',           'Pick-up / capture card'],
  ['05',   'VE',  'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'declined',           'Disallowed transaction / Do not honor'],
  // the two lists contradict each other
  ['12',   'VE',  'not_started', 'ambiguous',    'ambiguous',    'ambiguous',    null,                 'Generic exception / Invalid transaction'],
  ['13',   'E',   'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'invalid_amount',     'Invalid amount'],
  ['14',   'VE',  'refused',     'bank_refused', 'bank_refused', 'refused',      'invalid_account',    'Account not found / Invalid card number'],
  ['15',   'E',   'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'bank_not_supported', 'No such issuer'],
  ['20',   'E',   'not_started', 'ambiguous',    'ambiguous',    'ambiguous',    null,                 'Invalid response'],
  ['30',   'VE',  'not_started', 'bank_refused', 'bank_refused', 'bank_refused', 'misconfigured',      'Invalid format / Format error'],
  ['31',   'VE',  'refused',     'bank_refused', 'bank_refused', 'refused',      'bank_not_supported', 'Invalid bank code / Bank not supported by switch'],
  ['33',   'E',   'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'declined',           'Expired card'],
  ['36',   'E',   'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'declined',           'Restricted card'],
  ['38',   'E',   'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'declined',           'Allowable PIN tries exceeded'],
  ['39',   'E',   'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'invalid_account',    'No credit account'],
  ['40',   'E',   'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'declined',           'Requested function not supported'],
  ['41',   'E',   'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'declined',           'Lost card'],
  ['43',   'E',   'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'declined',           'Stolen card'],
  // the account of Duitku itself at the vendor, not ours
  ['51',   'VE',  'not_started', 'bank_refused', 'bank_refused', 'bank_refused', 'insufficient_funds', 'Insufficient funds / over credit limit'],
  ['52',   'E',   'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'invalid_account',    'No chequing account'],
  ['66',   'V',   'not_started', 'ambiguous',    'ambiguous',    'ambiguous',    null,                 'Generic error'],
  ['68',   'VE',  'not_started', 'ambiguous',    'ambiguous',    'ambiguous',    null,                 'Response received too late / Time out (Do not retry)'],
  // suggests that an earlier copy was paid
  ['88',   'V',   'not_started', 'ambiguous',    'ambiguous',    'ambiguous',    null,                 'Bill already paid'],
  ['89',   'X',   'not_started', 'ambiguous',    'ambiguous',    'ambiguous',    null,                 'Link to host Down'],
  ['90',   'V',   'refused',     'bank_refused', 'bank_refused', 'bank_refused', 'invalid_account',    'Invalid Beneficiary or Currency'],
  // three meanings in three places
  ['91',   'VE',  'not_started', 'ambiguous',    'ambiguous',    'ambiguous',    null,                 'Transport Error to Back End / Issuer inoperative / DB Problem'],
];

/** `statusCode` of a callback: a hint that only a status check turns into a result. */
export const CALLBACK_CODES = {
  '00': { hint: 'paid', words: 'Success' },
  '01': { hint: 'failed', words: 'Failed' },
  '68': { hint: 'pending', words: 'Pending (Do not retry)' },
} as const;

const COLUMN = { inquiry: 2, transfer: 3, cashOut: 4, status: 5 } as const satisfies Record<DuitkuStep, number>;
const ROWS: ReadonlyMap<string, Row> = new Map(CODES.map((row) => [row[0], row]));

/** @returns null for a code that is in no list, and for no code */
export function readCode(code: string | null, step: DuitkuStep): CodeReading | null {
  const row = code === null ? undefined : ROWS.get(code);
  return row ? { class: row[COLUMN[step]], reason: row[6] } : null;
}
