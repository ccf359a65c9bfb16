/**
 * What the answers of Kirim DOKU say. The samples of its document contradict each other (another reference, another
 * amount, a date with a blank in it), so answers are held against what we sent, and dates are not read at all.
 */
import { inquiryOutcome, statusOutcome, transferOutcome } from '../kit/codes.js';
import { providerWords, type Reply } from '../kit/conversation.js';
import { bankAccountOf } from '../kit/destinations.js';
import { compareEcho, type EchoField } from '../kit/echo.js';
import { type JsonObject, readText } from '../kit/json.js';
import { isPlain } from '../kit/safe-text.js';
import { keepName } from '../kit/told-name.js';
import type { InquiryOutcome, InquiryPassed, ProviderWords, StatusOutcome, TransferOutcome } from '../port/outcome.js';
import type { Order, TransferOrder } from '../port/provider.js';
import { firstText, readAmount, readObject, readWholeRupiah, wordsOf } from './answers.js';
import { readCode, readTransactionStatus } from './codes.js';
import { readTicket } from './ticket.js';

/** The account's owner and the session to transfer by. */
export function readInquiry(order: Order, partnerReferenceNo: string, reply: Reply): InquiryOutcome {
  const words = wordsOf(reply);
  const { body, httpStatus } = reply;
  const told = {
    partnerReferenceNo: readText(body, 'partnerReferenceNo'),
    beneficiaryAccountNumber: readText(body, 'beneficiaryAccountNumber'),
    beneficiaryBankCode: readText(body, 'beneficiaryBankCode'),
    amount: readAmount(body, 'amount'),
    currency: readText(readObject(body, 'amount'), 'currency'),
  };
  const echo = compareEcho(told, [
    { field: 'partnerReferenceNo', ours: partnerReferenceNo, as: 'text', optional: true },
    { field: 'amount', ours: order.amount.toString(), as: 'amount', optional: true },
    ...destinationEcho(order),
  ]);
  const reading = readCode(words.code, httpStatus, 'inquiry');
  return inquiryOutcome({ httpStatus, reading, words, echo }, () => readPassed(partnerReferenceNo, body, words));
}

/** Without a name, and a session that can be kept verbatim, there is nothing to transfer by. */
function readPassed(partnerReferenceNo: string, body: JsonObject, words: ProviderWords): InquiryPassed | null {
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
    words,
  };
}

/** `learned.providerReference` is the id (`DK...`) by which DOKU speaks of the transfer from here on. */
export function readTransfer(order: TransferOrder, reply: Reply): TransferOutcome {
  const words = wordsOf(reply);
  const { body, httpStatus } = reply;
  const { partnerReferenceNo, sessionId } = readTicket(order.ticket);
  const additionalInfo = readObject(body, 'additionalInfo');
  const told = {
    partnerReferenceNo: readText(body, 'partnerReferenceNo'),
    sessionId: readText(additionalInfo, 'sessionId') ?? readText(body, 'sessionId'),
    amount: readAmount(additionalInfo, 'amount') ?? readAmount(body, 'amount'),
    currency: readText(readObject(body, 'amount'), 'currency'),
    beneficiaryAccountNumber: readText(body, 'beneficiaryAccountNumber'),
    beneficiaryBankCode: readText(body, 'beneficiaryBankCode'),
  };
  const echo = compareEcho(told, [
    { field: 'partnerReferenceNo', ours: partnerReferenceNo, as: 'text' },
    { field: 'sessionId', ours: sessionId, as: 'text', optional: true },
    { field: 'amount', ours: order.amount.toString(), as: 'amount', optional: true },
    ...destinationEcho(order),
  ]);
  const referenceNo = readText(body, 'referenceNo');
  const learned = referenceNo && isPlain(referenceNo) ? { providerReference: referenceNo } : undefined;
  const reading = readCode(words.code, httpStatus, 'transfer');
  return transferOutcome({ httpStatus, reading, words, echo, ...(learned && { learned }) });
}

/** `latestTransactionStatus` counts only of a question that was answered, and only of our transfer. */
export function readStatus(order: TransferOrder, reply: Reply): StatusOutcome {
  const { body, httpStatus } = reply;
  const answered = wordsOf(reply);
  const echo = compareStatusEcho(order, body);
  const question = readCode(answered.code, httpStatus, 'status');
  if (question?.class !== 'success') return statusOutcome({ httpStatus, reading: question, words: answered, echo });
  const status = readText(body, 'latestTransactionStatus');
  if (status === null) return { kind: 'no_information', words: answered };
  const message = firstText(body, ['transactionStatusDesc', 'originalResponseMessage']);
  const words = providerWords(status, message, answered.message);
  const row = readTransactionStatus(status);
  // the kit asks for a full echo of successes only; here a failure must name our transfer too
  if (row === null || (row.class === 'refused' && echo.missing.includes(OUR_REFERENCE)))
    return statusOutcome({ httpStatus, reading: null, words, echo });
  const { reason, class: meaning } = row;
  // money that came back asks for the same proof as money that arrived
  const reading = { reason, class: meaning === 'returned' ? ('success' as const) : meaning };
  const outcome = statusOutcome({ httpStatus, reading, words, echo });
  return meaning === 'returned' && outcome.kind === 'paid' ? { kind: 'returned', words } : outcome;
}

const OUR_REFERENCE = 'originalPartnerReferenceNo';

function compareStatusEcho(order: TransferOrder, body: JsonObject) {
  const { partnerReferenceNo, sessionId } = readTicket(order.ticket);
  const amount = order.amount.toString();
  const told = {
    originalPartnerReferenceNo: readText(body, 'originalPartnerReferenceNo'),
    originalReferenceNo: readText(body, 'originalReferenceNo'),
    sessionId: readText(body, 'sessionId'),
    amount: readAmount(body, 'amount'),
    currency: readText(readObject(body, 'amount'), 'currency'),
    beneficiaryAmount: readAmount(readObject(body, 'additionalInfo'), 'beneficiaryAmount'),
  };
  return compareEcho(told, [
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

/** Where the money goes, as far as an answer repeats it. */
function destinationEcho(order: Order): EchoField[] {
  const { bankCode, accountNumber } = bankAccountOf(order);
  return [
    { field: 'beneficiaryAccountNumber', ours: accountNumber, as: 'text', optional: true },
    { field: 'beneficiaryBankCode', ours: bankCode, as: 'reference', optional: true },
    { field: 'currency', ours: 'IDR', as: 'text', optional: true },
  ];
}
