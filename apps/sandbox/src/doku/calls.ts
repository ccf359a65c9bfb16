import { randomUUID } from 'node:crypto';
import { findBank } from '../duitku/banks.js';
import { endsInTheNormalAnswer, type Fault } from '../faults.js';
import type { CheckedBody } from './check-body.js';
import type { DokuFace } from './doku-face.js';
import { findTransfer, keepSession } from './ledger.js';
import { refusal } from './response-codes.js';
import { balanceMembers, bareAnswer, codeAnswer, type DokuAnswer, money, statusMembers } from './responses.js';

/** Returns a new access token. Earlier ones stay valid until they expire. */
export async function giveToken(
  { tokens, behaviour, settings }: DokuFace,
  { refusal: refused }: CheckedBody,
  fault: Fault | undefined,
  now: Date,
): Promise<DokuAnswer> {
  const ordered = fault?.action.kind === 'code' ? fault.action : null;
  if (ordered) return codeAnswer(ordered.code, ordered.description);
  if (refused) return bareAnswer(refused);
  const expiresIn = behaviour.now.tokenSeconds;
  const accessToken = tokens.issue(settings.doku.clientId, expiresIn, now.getTime());
  return codeAnswer('2007300', undefined, { accessToken, tokenType: 'Bearer', expiresIn, additionalInfo: '' });
}

// The document prints this fee. The sandbox returns it and never takes it: the books have what was transferred.
const FEE = money(4_500).value;

/**
 * Returns the owner of the account, and the session that a transfer has to name. Moves nothing. Resolves when the session
 * is stored.
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

/**
 * Returns the status of a transfer: the next of its list, the last one for ever. A reference that was never
 * transferred is 4045301; one whose other identifiers do not belong to it is 4045318. A fault that hides the response uses
 * no status, so the next check returns it.
 */
export async function checkStatus(
  { books, behaviour }: DokuFace,
  { values, refusal: refused }: CheckedBody,
  fault: Fault | undefined,
  now: Date,
): Promise<DokuAnswer> {
  const ordered = fault?.action.kind === 'code' ? fault.action : null;
  if (ordered) return codeAnswer(ordered.code, ordered.description);
  if (refused) return bareAnswer(refused);
  const { originalPartnerReferenceNo = '', originalReferenceNo } = values;
  const transfer = findTransfer(books, originalPartnerReferenceNo);
  if (!transfer) return bareAnswer(refusal('doku_status', '404..01'));
  const { referenceNo, sessionId } = transfer;
  if (originalReferenceNo && ![referenceNo, sessionId].includes(originalReferenceNo))
    return bareAnswer(refusal('doku_status', '404..18'));

  const isPending = now.getTime() < transfer.pendingUntilMs;
  const status = isPending ? '03' : (books.statusCode(originalPartnerReferenceNo) ?? '07');
  const answered = fault === undefined || endsInTheNormalAnswer(fault);
  if (answered && !isPending) await books.stepStatus(originalPartnerReferenceNo);
  return codeAnswer('2005300', undefined, statusMembers({ ...transfer, status }, behaviour.now.shape));
}

/** Returns the available balance. Any account but the merchant's own is 4041108. */
export function readBalance(
  { books, behaviour, settings }: DokuFace,
  { values, refusal: refused }: CheckedBody,
  fault: Fault | undefined,
): DokuAnswer {
  const ordered = fault?.action.kind === 'code' ? fault.action : null;
  if (ordered) return codeAnswer(ordered.code, ordered.description);
  if (refused) return bareAnswer(refused);
  const { agentKey } = settings.doku;
  if (values.accountNo !== agentKey) return bareAnswer(refusal('doku_balance', '404..08'));
  const { effectiveBalance } = books.balances.doku;
  return codeAnswer('2001100', undefined, balanceMembers(agentKey, effectiveBalance, behaviour.now.shape));
}
