/**
 * Reads the responses of Kirim DOKU. The samples of its document contradict each other (another reference, another amount, a date
 * with a blank), so responses are compared with the request, and dates are not read at all.
 */
import { inquiryOutcome, statusOutcome, transferOutcome } from '../kit/codes.js';
import { type Reply, readProviderMessage } from '../kit/conversation.js';
import { compareEcho, type EchoField } from '../kit/echo.js';
import { type JsonObject, readText } from '../kit/json.js';
import { bankAccountOf, keepName } from '../kit/order.js';
import { isPlain } from '../kit/safe-text.js';
import type {
  InquiryOutcome,
  InquiryPassed,
  ProviderMessage,
  StatusOutcome,
  Ticket,
  TransferOutcome,
} from '../port/outcome.js';
import type { Order, TransferOrder } from '../port/provider.js';
import { firstText, messageOf, readAmount, readObject, readWholeRupiah } from './answers.js';
import { readCode, readTransactionStatus } from './codes.js';

/** The inquiry values that transfer and status check need. */
export interface KirimTicket {
  /** Our reference, created at the inquiry: DOKU identifies transfers by it. */
  readonly partnerReferenceNo: string;
  /** DOKU's, of the inquiry; its notifications call it `invoiceNumber`. */
  readonly sessionId: string;
  /** As the inquiry returned it. */
  readonly bankName?: string;
}

/** @throws Error when it is not a ticket of Kirim DOKU */
export function readTicket({ partnerReferenceNo, sessionId, bankName }: Ticket): KirimTicket {
  if (!partnerReferenceNo || !sessionId) throw new Error('the ticket lacks partnerReferenceNo or sessionId');
  return { partnerReferenceNo, sessionId, ...(bankName && { bankName }) };
}

/** The account's owner and the session for the transfer. */
export function readInquiry(order: Order, partnerReferenceNo: string, reply: Reply): InquiryOutcome {
  const providerMessage = messageOf(reply);
  const { body, httpStatus } = reply;
  const returned = {
    partnerReferenceNo: body.partnerReferenceNo,
    beneficiaryAccountNumber: body.beneficiaryAccountNumber,
    beneficiaryBankCode: body.beneficiaryBankCode,
    amount: readAmount(body, 'amount'),
    currency: readText(readObject(body, 'amount'), 'currency'),
  };
  const echo = compareEcho(returned, [
    { field: 'partnerReferenceNo', ours: partnerReferenceNo, as: 'text', optional: true },
    { field: 'amount', ours: order.amount.toString(), as: 'amount', optional: true },
    ...destinationEcho(order),
  ]);
  const reading = readCode(providerMessage.code, httpStatus, 'inquiry');
  return inquiryOutcome({ httpStatus, reading, providerMessage, echo }, () =>
    readPassed(partnerReferenceNo, body, providerMessage),
  );
}

/** A transfer needs a name, and a session that can be stored verbatim. */
function readPassed(
  partnerReferenceNo: string,
  body: JsonObject,
  providerMessage: ProviderMessage,
): InquiryPassed | null {
  const sessionId = readText(body, 'sessionId');
  const name = keepName(readText(body, 'beneficiaryAccountName'));
  if (!sessionId?.trim() || !isPlain(sessionId) || name === null) return null;
  const bankName = readText(body, 'beneficiaryBankName');
  const referenceNo = readText(body, 'referenceNo');
  return {
    kind: 'passed',
    accountName: name.accountName,
    ticket: { partnerReferenceNo, sessionId, ...(bankName && isPlain(bankName) && { bankName }), ...name.ticket },
    providerReference: referenceNo && isPlain(referenceNo) ? referenceNo : null,
    fee: readWholeRupiah(readObject(body, 'additionalInfo'), 'feeAmount'),
    providerMessage,
  };
}

