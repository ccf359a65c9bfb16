import type { Books, Settlement } from '../books.js';
import type { Callbacks, CallbackUrls } from '../callbacks/callbacks.js';
import type { Fault } from '../faults.js';
import type { Reception } from '../provider-calls.js';
import type { SandboxSettings } from '../sandbox.settings.js';
import type { Accounts } from './accounts.js';
import { CALLBACK_RETRIES, isAccepted, writeClearingCallback } from './callback-bodies.js';
import type { CheckedRequest } from './check-request.js';
import { inquireAbout } from './inquiry-and-status.js';
import { type Answer, transferAnswer } from './responses.js';
import { bookTransfer, compareWithInquiry, decide } from './transfer.js';

/** Returns the owner of the account. A custRefNumber of the client is stored and repeated. */
export function inquireClearing(
  { books, accounts }: { books: Books; accounts: Accounts },
  request: CheckedRequest,
  fault: Fault | undefined,
): Promise<Answer> {
  return inquireAbout(accounts.findForClearing(request.values.bankAccount ?? ''), books, request, fault);
}

/**
 * Decides and books one clearing transfer; as little idempotent as the online one. An H2H transfer that would be 00 is 80
 * instead, and so are its status checks, until a callback reports its end.
 */
export async function transferClearing(
  {
    books,
    accounts,
    callbacks,
    callbackUrls,
    settings,
  }: {
    books: Books;
    accounts: Accounts;
    callbacks: Callbacks;
    callbackUrls: CallbackUrls;
    settings: SandboxSettings;
  },
  request: CheckedRequest,
  reception: Reception,
  fault: Fault | undefined,
): Promise<Answer> {
  const { values } = request;
  const description = fault?.action.kind === 'code' ? fault.action.description : undefined;
  const account = accounts.findForClearing(values.bankAccount ?? '');
  const refusal = request.refusal ?? compareWithInquiry(books, request);
  const decision = decide(books, account, { ...request, refusal }, fault);
  if (values.type !== 'H2H' || account.transferCode !== '00' || !decision.reachesBank) {
    await bookTransfer(books, 'clearing_transfer', request, reception, fault, decision);
    return transferAnswer(decision.code, values, description);
  }

  const code = fault?.action.kind === 'code' ? decision.code : '80';
  const orderedCodes = fault?.action.statusCodes;
  const pending = { ...decision, code, statusCodes: orderedCodes ?? ['80'] };
  const statusCode = decision.statusCodes?.at(-1) === '00' ? '00' : '01';
  const settlement = { statusCodes: orderedCodes ? null : decision.statusCodes, returns: statusCode === '01' };
  const sequence = await bookTransfer(books, 'clearing_transfer', request, reception, fault, pending, settlement);
  await callbacks.announce({
    step: 'clearing_transfer',
    disburseId: values.disburseId ?? '',
    bankAccount: values.bankAccount ?? '',
    url: () => callbackUrls.now.duitkuClearing,
    statusCode,
    sendsItself: true,
    retries: CALLBACK_RETRIES,
    write: (content) => writeClearingCallback(values, settings.duitku, content),
    isAccepted,
    endingOf: endingOfClearing,
    settle: (ending) => books.settle(sequence, ending),
  });
  return transferAnswer(code, values, description);
}

// Status checks return the end in their own codes. 76 is this sandbox's code for "did not reach the account".
function endingOfClearing(statusCode: string): Settlement | null {
  if (statusCode === '00') return { statusCodes: ['00'] };
  return statusCode === '01' ? { statusCodes: ['76'], returns: true } : null;
}
