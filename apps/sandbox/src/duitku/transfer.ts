import type { Books, Settlement } from '../books.js';
import { type Decision, type DecisionCodes, decideTransfer } from '../decision.js';
import type { Fault } from '../faults.js';
import type { Reception } from '../provider-calls.js';
import type { Step } from '../steps.js';
import type { Accounts } from './accounts.js';
import type { CheckedRequest } from './check-request.js';
import type { Account } from './magic-accounts.js';
import { type Answer, transferAnswer } from './responses.js';

/** The document's codes for what the sandbox decides. */
const DECISION_CODES: DecisionCodes = {
  insufficient: '-510',
  insufficientStatus: '-510',
  paidStatus: '00',
  unpaidStatus: '76',
};

/**
 * Decides one transfer request and books it, refused or not. There is no check whether this disburseId was transferred
 * before: a client that sends twice pays twice, and the books show it. Resolves when the entry is durable.
 */
export async function transfer(
  { books, accounts }: { books: Books; accounts: Accounts },
  request: CheckedRequest,
  reception: Reception,
  fault: Fault | undefined,
): Promise<Answer> {
  const { values } = request;
  const refusal = request.refusal ?? compareWithInquiry(books, request);
  const decision = decide(books, accounts.find(values.bankAccount ?? ''), { ...request, refusal }, fault);
  await bookTransfer(books, 'transfer', request, reception, fault, decision);
  return transferAnswer(decision.code, values, fault?.action.kind === 'code' ? fault.action.description : undefined);
}

/**
 * Books a request that would move money, as decided.
 * @param settlement the later result, where only a callback decides it.
 * @returns its sequence, when it is durable.
 */
export function bookTransfer(
  books: Books,
  step: Step,
  { values, amount }: CheckedRequest,
  reception: Reception,
  fault: Fault | undefined,
  decision: Decision,
  settlement?: Settlement,
): Promise<number> {
  const { disburseId = '', custRefNumber = '', bankCode = '', bankAccount = '' } = values;
  const answered = fault && fault.action.kind !== 'code' ? fault.action.kind : decision.code;
  return books.addTransfer(
    {
      step,
      disburseId,
      custRefNumber,
      bankCode,
      bankAccount,
      amount,
      sha256: reception.sha256,
      receivedAt: reception.receivedAt,
      answered,
      moved: decision.moved,
      receiptCheck: reception.receiptCheck,
      remotePort: reception.remotePort,
    },
    decision.statusCodes,
    settlement,
  );
}

/** Decides a request with the document's codes. */
export function decide(
  books: Books,
  account: Account,
  request: Pick<CheckedRequest, 'refusal' | 'amount'>,
  fault: Fault | undefined,
): Decision {
  return decideTransfer(books.balances.duitku.effectiveBalance, account, request, fault, DECISION_CODES);
}

/** @returns -420 for an id no inquiry gave, -952 when anything differs from that inquiry, null when all is the same. */
export function compareWithInquiry(books: Books, { values, amount }: CheckedRequest): string | null {
  const inquiry = books.inquiry(values.disburseId ?? '');
  if (!inquiry) return '-420';
  const same =
    inquiry.bankCode === values.bankCode &&
    inquiry.bankAccount === values.bankAccount &&
    inquiry.accountName === values.accountName &&
    inquiry.custRefNumber === values.custRefNumber &&
    inquiry.amount === amount &&
    inquiry.clearingType === values.type;
  return same ? null : '-952';
}
