import type { Redaction } from '../kit/redaction.js';

/**
 * What may be kept of DOKU's requests and answers. Access tokens, the client, `accountNo` (our agent key), our
 * `customerNumber`, phone and identity numbers and remarks are left out on purpose.
 */
export const dokuRedaction: Redaction = {
  shown: new Set([
    'activityCode',
    'beneficiaryAmount',
    'beneficiaryBankCode',
    'beneficiaryBankName',
    'beneficiaryBankShortName',
    'cashInTime',
    'channelCode',
    'createdTime',
    'currency',
    'expiresIn',
    'feeAmount',
    'feeCurrency',
    'feeType',
    'forexOriginCurrency',
    'forexRate',
    'grantType',
    'invoiceNumber',
    'latestTransactionStatus',
    'originalPartnerReferenceNo',
    'originalReferenceNo',
    'originalResponseCode',
    'partnerReferenceNo',
    'processDate',
    'referenceNo',
    'referenceNumber',
    'responseCode',
    'senderCountryCode',
    'senderPersonalIdType',
    'sendTrxId',
    'serviceCode',
    'sessionId',
    'tokenType',
    'transactionDate',
    'transactionId',
    'transactionStatus',
    // of a transfer's answer; in all other places an object
    'amount',
    'value',
  ]),
  words: new Set(['message', 'originalResponseMessage', 'responseMessage', 'transactionStatusDesc']),
  accounts: new Set(['beneficiaryAccountNumber']),
  names: new Set([
    'beneficiaryAccountName',
    'beneficiaryFirstName',
    'beneficiaryLastName',
    'senderFirstName',
    'senderLastName',
  ]),
};
