import type { Redaction } from '../kit/redaction.js';

/** What may be kept of Duitku's requests, answers and callbacks. `userId`, `email`, `signature`, `token` and `pin` are left out on purpose. */
export const duitkuRedaction: Redaction = {
  shown: new Set([
    'amountTransfer',
    'balance',
    'bankCode',
    'bankName',
    'custRefNumber',
    'disburseId',
    'effectiveBalance',
    'maxAmountTransfer',
    'responseCode',
    'statusCode',
    'timestamp',
    'type',
  ]),
  words: new Set(['responseDesc', 'responseMessage', 'Message', 'message', 'statusDesc', 'errorMessage']),
  accounts: new Set(['bankAccount', 'phoneNumber', 'accountIdentity']),
  names: new Set(['accountName', 'senderName']),
};
