import type { Books, Settlement, TransferEntry } from '../books.js';
import { endsInTheNormalAnswer, type Fault, type Step } from '../faults.js';
import type { Accounts } from './accounts.js';
import type { CheckedRequest } from './check-request.js';
import type { Account } from './magic-accounts.js';
import { type Answer, transferAnswer } from './responses.js';

/** What is known of a transfer request besides its fields. */
export type Reception = Pick<TransferEntry, 'sha256' | 'receivedAt' | 'receiptCheck' | 'remotePort'>;

/** What becomes of a request that would move money. */
export interface Decision {
  readonly code: string;
  readonly moved: boolean;
  /** What status checks answer from now on; null when the request was refused before it became a transfer. */
  readonly statusCodes: readonly string[] | null;
  /** Whether the bank got to see it: false when it was refused, unaffordable, or stopped by a fault. */
  readonly reachesBank: boolean;
}

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
 * @param settlement what becomes of it later, for what is decided only by a callback.
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

/** Decides a request, refused or not: what an account does, a fault may change, and a refusal or the balance prevents. */
export function decide(
  books: Books,
  account: Account,
  { refusal, amount }: CheckedRequest,
  fault: Fault | undefined,
): Decision {
  const orderedCode = fault?.action.kind === 'code' ? fault.action.code : null;
  if (refusal !== null) return { code: orderedCode ?? refusal, moved: false, statusCodes: null, reachesBank: false };

  const followsAccount = fault === undefined || (endsInTheNormalAnswer(fault) && fault.action.moves === undefined);
  const wantsToMove = followsAccount ? account.moves : (fault.action.moves ?? false);
  const affordable = (amount ?? 0) <= books.balances.effectiveBalance;
  if (wantsToMove && !affordable) {
    return { code: orderedCode ?? '-510', moved: false, statusCodes: ['-510'], reachesBank: false };
  }

  const afterwards = followsAccount ? account.statusCodes : [wantsToMove ? '00' : '76'];
  return {
    code: orderedCode ?? account.transferCode,
    moved: wantsToMove,
    statusCodes: fault?.action.statusCodes ?? afterwards,
    reachesBank: followsAccount || wantsToMove,
  };
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
