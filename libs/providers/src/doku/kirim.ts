/**
 * Kirim DOKU: transfers to bank accounts. The inquiry gives a `sessionId` and the owner's name; the transfer repeats both
 * under the same `partnerReferenceNo`, and the status check asks by it. DOKU takes a transfer before it knows what becomes
 * of it: its answer never says that the money has arrived.
 */
import { randomBytes } from 'node:crypto';
import { type Reply, sendTransfer, UNSURE } from '../kit/conversation.js';
import { bankAccountOf } from '../kit/destinations.js';
import { nameAsTold } from '../kit/told-name.js';
import type { ProviderWords } from '../port/outcome.js';
import type { Order, Rail, TransferOrder } from '../port/provider.js';
import { writeAmount } from './answers.js';
import type { DokuClient } from './client.js';
import { dokuRedaction as redaction } from './evidence.js';
import { readInquiry, readStatus, readTransfer } from './kirim-answers.js';
import { splitName } from './names.js';
import { readTicket } from './ticket.js';
import { keysOfTransfer } from './transfer-keys.js';

const INQUIRY_PATH = '/emoney/bank-account-inquiry';
const TRANSFER_PATH = '/emoney/transfer-bank';
const STATUS_PATH = '/qr/qr-mpm-status';
/** Bank deposit; 11 would be BI-FAST. */
const CHANNEL_CODE = '07';
const COUNTRY = 'ID';
/** Before the inquiry nobody knows the name, and the sandbox refuses an empty one (4004202). */
const NAME_NOT_YET_KNOWN = 'BENEFICIARY';

export function kirimRail(client: DokuClient): Rail {
  const describe = ({ kind, words }: { kind: string; words: ProviderWords }) => ({ kind, code: words.code });
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

    makeReady: (context) => client.makeReady(context),

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

/** At most 64 characters, "must be unique per request": an inquiry that is repeated has another. */
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
      beneficiaryAccountName: nameAsTold(order),
      senderCountryCode: COUNTRY,
      senderFirstName: sender?.first,
      senderLastName: sender?.last,
      remark: order.purpose,
    },
  };
}

/** The status check has the service code of QR payments; the transfer's own is in `serviceCode`. */
function statusFields(order: TransferOrder) {
  const { partnerReferenceNo } = readTicket(order.ticket);
  return {
    originalPartnerReferenceNo: partnerReferenceNo,
    originalReferenceNo: order.providerReference ?? undefined,
    serviceCode: '43',
  };
}
