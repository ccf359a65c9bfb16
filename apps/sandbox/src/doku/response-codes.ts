import type { DokuStep } from '../steps.js';

/** The two digits of each call in the middle of its response codes. Status has the one of a QR service, as documented. */
export const SERVICE_CODE: Readonly<Record<DokuStep, string>> = {
  doku_token: '73',
  doku_inquiry: '42',
  doku_transfer: '43',
  doku_status: '53',
  doku_balance: '11',
};

/**
 * How a request is refused or accepted: the HTTP status and the case of the standard, and its text. The document prints
 * only success; the rest is the standard's. Source: SNAP BI, "Standar Data dan Spesifikasi Teknis", response codes.
 */
const WORDS: Readonly<Record<string, string>> = {
  '200..00': 'Successful',
  '202..00': 'Request In Progress',
  '400..00': 'Bad Request',
  '400..01': 'Invalid Field Format',
  '400..02': 'Invalid Mandatory Field',
  '401..00': 'Unauthorized.',
  '401..01': 'Invalid Token (B2B)',
  '401..03': 'Token Not Found (B2B)',
  '403..00': 'Transaction Expired',
  '403..01': 'Feature Not Allowed',
  '403..02': 'Exceeds Transaction Amount Limit',
  '403..03': 'Suspected Fraud',
  '403..04': 'Activity Count Limit Exceeded',
  '403..05': 'Do Not Honor',
  '403..06': 'Feature Not Allowed At This Time',
  '403..09': 'Dormant Account',
  '403..14': 'Insufficient Funds',
  '403..15': 'Transaction Not Permitted',
  '403..18': 'Inactive Card/Account/Customer',
  '403..20': 'Merchant Limit Exceed',
  '404..01': 'Transaction Not Found',
  '404..03': 'Bank Not Supported By Switch',
  '404..08': 'Invalid Merchant',
  '404..11': 'Invalid Card/Account/Customer',
  '404..18': 'Inconsistent Request',
  '405..00': 'Requested Function Is Not Supported',
  '405..01': 'Requested Operation Is Not Allowed',
  '409..00': 'Conflict',
  '409..01': 'Duplicate partnerReferenceNo',
  '409..02': 'Transaction Has Been Processed',
  '429..00': 'Too Many Requests',
  '500..00': 'General Error',
  '500..01': 'Internal Server Error',
  '500..02': 'External Server Error',
  '504..00': 'Timeout',
};

/** Why a request was refused: a full response code of seven digits, and its words. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** @param kase HTTP status and case code, such as `400..02`. @param detail what follows the standard's words. */
export function refusal(step: DokuStep, kase: string, detail = ''): Refusal {
  const words = WORDS[kase] ?? 'Unknown';
  return { code: kase.replace('..', SERVICE_CODE[step]), message: detail ? `${words} ${detail}` : words };
}

/** The words of a full response code; a code without any is called Unknown. */
export function describeCode(code: string): string {
  return WORDS[`${code.slice(0, 3)}..${code.slice(5)}`] ?? 'Unknown';
}

/** The HTTP status a response code goes out with: its first three digits, or 200 for what is no such code. */
export function httpStatusOf(code: string): number {
  return /^[2-5]\d{6}$/.test(code) ? Number(code.slice(0, 3)) : 200;
}

/** What `latestTransactionStatus` means. The document prints 00 alone; the rest is the standard's. */
export const STATUS_WORDS: Readonly<Record<string, string>> = {
  '00': 'Transaction is successfully processed',
  '01': 'Transaction is initiated',
  '02': 'Transaction is being paid',
  '03': 'Transaction is pending',
  '04': 'Transaction is refunded',
  '05': 'Transaction is canceled',
  '06': 'Transaction is failed',
  '07': 'Transaction is not found',
};