/** `transferDetails.providerReference` is DOKU's id of the transfer (`DK...`) from here on. */
export function readTransfer(order: TransferOrder, reply: Reply): TransferOutcome {
  const providerMessage = messageOf(reply);
  const { body, httpStatus } = reply;
  const { partnerReferenceNo, sessionId } = readTicket(order.ticket);
  const additionalInfo = readObject(body, 'additionalInfo');
  const returned = {
    partnerReferenceNo: body.partnerReferenceNo,
    sessionId: additionalInfo.sessionId ?? body.sessionId,
    amount: readAmount(additionalInfo, 'amount') ?? readAmount(body, 'amount'),
    currency: readText(readObject(body, 'amount'), 'currency'),
    beneficiaryAccountNumber: body.beneficiaryAccountNumber,
    beneficiaryBankCode: body.beneficiaryBankCode,
  };
  const echo = compareEcho(returned, [
    { field: 'partnerReferenceNo', ours: partnerReferenceNo, as: 'text' },
    { field: 'sessionId', ours: sessionId, as: 'text', optional: true },
    { field: 'amount', ours: order.amount.toString(), as: 'amount', optional: true },
    ...destinationEcho(order),
  ]);
  const referenceNo = readText(body, 'referenceNo');
  const transferDetails = referenceNo && isPlain(referenceNo) ? { providerReference: referenceNo } : undefined;
  const reading = readCode(providerMessage.code, httpStatus, 'transfer');
  return transferOutcome({ httpStatus, reading, providerMessage, echo, ...(transferDetails && { transferDetails }) });
}

/** `latestTransactionStatus` counts only when the query succeeded and the response is about our transfer. */
export function readStatus(order: TransferOrder, reply: Reply): StatusOutcome {
  const { body, httpStatus } = reply;
  const answered = messageOf(reply);
  const echo = compareStatusEcho(order, body);
  const question = readCode(answered.code, httpStatus, 'status');
  if (question?.class !== 'success')
    return statusOutcome({ httpStatus, reading: question, providerMessage: answered, echo });
  const status = readText(body, 'latestTransactionStatus');
  if (status === null) return { kind: 'no_information', providerMessage: answered };
  const message = firstText(body, ['transactionStatusDesc', 'originalResponseMessage']);
  const providerMessage = readProviderMessage(status, message, answered.message);
  const row = readTransactionStatus(status);
  // the kit requires a full echo only for successes; here a failure must name our transfer too
  if (row === null || (row.class === 'refused' && echo.missing.includes(OUR_REFERENCE)))
    return statusOutcome({ httpStatus, reading: null, providerMessage, echo });
  const { reason, class: meaning } = row;
  // returned money needs the same proof as paid money
  const reading = { reason, class: meaning === 'returned' ? ('success' as const) : meaning };
  const outcome = statusOutcome({ httpStatus, reading, providerMessage, echo });
  return meaning === 'returned' && outcome.kind === 'paid' ? { kind: 'returned', providerMessage } : outcome;
}

const OUR_REFERENCE = 'originalPartnerReferenceNo';

function compareStatusEcho(order: TransferOrder, body: JsonObject) {
  const { partnerReferenceNo, sessionId } = readTicket(order.ticket);
  const amount = order.amount.toString();
  const returned = {
    originalPartnerReferenceNo: body.originalPartnerReferenceNo,
    originalReferenceNo: body.originalReferenceNo,
    sessionId: body.sessionId,
    amount: readAmount(body, 'amount'),
    currency: readText(readObject(body, 'amount'), 'currency'),
    beneficiaryAmount: readAmount(readObject(body, 'additionalInfo'), 'beneficiaryAmount'),
  };
  return compareEcho(returned, [
    { field: OUR_REFERENCE, ours: partnerReferenceNo, as: 'text' },
    { field: 'amount', ours: amount, as: 'amount' },
    { field: 'beneficiaryAmount', ours: amount, as: 'amount', optional: true },
    { field: 'currency', ours: 'IDR', as: 'text', optional: true },
    { field: 'sessionId', ours: sessionId, as: 'text', optional: true },
    ...(order.providerReference === null
      ? []
      : [{ field: 'originalReferenceNo', ours: order.providerReference, as: 'text', optional: true } as const]),
  ]);
}

/** The destination fields that a response can repeat. */
function destinationEcho(order: Order): EchoField[] {
  const { bankCode, accountNumber } = bankAccountOf(order);
  return [
    { field: 'beneficiaryAccountNumber', ours: accountNumber, as: 'text', optional: true },
    { field: 'beneficiaryBankCode', ours: bankCode, as: 'reference', optional: true },
    { field: 'currency', ours: 'IDR', as: 'text', optional: true },
  ];
}
