import type { CallbackContent } from '../callbacks.js';
import type { DuitkuCredentials } from '../sandbox.settings.js';
import { sign } from './signature.js';

type Values = Readonly<Record<string, string>>;

/** The words of each callback status. Source: docs.duitku.com/disbursement, "Callback Status Code". */
const STATUS_WORDS: Readonly<Record<string, string>> = {
  '00': 'Success',
  '01': 'Failed',
  '68': 'Pending (Do not retry)',
};

/** The callback of an H2H transfer as JSON. The signature does not cover the status; the document says so. */
export function writeClearingCallback(
  values: Values,
  { userId, email, secretKey }: DuitkuCredentials,
  content: CallbackContent,
): string {
  const { disburseId, bankCode, bankAccount, amountTransfer, accountName, custRefNumber } = values;
  return JSON.stringify({
    disburseId,
    userId: Number(userId),
    email,
    bankCode,
    bankAccount,
    amountTransfer: Number(amountTransfer),
    accountName,
    custRefNumber,
    ...status(content.statusCode),
    signature: sign('clearing_callback', { ...values, email }, secretKey),
  });
}

function status(statusCode: string) {
  const statusDesc = STATUS_WORDS[statusCode] ?? 'Unknown';
  return { statusCode, statusDesc, errorMessage: statusCode === '00' ? '' : statusDesc };
}
