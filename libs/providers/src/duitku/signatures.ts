/**
 * Duitku's disbursement signatures: lower-case hex SHA-256 over the UTF-8 bytes of the fields, put together without
 * separators, the secret key last. The order of the fields is the formula; `timestamp` is Unix milliseconds in digits.
 *
 * Neither callback signature covers the status or a time: a valid one identifies the payout, never its result.
 */
import { createHash } from 'node:crypto';

export const SIGNED_FIELDS = {
  onlineInquiry: ['email', 'timestamp', 'bankCode', 'bankAccount', 'amountTransfer', 'purpose'],
  onlineTransfer: [
    'email',
    'timestamp',
    'bankCode',
    'bankAccount',
    'accountName',
    'custRefNumber',
    'amountTransfer',
    'purpose',
    'disburseId',
  ],
  clearingInquiry: ['email', 'timestamp', 'bankCode', 'type', 'bankAccount', 'amountTransfer', 'purpose'],
  clearingTransfer: [
    'email',
    'timestamp',
    'bankCode',
    'type',
    'bankAccount',
    'accountName',
    'custRefNumber',
    'amountTransfer',
    'purpose',
    'disburseId',
  ],
  clearingCallback: [
    'email',
    'bankCode',
    'bankAccount',
    'accountName',
    'custRefNumber',
    'amountTransfer',
    'disburseId',
  ],
  cashOutInquiry: ['email', 'timestamp', 'amountTransfer', 'purpose'],
  cashOutCallback: ['email', 'disburseId', 'custRefNumber'],
  status: ['email', 'timestamp', 'disburseId'],
  /** checkbalance and listBank */
  account: ['email', 'timestamp'],
} as const;

export type SignatureKind = keyof typeof SIGNED_FIELDS;

/** A field that is absent (`purpose`) signs as the empty text. Numbers sign as their digits. */
export function sign(kind: SignatureKind, fields: Readonly<Record<string, unknown>>, secretKey: string): string {
  const signed = SIGNED_FIELDS[kind].map((field) => String(fields[field] ?? '')).join('');
  return createHash('sha256')
    .update(signed + secretKey, 'utf8')
    .digest('hex');
}
