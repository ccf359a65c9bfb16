import type { Books } from '../books.js';
import type { Fault } from '../faults.js';
import type { Accounts } from './accounts.js';
import type { CheckedRequest } from './check-request.js';
import type { Account } from './magic-accounts.js';
import { type Answer, inquiryAnswer } from './responses.js';

/** Answers who owns the account and gives the disbursement its numbers. Moves nothing. Resolves when the inquiry is kept. */
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
