/**
 * Kirim DOKU: transfers to bank accounts. The inquiry returns a `sessionId` and the owner's name; the transfer repeats both under the
 * same `partnerReferenceNo`, which the status check uses. DOKU accepts a transfer before its result is known: the response never
 * says that the money has arrived.
 */
import { randomBytes } from 'node:crypto';
import { type Reply, sendTransfer, UNSURE } from '../kit/conversation.js';
import { bankAccountOf, verbatimName } from '../kit/order.js';
import type { ProviderMessage } from '../port/outcome.js';
import type { Order, Rail, TransferOrder } from '../port/provider.js';
import { writeAmount } from './answers.js';
import type { DokuClient } from './client.js';
import { dokuRedaction as redaction } from './client.js';
import { readInquiry, readStatus, readTicket, readTransfer } from './kirim-answers.js';
import { keysOfTransfer } from './rails.js';

const INQUIRY_PATH = '/emoney/bank-account-inquiry';
const TRANSFER_PATH = '/emoney/transfer-bank';
const STATUS_PATH = '/qr/qr-mpm-status';
/** Bank deposit; 11 would be BI-FAST. */
const CHANNEL_CODE = '07';
const COUNTRY = 'ID';
/** The name is unknown before the inquiry, and the sandbox rejects an empty one (4004202). */
const NAME_NOT_YET_KNOWN = 'BENEFICIARY';

export function kirimRail(client: DokuClient): Rail {
  const describe = ({ kind, providerMessage }: { kind: string; providerMessage: ProviderMessage }) => ({
    kind,
    code: providerMessage.code,
  });
  return {
    name: 'doku.kirim',

    inquire(order, context) {
      const partnerReferenceNo = newPartnerReference(order);
      const understand = (reply: Reply) => readInquiry(order, partnerReferenceNo, reply);
      const fields = inquiryFields(order, partnerReferenceNo, client.customerNumber);
      return client.question(
        { step: 'inquiry', path: INQUIRY_PATH, fields, understand, unsure: UNSURE.inquiry, describe },
        context,
      );
    },

    prepareSigning: (context) => client.prepareSigning(context),

    prepareTransfer(order, signedAt) {
      return client.prepare(TRANSFER_PATH, transferFields(order, client.customerNumber), signedAt);
    },

    transfer(prepared, order, context) {
      const understand = (reply: Reply) => {
        client.noteTokenOf(prepared, reply);
        return readTransfer(order, reply);
      };
      return sendTransfer(client.http, { request: prepared, redaction, understand }, context);
    },

    checkStatus(order, context) {
      const understand = (reply: Reply) => readStatus(order, reply);
      const fields = statusFields(order);
      return client.question(
        { step: 'status', path: STATUS_PATH, fields, understand, unsure: UNSURE.status, describe },
        context,
      );
    },

    transferKeys: (order) => keysOfTransfer(order),
  };
}

/** At most 64 characters, "must be unique per request": a repeated inquiry gets a new one. */
function newPartnerReference({ payoutId }: Order): string {
  return `${payoutId.replaceAll('-', '').slice(0, 48)}${randomBytes(8).toString('hex')}`;
}

function inquiryFields(order: Order, partnerReferenceNo: string, customerNumber: string) {
  const { accountNumber, bankCode } = bankAccountOf(order);
  return {
    partnerReferenceNo,
    customerNumber,
    amount: writeAmount(order.amount),
    beneficiaryAccountNumber: accountNumber,
    additionalInfo: {
      channelCode: CHANNEL_CODE,
      beneficiaryBankCode: bankCode,
      beneficiaryAccountName: NAME_NOT_YET_KNOWN,
      senderCountryCode: COUNTRY,
    },
  };
}

function transferFields(order: TransferOrder, customerNumber: string) {
  const { partnerReferenceNo, sessionId, bankName } = readTicket(order.ticket);
  const { accountNumber, bankCode } = bankAccountOf(order);
  const beneficiary = splitName(order.accountName);
  const sender = order.sender.name === null ? null : splitName(order.sender.name);
  return {
    partnerReferenceNo,
    customerNumber,
    beneficiaryAccountNumber: accountNumber,
    beneficiaryBankCode: bankCode,
    amount: writeAmount(order.amount),
    sessionId,
    feeType: '',
    additionalInfo: {
      channelCode: CHANNEL_CODE,
      beneficiaryFirstName: beneficiary.first,
      beneficiaryLastName: beneficiary.last,
      beneficiaryBankName: bankName,
      beneficiaryAccountName: verbatimName(order),
      senderCountryCode: COUNTRY,
      senderFirstName: sender?.first,
      senderLastName: sender?.last,
      remark: order.purpose,
    },
  };
}

/** The status check itself has the service code of QR payments; `serviceCode` is the transfer's. */
function statusFields(order: TransferOrder) {
  const { partnerReferenceNo } = readTicket(order.ticket);
  return {
    originalPartnerReferenceNo: partnerReferenceNo,
    originalReferenceNo: order.providerReference ?? undefined,
    serviceCode: '43',
  };
}

/** A name in the two parts that a transfer needs. */
export interface NameParts {
  readonly first: string;
  readonly last: string;
}

/**
 * `FHILEA HERMANUS` gives FHILEA and HERMANUS; a single name, which many Indonesians have, gives the same text twice. The whole name
 * is also sent, as the inquiry returned it.
 */
export function splitName(name: string): NameParts {
  const [first = '', ...rest] = name.trim().split(/\s+/);
  return { first, last: rest.length > 0 ? rest.join(' ') : first };
}
