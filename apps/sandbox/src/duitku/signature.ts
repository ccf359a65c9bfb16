import { createHash, timingSafeEqual } from 'node:crypto';
import type { DuitkuStep } from '../steps.js';

/** What carries a signature: the calls, and the callbacks the provider sends. */
type Signed = DuitkuStep | 'clearing_callback' | 'cash_out_callback';

/**
 * What each call and callback signs, in this order and with nothing between, the secret key last.
 * Source: docs.duitku.com/disbursement, the "signature" row of each call.
 */
export const SIGNED_FIELDS: Readonly<Record<Signed, readonly string[]>> = {
  inquiry: ['email', 'timestamp', 'bankCode', 'bankAccount', 'amountTransfer', 'purpose'],
  transfer: [
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
  clearing_inquiry: ['email', 'timestamp', 'bankCode', 'type', 'bankAccount', 'amountTransfer', 'purpose'],
  clearing_transfer: [
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
  clearing_callback: [
    'email',
    'bankCode',
    'bankAccount',
    'accountName',
    'custRefNumber',
    'amountTransfer',
    'disburseId',
  ],
  cash_out: ['email', 'timestamp', 'amountTransfer', 'purpose'],
  cash_out_callback: ['email', 'disburseId', 'custRefNumber'],
  status: ['email', 'timestamp', 'disburseId'],
  balance: ['email', 'timestamp'],
  banks: ['email', 'timestamp'],
};

/**
 * The signature of one call: SHA-256 over the UTF-8 text, lower-case hex.
 * @param values field values as text; numbers as they stood in the request. A missing field signs as nothing.
 */
export function sign(step: Signed, values: Readonly<Record<string, string>>, secretKey: string): string {
  const text = SIGNED_FIELDS[step].map((field) => values[field] ?? '').join('');
  return createHash('sha256')
    .update(text + secretKey, 'utf8')
    .digest('hex');
}

export function isSignedBy(step: DuitkuStep, values: Readonly<Record<string, string>>, secretKey: string): boolean {
  const expected = Buffer.from(sign(step, values, secretKey));
  const given = Buffer.from(values.signature ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
