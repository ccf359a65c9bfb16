/**
 * The rail: requests and answers of one way to pay. REPLACE: paths, fields and what identifies an order. An inquiry gives an
 * id and the owner's name; the transfer repeats both; the status check asks by our reference.
 */
import { inquiryOutcome, statusOutcome, transferOutcome } from '../../../libs/providers/src/kit/codes.js';
import { askInquiry, askStatus, type Reply, sendTransfer } from '../../../libs/providers/src/kit/conversation.js';
import { compareEcho, type EchoField } from '../../../libs/providers/src/kit/echo.js';
import { readText } from '../../../libs/providers/src/kit/json.js';
import { bankAccountOf, keepName, verbatimName } from '../../../libs/providers/src/kit/order.js';
import { isPlain } from '../../../libs/providers/src/kit/safe-text.js';
import type { InquiryPassed, ProviderMessage } from '../../../libs/providers/src/port/outcome.js';
import type { Order, Rail, TransferOrder } from '../../../libs/providers/src/port/provider.js';
import { type AcmeClient, messageOf, acmeRedaction as redaction } from './client.js';
import { readCode } from './codes.js';
import { referenceKey } from './rails.js';

export function instantRail(client: AcmeClient): Rail {
  return {
    name: 'acme.instant',

    inquire(order, context) {
      const request = client.request('/v1/inquiries', orderFields(order), new Date());
      return askInquiry(client.http, { request, redaction, understand: (reply) => readInquiry(order, reply) }, context);
    },

    prepareTransfer(order, signedAt) {
      return client.request('/v1/transfers', transferFields(order), signedAt);
    },

    transfer(prepared, order, context) {
      const understand = (reply: Reply) =>
        transferOutcome({
          ...answerTo(order, 'transfer', reply),
          transferDetails: { providerReference: readText(reply.body, 'transferId') },
        });
      return sendTransfer(client.http, { request: prepared, redaction, understand }, context);
    },

    checkStatus(order, context) {
      const request = client.request('/v1/transfers/status', { reference: order.reference }, new Date());
      const understand = (reply: Reply) => statusOutcome(answerTo(order, 'status', reply));
      return askStatus(client.http, { request, redaction, understand }, context);
    },

    transferKeys: (order) => [referenceKey(order.reference)],
  };
}

function orderFields(order: Order) {
  const { bankCode, accountNumber } = bankAccountOf(order);
  return { reference: order.reference, bankCode, accountNumber, amount: order.amount };
}

function transferFields(order: TransferOrder) {
  const { inquiryId } = order.ticket;
  if (!inquiryId) throw new Error('the ticket lacks inquiryId');
  return { ...orderFields(order), inquiryId, accountName: verbatimName(order), purpose: order.purpose };
}

function readInquiry(order: Order, reply: Reply) {
  const providerMessage = messageOf(reply);
  const { httpStatus, body } = reply;
  const echo = compareEcho(body, orderEcho(order));
  const reading = readCode(providerMessage.code, 'inquiry');
  return inquiryOutcome({ httpStatus, reading, providerMessage, echo }, () => readPassed(reply, providerMessage));
}

/** Everything that the transfer will repeat; null when something is missing or could not be kept as it is. */
function readPassed({ body }: Reply, providerMessage: ProviderMessage): InquiryPassed | null {
  const inquiryId = readText(body, 'inquiryId');
  const name = keepName(readText(body, 'accountName'));
  if (!inquiryId || !isPlain(inquiryId) || name === null) return null;
  const ticket = { inquiryId, ...name.ticket };
  return {
    kind: 'passed',
    accountName: name.accountName,
    ticket,
    providerReference: inquiryId,
    fee: null,
    providerMessage,
  };
}

function answerTo(order: TransferOrder, step: 'transfer' | 'status', reply: Reply) {
  const providerMessage = messageOf(reply);
  const echo = compareEcho(reply.body, [
    ...orderEcho(order),
    { field: 'reference', ours: order.reference, as: 'reference' },
  ]);
  return { httpStatus: reply.httpStatus, reading: readCode(providerMessage.code, step), providerMessage, echo };
}

/** An answer about another account, bank or amount is never a success. REPLACE: every field that repeats our order. */
function orderEcho(order: Order): EchoField[] {
  const { bankCode, accountNumber } = bankAccountOf(order);
  return [
    { field: 'bankCode', ours: bankCode, as: 'text' },
    { field: 'accountNumber', ours: accountNumber, as: 'text' },
    { field: 'amount', ours: order.amount.toString(), as: 'amount' },
  ];
}
