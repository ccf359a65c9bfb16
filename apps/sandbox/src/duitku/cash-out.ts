import { randomInt } from 'node:crypto';
import type { Books, Settlement } from '../books.js';
import type { Callbacks } from '../callbacks/callbacks.js';
import { type DecisionCodes, decideTransfer } from '../decision.js';
import type { Fault } from '../faults.js';
import type { Reception } from '../provider-calls.js';
import type { SandboxSettings } from '../sandbox.settings.js';
import { CALLBACK_RETRIES, isAccepted, writeCashOutCallback } from './callback-bodies.js';
import type { CheckedRequest } from './check-request.js';
import { findOutlet, type Pickup, type PickupPapers, pickupOf } from './destinations.js';
import { type Answer, cashOutAnswer } from './responses.js';

// Status checks do not cover cash outs, so only the code for a too small balance is ever returned.
const DECISION_CODES: DecisionCodes = {
  insufficient: '-510',
  insufficientStatus: '-420',
  paidStatus: '-420',
  unpaidStatus: '-420',
};
const EVERY_PHONE = { transferCode: '00', moves: true, statusCodes: ['-420'] };

const ENDINGS: Readonly<Record<Pickup, { statusCode: string; settlement: Settlement }>> = {
  collected: { statusCode: '00', settlement: { statusCodes: null } },
  failed: { statusCode: '01', settlement: { statusCodes: null, returns: true } },
  never: { statusCode: '00', settlement: { statusCodes: null, waitsForOrder: true } },
};

/**
 * The cash out inquiry, which in truth is the transfer: it takes the money at once and issues the token. Sent twice it
 * pays twice. Resolves when it is booked and its callback is planned.
 */
export async function cashOut(
  { books, callbacks, settings }: { books: Books; callbacks: Callbacks; settings: SandboxSettings },
  request: CheckedRequest,
  reception: Reception,
  fault: Fault | undefined,
): Promise<Answer & { disburseId?: string }> {
  const { values } = request;
  const funds = books.balances.duitku.effectiveBalance;
  const decision = decideTransfer(funds, EVERY_PHONE, request, fault, DECISION_CODES);
  const papers = decision.moved ? issuePapers(books, values) : null;
  const { bankCode = '', phoneNumber = '' } = values;
  const { disburseId = '', custRefNumber = values.custRefNumber ?? '' } = papers ?? {};
  const pickup = ENDINGS[pickupOf(phoneNumber)];
  const { token, pin } = papers ?? {};
  const sequence = await books.addTransfer(
    {
      ...{ step: 'cash_out', disburseId, custRefNumber, bankCode, bankAccount: phoneNumber, amount: request.amount },
      ...reception,
      answered: fault && fault.action.kind !== 'code' ? fault.action.kind : decision.code,
      moved: decision.moved,
      ...(token && { details: { token, ...(pin && { pin }) } }),
    },
    decision.moved ? (fault?.action.statusCodes ?? null) : null,
    decision.moved ? pickup.settlement : undefined,
  );
  const transfer = { ...values, disburseId, custRefNumber };
  if (decision.moved) {
    await callbacks.announce({
      ...{ step: 'cash_out', disburseId, bankAccount: phoneNumber },
      url: () => values.callbackUrl || null,
      statusCode: pickup.statusCode,
      sendsItself: !pickup.settlement.waitsForOrder,
      retries: CALLBACK_RETRIES,
      write: (content) => writeCashOutCallback(transfer, settings.duitku, content),
      isAccepted,
      endingOf,
      settle: (ending) => books.settle(sequence, ending),
    });
  }
  const description = fault?.action.kind === 'code' ? fault.action.description : undefined;
  const answer = cashOutAnswer(decision.code, values, decision.code === '00' ? papers : null, description);
  return { ...answer, ...(papers && { disburseId }) };
}

function issuePapers(books: Books, { bankCode = '', custRefNumber }: CheckedRequest['values']): PickupPapers {
  const numbers = books.takeNumbers();
  return {
    disburseId: numbers.disburseId,
    custRefNumber: custRefNumber || numbers.custRefNumber,
    token: String(randomInt(100_000_000_000, 999_999_999_999)),
    pin: findOutlet(bankCode)?.hasPin ? String(randomInt(0, 999_999)).padStart(6, '0') : null,
  };
}

function endingOf(statusCode: string): Settlement | null {
  if (statusCode === '00') return ENDINGS.collected.settlement;
  return statusCode === '01' ? ENDINGS.failed.settlement : null;
}
