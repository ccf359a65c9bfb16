import type { Books } from '../books.js';
import { endsInTheNormalAnswer, type Fault } from '../faults.js';
import type { Accounts } from './accounts.js';
import type { CheckedRequest } from './check-request.js';
import type { Account } from './magic-accounts.js';
import { type Answer, inquiryAnswer, statusAnswer } from './responses.js';

/** Returns the owner of the account and assigns the numbers of the disbursement. Moves nothing. Resolves when the inquiry is stored. */
export function inquire(
  { books, accounts }: { books: Books; accounts: Accounts },
  request: CheckedRequest,
  fault: Fault | undefined,
): Promise<Answer> {
  return inquireAbout(accounts.find(request.values.bankAccount ?? ''), books, request, fault);
}

/** The same for an account that was already found. */
export async function inquireAbout(
  account: Account,
  books: Books,
  { values, amount, refusal }: CheckedRequest,
  fault: Fault | undefined,
): Promise<Answer> {
  const ordered = fault?.action.kind === 'code' ? fault.action : null;
  const { bankCode = '', bankAccount = '', custRefNumber, type } = values;
  const code = ordered?.code ?? refusal ?? account.inquiryCode;
  if (code !== '00' || refusal !== null || amount === null) {
    return inquiryAnswer(code, values, null, ordered?.description);
  }
  const inquiry = await books.addInquiry({
    ...{ bankCode, bankAccount, accountName: account.name, amount },
    ...(custRefNumber && { custRefNumber }),
    ...(type && { clearingType: type }),
  });
  return inquiryAnswer(code, values, inquiry, ordered?.description);
}

/**
 * Returns the status of a transfer: the next of its codes, the last one for ever. An unknown id, or one
 * without a transfer, is -420. A fault that hides the response does not use a code, so the next check returns it.
 */
export async function checkStatus(
  { books }: { books: Books },
  { values, refusal }: CheckedRequest,
  fault: Fault | undefined,
): Promise<Answer> {
  const ordered = fault?.action.kind === 'code' ? fault.action : null;
  const disburseId = values.disburseId ?? '';
  const code = ordered?.code ?? refusal ?? books.statusCode(disburseId) ?? '-420';
  const known = refusal === null && code !== '-420' ? books.inquiry(disburseId) : undefined;
  const answered = refusal === null && (fault === undefined || endsInTheNormalAnswer(fault));
  if (answered) await books.stepStatus(disburseId);
  return statusAnswer(code, known ?? null, ordered?.description);
}
