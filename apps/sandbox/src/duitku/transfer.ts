import type { Books, TransferEntry } from '../books.js';
import { endsInTheNormalAnswer, type Fault } from '../faults.js';
import type { Accounts } from './accounts.js';
import type { CheckedRequest } from './check-request.js';
import { type Answer, transferAnswer } from './responses.js';

/** What is known of a transfer request besides its fields. */
export type Reception = Pick<TransferEntry, 'sha256' | 'receivedAt' | 'receiptCheck' | 'remotePort'>;

interface Decision {
  readonly code: string;
  readonly moved: boolean;
  /** What status checks answer from now on; null when the request was refused before it became a transfer. */
  readonly statusCodes: readonly string[] | null;
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
  const { values, amount } = request;
  const { disburseId = '', custRefNumber = '', bankCode = '', bankAccount = '' } = values;
  const decision = decide(books, accounts, request, fault);
  const answered = fault && fault.action.kind !== 'code' ? fault.action.kind : decision.code;
  await books.addTransfer(
    {
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
  );
  return transferAnswer(decision.code, values, fault?.action.kind === 'code' ? fault.action.description : undefined);
}

function decide(books: Books, accounts: Accounts, request: CheckedRequest, fault: Fault | undefined): Decision {
  const orderedCode = fault?.action.kind === 'code' ? fault.action.code : null;
  const refusal = request.refusal ?? compareWithInquiry(books, request);
  if (refusal !== null) return { code: orderedCode ?? refusal, moved: false, statusCodes: null };

  const account = accounts.find(request.values.bankAccount ?? '');
  const followsAccount = fault === undefined || (endsInTheNormalAnswer(fault) && fault.action.moves === undefined);
  const wantsToMove = followsAccount ? account.moves : (fault.action.moves ?? false);
  const affordable = (request.amount ?? 0) <= books.balances.effectiveBalance;
  if (wantsToMove && !affordable) return { code: orderedCode ?? '-510', moved: false, statusCodes: ['-510'] };

  const afterwards = followsAccount ? account.statusCodes : [wantsToMove ? '00' : '76'];
  return {
    code: orderedCode ?? account.transferCode,
    moved: wantsToMove,
    statusCodes: fault?.action.statusCodes ?? afterwards,
  };
}

/** @returns -420 for an id no inquiry gave, -952 when anything differs from that inquiry, null when all is the same. */
function compareWithInquiry(books: Books, { values, amount }: CheckedRequest): string | null {
  const inquiry = books.inquiry(values.disburseId ?? '');
  if (!inquiry) return '-420';
  const same =
    inquiry.bankCode === values.bankCode &&
    inquiry.bankAccount === values.bankAccount &&
    inquiry.accountName === values.accountName &&
    inquiry.custRefNumber === values.custRefNumber &&
    inquiry.amount === amount;
  return same ? null : '-952';
}
