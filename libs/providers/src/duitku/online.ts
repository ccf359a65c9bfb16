/**
 * Transfer Online: real-time transfers to bank accounts and e-wallets. The inquiry gives a `disburseId` and the owner's
 * name; the transfer repeats both, signed; the status check asks by `disburseId`.
 */
import { inquiryOutcome, statusOutcome, transferOutcome } from '../kit/codes.js';
import { askInquiry, askStatus, type Reply, sendTransfer } from '../kit/conversation.js';
import { bankAccountOf } from '../kit/destinations.js';
import { compareEcho, type EchoField } from '../kit/echo.js';
import { readText } from '../kit/json.js';
import { isStorable } from '../kit/safe-text.js';
import type { InquiryPassed, ProviderWords, Ticket } from '../port/outcome.js';
import type { Order, Rail, TransferOrder } from '../port/provider.js';
import { type DuitkuClient, wordsOf } from './client.js';
import { readCode } from './codes.js';
import { duitkuRedaction as redaction } from './evidence.js';

/** What the inquiry gave us and the transfer repeats: `disburseId` and `custRefNumber`, verbatim with their zeros. */
export function readTicket(ticket: Ticket): { disburseId: string; custRefNumber: string } {
  const { disburseId, custRefNumber } = ticket;
  if (!disburseId || !custRefNumber) throw new Error('the ticket lacks disburseId or custRefNumber');
  return { disburseId, custRefNumber };
}

export function onlineRail(client: DuitkuClient): Rail {
  return {
    name: 'duitku.online',

    inquire(order, context) {
      const request = client.request('onlineInquiry', client.orderUrl('inquiry'), inquiryFields(order), new Date());
      return askInquiry(client.http, { request, redaction, understand: (reply) => readInquiry(order, reply) }, context);
    },

    prepareTransfer(order, signedAt) {
      return client.request('onlineTransfer', client.orderUrl('transfer'), transferFields(order), signedAt);
    },

    transfer(prepared, order, context) {
      const understand = (reply: Reply) => transferOutcome(answerTo(order, 'transfer', reply));
      return sendTransfer(client.http, { request: prepared, redaction, understand }, context);
    },

    checkStatus(order, context) {
      const { disburseId } = readTicket(order.ticket);
      const request = client.request('status', client.queryUrl('inquirystatus'), { disburseId }, new Date());
      const understand = (reply: Reply) => statusOutcome(answerTo(order, 'status', reply));
      return askStatus(client.http, { request, redaction, understand }, context);
    },
  };
}

function inquiryFields(order: Order) {
  const { accountNumber, bankCode } = bankAccountOf(order);
  return {
    amountTransfer: order.amount,
    bankAccount: accountNumber,
    bankCode,
    purpose: order.purpose,
    senderId: senderIdNumber(order.sender.id),
    senderName: order.sender.name ?? undefined,
  };
}

/** Duitku wants an integer here, and it is not signed: an id that is none is left out. */
function senderIdNumber(id: string | null): bigint | undefined {
  if (id === null || !/^(0|[1-9]\d{0,15})$/.test(id)) return undefined;
  const number = BigInt(id);
  return number <= BigInt(Number.MAX_SAFE_INTEGER) ? number : undefined;
}

function transferFields(order: TransferOrder) {
  const { disburseId, custRefNumber } = readTicket(order.ticket);
  const { accountNumber, bankCode } = bankAccountOf(order);
  return {
    disburseId,
    bankCode,
    bankAccount: accountNumber,
    amountTransfer: order.amount,
    accountName: order.accountName,
    custRefNumber,
    purpose: order.purpose,
  };
}

function readInquiry(order: Order, reply: Reply) {
  const words = wordsOf(reply);
  return inquiryOutcome(
    {
      httpStatus: reply.httpStatus,
      // no error answer of an inquiry is documented: under any status but 200 the code is not read
      reading: reply.httpStatus === 200 ? readCode(words.code, 'inquiry') : null,
      words,
      echo: compareEcho(reply.body, orderEcho(order)),
    },
    () => readPassed(reply, words),
  );
}

/**
 * Failed inquiries have come with code 00 in other products, `disburseId: 0` and empty names; without an id, a name and a
 * reference that can be kept verbatim there is nothing to transfer by.
 */
function readPassed({ body }: Reply, words: ProviderWords): InquiryPassed | null {
  const disburseId = readText(body, 'disburseId');
  const custRefNumber = readText(body, 'custRefNumber');
  const accountName = readText(body, 'accountName');
  if (!disburseId || /^-?0+(\.0+)?$/.test(disburseId.trim()) || !custRefNumber || !accountName?.trim()) return null;
  if (![disburseId, custRefNumber, accountName].every(isStorable)) return null;
  return {
    kind: 'passed',
    accountName,
    ticket: { disburseId, custRefNumber },
    providerReference: disburseId,
    fee: null,
    words,
  };
}

function answerTo(order: TransferOrder, step: 'transfer' | 'status', reply: Reply) {
  const words = wordsOf(reply);
  const { disburseId, custRefNumber } = readTicket(order.ticket);
  const echo = compareEcho(reply.body, [
    ...orderEcho(order),
    { field: 'custRefNumber', ours: custRefNumber, as: 'reference', optional: true },
    { field: 'disburseId', ours: disburseId, as: 'reference', optional: true },
  ]);
  return { httpStatus: reply.httpStatus, reading: readCode(words.code, step), words, echo };
}

function orderEcho(order: Order): EchoField[] {
  const { bankCode, accountNumber } = bankAccountOf(order);
  return [
    { field: 'bankCode', ours: bankCode, as: 'text' },
    { field: 'bankAccount', ours: accountNumber, as: 'text' },
    { field: 'amountTransfer', ours: order.amount.toString(), as: 'amount' },
  ];
}
