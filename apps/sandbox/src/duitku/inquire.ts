import type { Books } from '../books.js';
import type { Fault } from '../faults.js';
import type { Accounts } from './accounts.js';
import type { CheckedRequest } from './check-request.js';
import { type Answer, inquiryAnswer } from './responses.js';

/** Answers who owns the account and gives the disbursement its numbers. Moves nothing. Resolves when the inquiry is kept. */
export async function inquire(
  { books, accounts }: { books: Books; accounts: Accounts },
  { values, amount, refusal }: CheckedRequest,
  fault: Fault | undefined,
): Promise<Answer> {
  const ordered = fault?.action.kind === 'code' ? fault.action : null;
  const { bankCode = '', bankAccount = '' } = values;
  const account = accounts.find(bankAccount);
  const code = ordered?.code ?? refusal ?? account.inquiryCode;
  if (code !== '00' || refusal !== null || amount === null) {
    return inquiryAnswer(code, values, null, ordered?.description);
  }
  const inquiry = await books.addInquiry({ bankCode, bankAccount, accountName: account.name, amount });
  return inquiryAnswer(code, values, inquiry, ordered?.description);
}
