/**
 * The common part of Transfer Online and the four kinds of Clearing. The inquiry returns a `disburseId` and the owner's name; the
 * transfer repeats both, signed; the status check uses the `disburseId`.
 */
import { type Answer, inquiryOutcome, statusOutcome, transferOutcome } from '../kit/codes.js';
import { askInquiry, askStatus, type Reply, sendTransfer } from '../kit/conversation.js';
import { compareEcho, type EchoField } from '../kit/echo.js';
import { readText } from '../kit/json.js';
import { bankAccountOf, keepName, verbatimName } from '../kit/order.js';
import { isPlain } from '../kit/safe-text.js';
import type { InquiryPassed, ProviderMessage, Ticket } from '../port/outcome.js';
import type { Order, Rail, TransferOrder } from '../port/provider.js';
import type { RailName } from '../port/rail-declaration.js';
import { type DuitkuClient, messageOf, readDisburseId, duitkuRedaction as redaction } from './client.js';
import { readCode } from './codes.js';
import { custRefNumberKey, disburseIdKey } from './rails.js';
import type { SignatureKind } from './signatures.js';

/** What differs between the rails to bank accounts. */
export interface BankTransferWay {
  readonly name: RailName;
  /** Without the sandbox suffix. */
  readonly paths: { readonly inquiry: string; readonly transfer: string };
  readonly signatures: { readonly inquiry: SignatureKind; readonly transfer: SignatureKind };
  /** Sent in the requests of Clearing, and repeated in responses. */
  readonly type?: string;
  /** The inquiry sends a `custRefNumber` of ours, which applies when the response has none. */
  readonly sendsOurReference?: true;
  /** A success of the transfer must be confirmed by a status check. */
  readonly confirmsSuccess?: true;
}

/** Creates the rail of one way. */
export function bankTransferRail(client: DuitkuClient, way: BankTransferWay): Rail {
  const url = { inquiry: client.orderUrl(way.paths.inquiry), transfer: client.orderUrl(way.paths.transfer) };
  return {
    name: way.name,

    inquire(order, context) {
      const request = client.request(way.signatures.inquiry, url.inquiry, inquiryFields(way, order), new Date());
      const understand = (reply: Reply) => readInquiry(way, order, reply);
      return askInquiry(client.http, { request, redaction, understand }, context);
    },

    prepareTransfer(order, signedAt) {
      return client.request(way.signatures.transfer, url.transfer, transferFields(way, order), signedAt);
    },

    transfer(prepared, order, context) {
      const understand = (reply: Reply) => transferOutcome(transferAnswer(way, order, reply));
      return sendTransfer(client.http, { request: prepared, redaction, understand }, context);
    },

    checkStatus(order, context) {
      const { disburseId } = readTicket(order);
      const request = client.request('status', client.queryUrl('inquirystatus'), { disburseId }, new Date());
      const understand = (reply: Reply) => statusOutcome(answerTo(way, order, 'status', reply));
      return askStatus(client.http, { request, redaction, understand }, context);
    },

    transferKeys: (order) => keysOf(readTicket(order)),
  };
}

/** The inquiry values that the transfer repeats: `disburseId` and `custRefNumber`, verbatim with zeros. */
function readTicket({ ticket }: TransferOrder): { disburseId: string; custRefNumber: string } {
  const { disburseId, custRefNumber } = ticket;
  if (!disburseId || !custRefNumber) throw new Error('the ticket lacks disburseId or custRefNumber');
  return { disburseId, custRefNumber };
}

function keysOf({ disburseId, custRefNumber }: { disburseId: string; custRefNumber: string }): readonly string[] {
  return [disburseIdKey(disburseId), custRefNumberKey(custRefNumber)];
}

function inquiryFields({ type, sendsOurReference }: BankTransferWay, order: Order) {
  const { accountNumber, bankCode } = bankAccountOf(order);
  return {
    amountTransfer: order.amount,
    bankAccount: accountNumber,
    bankCode,
    purpose: order.purpose,
    senderId: senderIdNumber(order.sender.id),
    senderName: order.sender.name ?? undefined,
    custRefNumber: sendsOurReference && order.reference,
    type,
  };
}

