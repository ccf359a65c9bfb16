import { randomUUID } from 'node:crypto';
import { findBank } from '../duitku/banks.js';
import type { Fault } from '../faults.js';
import type { CheckedBody } from './check-body.js';
import type { DokuFace } from './doku-face.js';
import { keepSession } from './ledger.js';
import { refusal } from './response-codes.js';
import { bareAnswer, codeAnswer, type DokuAnswer, money } from './responses.js';

// The document prints this fee. The sandbox tells it and never takes it: the books hold what was transferred.
const FEE = money(4_500).value;

/**
 * Answers who owns the account, and gives the session a transfer has to name. Moves nothing. Resolves when the session
 * is kept.
 */
export async function inquire(
  { books, accounts, numbers }: DokuFace,
  { values, amount, refusal: refused }: CheckedBody,
  fault: Fault | undefined,
  now: Date,
): Promise<DokuAnswer> {
  const ordered = fault?.action.kind === 'code' ? fault.action : null;
  const { partnerReferenceNo = '', beneficiaryAccountNumber: bankAccount = '' } = values;
  const bankCode = values['additionalInfo.beneficiaryBankCode'] ?? '';
  const channelCode = values['additionalInfo.channelCode'] ?? '';
  const bank = findBank(bankCode);
  const refusedHere = refused ?? (bank ? null : refusal('doku_inquiry', '404..03'));
  if (refusedHere && !ordered) return bareAnswer(refusedHere);
  const account = accounts.find({ bankAccount, bankCode, channelCode });
  const code = ordered?.code ?? account.inquiryCode;
  if (code !== '2004200' || refusedHere || amount === null) return codeAnswer(code, ordered?.description);

  const sessionId = numbers.nextSessionId();
  await keepSession(books, { sessionId, bankCode, bankAccount, amount, inquiredAtMs: now.getTime(), usedBy: null });
  return codeAnswer(code, ordered?.description, {
    referenceNo: sessionId,
    partnerReferenceNo,
    beneficiaryAccountNumber: bankAccount,
    beneficiaryAccountName: account.name,
    beneficiaryBankCode: bankCode,
    beneficiaryBankShortName: bank?.name,
    beneficiaryBankName: bank?.name,
    amount: money(amount),
    sessionId,
    additionalInfo: {
      senderCountryCode: values['additionalInfo.senderCountryCode'],
      forexRate: '1.00',
      forexOriginCurrency: 'IDR',
      feeAmount: FEE,
      feeCurrency: 'IDR',
      beneficiaryAmount: money(amount).value,
      referenceNumber: randomUUID(),
    },
  });
}
