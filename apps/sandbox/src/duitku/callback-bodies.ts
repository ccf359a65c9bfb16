import type { CallbackContent, WrittenCallback } from '../callbacks/callback.js';
import type { DuitkuCredentials } from '../sandbox.settings.js';
import { sign } from './signature.js';

type Values = Readonly<Record<string, string>>;

/** The words of each callback status. Source: docs.duitku.com/disbursement, "Callback Status Code". */
const STATUS_WORDS: Readonly<Record<string, string>> = {
  '00': 'Success',
  '01': 'Failed',
  '68': 'Pending (Do not retry)',
};

/** How often a callback is sent again. Undocumented for disbursements; Duitku's payments have 5. */
export const CALLBACK_RETRIES = 5;

/** The documented response of a receiver. */
export function isAccepted({ status, text }: { status: number; text: string }): boolean {
  return status === 200 && text.trim() === 'SUCCESS';
}

/** The callback of an H2H transfer. The signature does not cover the status, as documented. */
export function writeClearingCallback(
  values: Values,
  { userId, email, secretKey }: DuitkuCredentials,
  content: CallbackContent,
): WrittenCallback {
  const { disburseId = '', bankCode = '', bankAccount = '', accountName = '', custRefNumber = '' } = values;
  const fields = {
    disburseId,
    userId: Number(userId),
    email,
    bankCode,
    bankAccount,
    amountTransfer: amountInCallback(values, content),
    accountName,
    custRefNumber,
    ...status(content.statusCode),
    signature: signCallback('clearing_callback', { ...values, email }, secretKey, content),
  };
  return { fields };
}

/** The callback of a cash out. Its signature covers neither the status nor the amount, as documented. */
export function writeCashOutCallback(
  values: Values,
  { email, secretKey }: DuitkuCredentials,
  content: CallbackContent,
): WrittenCallback {
  const { disburseId = '', custRefNumber = '', accountName = '', bankCode = '', phoneNumber = '' } = values;
  const fields = {
    disburseId,
    email,
    amountTransfer: amountInCallback(values, content),
    custRefNumber,
    accountName,
    bankCode,
    phoneNumber,
    ...status(content.statusCode),
    signature: signCallback('cash_out_callback', { ...values, email }, secretKey, content),
  };
  return { fields };
}

function amountInCallback({ amountTransfer }: Values, { tampered }: CallbackContent): number {
  return tampered?.amount ?? Number(amountTransfer);
}

function signCallback(
  kind: 'clearing_callback' | 'cash_out_callback',
  values: Values,
  secretKey: string,
  { forged, tampered }: CallbackContent,
): string {
  const signed = tampered?.signed ? { ...values, amountTransfer: String(tampered.amount) } : values;
  return sign(kind, signed, forged ? `not ${secretKey}` : secretKey);
}

function status(statusCode: string) {
  const statusDesc = STATUS_WORDS[statusCode] ?? 'Unknown';
  return { statusCode, statusDesc, errorMessage: statusCode === '00' ? '' : statusDesc };
}