/** Duitku requires an integer here, and does not sign it: any other id is left out. */
function senderIdNumber(id: string | null): bigint | undefined {
  if (id === null || !/^(0|[1-9]\d{0,15})$/.test(id)) return undefined;
  const number = BigInt(id);
  return number <= BigInt(Number.MAX_SAFE_INTEGER) ? number : undefined;
}

function transferFields({ type }: BankTransferWay, order: TransferOrder) {
  const { disburseId, custRefNumber } = readTicket(order);
  const { accountNumber, bankCode } = bankAccountOf(order);
  return {
    disburseId,
    bankCode,
    bankAccount: accountNumber,
    amountTransfer: order.amount,
    accountName: verbatimName(order),
    custRefNumber,
    purpose: order.purpose,
    type,
  };
}

function readInquiry(way: BankTransferWay, order: Order, reply: Reply) {
  const providerMessage = messageOf(reply);
  return inquiryOutcome(
    {
      httpStatus: reply.httpStatus,
      // no error response of an inquiry is documented: the code is only read under status 200
      reading: reply.httpStatus === 200 ? readCode(providerMessage.code, 'inquiry') : null,
      providerMessage,
      echo: compareEcho(reply.body, orderEcho(way, order)),
    },
    () => readPassed(way, order, reply, providerMessage),
  );
}

/**
 * In other products, failed inquiries arrived with code 00, `disburseId: 0` and empty names. A transfer needs a name, and an id and
 * a reference that can be stored verbatim.
 */
function readPassed(
  { sendsOurReference }: BankTransferWay,
  order: Order,
  { body }: Reply,
  providerMessage: ProviderMessage,
): InquiryPassed | null {
  const disburseId = readDisburseId(body);
  const custRefNumber = readText(body, 'custRefNumber') || (sendsOurReference ? order.reference : '');
  const name = keepName(readText(body, 'accountName'));
  if (!disburseId || name === null || !custRefNumber || ![disburseId, custRefNumber].every(isPlain)) return null;
  const ticket: Ticket = { disburseId, custRefNumber, ...name.ticket };
  return {
    kind: 'passed',
    accountName: name.accountName,
    ticket,
    providerReference: disburseId,
    fee: null,
    providerMessage,
  };
}

function transferAnswer(way: BankTransferWay, order: TransferOrder, reply: Reply): Answer {
  const answer = answerTo(way, order, 'transfer', reply);
  if (!way.confirmsSuccess || answer.reading?.class !== 'success') return answer;
  return { ...answer, reading: { ...answer.reading, class: 'accepted' } };
}

function answerTo(way: BankTransferWay, order: TransferOrder, step: 'transfer' | 'status', reply: Reply): Answer {
  const providerMessage = messageOf(reply);
  const { disburseId, custRefNumber } = readTicket(order);
  const echo = compareEcho(reply.body, [
    ...orderEcho(way, order),
    { field: 'custRefNumber', ours: custRefNumber, as: 'reference', optional: true },
    { field: 'disburseId', ours: disburseId, as: 'reference', optional: true },
  ]);
  return { httpStatus: reply.httpStatus, reading: readCode(providerMessage.code, step), providerMessage, echo };
}

function orderEcho({ type }: BankTransferWay, order: Order): EchoField[] {
  const { bankCode, accountNumber } = bankAccountOf(order);
  return [
    { field: 'bankCode', ours: bankCode, as: 'text' },
    { field: 'bankAccount', ours: accountNumber, as: 'text' },
    { field: 'amountTransfer', ours: order.amount.toString(), as: 'amount' },
    // the status check, which all rails share, does not return it
    ...(type === undefined ? [] : [{ field: 'type', ours: type, as: 'text', optional: true } as const]),
  ];
}
