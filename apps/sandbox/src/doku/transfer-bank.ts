import { randomUUID } from 'node:crypto';
import type { Settlement } from '../books.js';
import { type Decision, type DecisionCodes, decideTransfer } from '../decision.js';
import type { Fault } from '../faults.js';
import type { Reception } from '../provider-calls.js';
import type { DokuAccount, DokuAccounts } from './accounts.js';
import type { CheckedBody } from './check-body.js';
import type { DokuFace } from './doku-face.js';
import { findSession, findTransfer, type KeptTransfer, keepSession, keepTransfer } from './ledger.js';
import {
  endingOf,
  isAccepted,
  isRefund,
  NOTIFICATION_RETRIES,
  SETTLEMENT_OF,
  STATUS_OF_ENDING,
  writeNotification,
} from './notifications.js';
import { describeCode, type Refusal, refusal } from './response-codes.js';
import { codeAnswer, type DokuAnswer, money, writeTime } from './responses.js';

const DECISION_CODES: DecisionCodes = {
  insufficient: '4034314',
  insufficientStatus: '07',
  paidStatus: '00',
  unpaidStatus: '07',
};

/** The result of a transfer, and its next steps. */
interface Outcome {
  readonly decision: Decision;
  /** What status checks return from now on; null when the request was refused. */
  readonly statusCodes: readonly string[] | null;
  readonly settlement: Settlement | undefined;
  /** The notification of its end; null when no money moved. */
  readonly notification: { transactionStatus: string; sendsItself: boolean } | null;
}

/**
 * Decides one transfer request and books it, refused or not. A partnerReferenceNo moves money once: DOKU refuses it the
 * second time, and so does this, but the books show that it was sent. Resolves when the entry is durable.
 */
export async function transferBank(
  face: DokuFace,
  body: CheckedBody,
  reception: Reception,
  fault: Fault | undefined,
): Promise<DokuAnswer> {
  const { values, amount } = body;
  const receivedAt = new Date(reception.receivedAt);
  const refused = body.refusal ?? refuseTransfer(face, body, receivedAt.getTime());
  const outcome = decide(face, body, refused, fault);
  const { decision } = outcome;
  // Nothing may wait between the checks above and what follows: two requests at once must see each other.
  const kept = refused === null && amount !== null ? keep(face, { ...body, amount }, receivedAt, outcome, fault) : null;
  const booked = book(face, body, reception, fault, outcome, kept?.transfer.referenceNo ?? '');
  const [sequence] = await Promise.all([booked, ...(kept?.durable ?? [])]);
  if (kept && outcome.notification) await announce(face, kept.transfer, outcome.notification, sequence);

  const ordered = fault?.action.kind === 'code' ? fault.action : null;
  const { code } = decision;
  const words = ordered?.description ?? (code === refused?.code ? refused.message : describeCode(code));
  if (!kept || !code.startsWith('2')) return codeAnswer(code, words);
  return codeAnswer(code, words, {
    referenceNo: kept.transfer.referenceNo,
    partnerReferenceNo: values.partnerReferenceNo,
    transactionDate: writeTime(receivedAt),
    referenceNumber: randomUUID(),
    additionalInfo: { sessionId: values.sessionId, amount: money(kept.transfer.amount).value },
  });
}

/**
 * @returns 4094301 for a reference that was used, 4034300 for a session no inquiry gave or that is too old, 4044318 when
 * account, bank or amount differ from that inquiry, 4094302 when another transfer used the session, null otherwise.
 */
function refuseTransfer({ books, behaviour }: DokuFace, { values, amount }: CheckedBody, nowMs: number) {
  const { partnerReferenceNo = '', sessionId = '', beneficiaryAccountNumber, beneficiaryBankCode } = values;
  const step = 'doku_transfer';
  if (findTransfer(books, partnerReferenceNo)?.counts) return refusal(step, '409..01');
  const session = findSession(books, sessionId);
  if (!session || nowMs - session.inquiredAtMs > behaviour.now.sessionSeconds * 1000) return refusal(step, '403..00');
  const { bankAccount, bankCode } = session;
  if (bankAccount !== beneficiaryAccountNumber || bankCode !== beneficiaryBankCode || session.amount !== amount)
    return refusal(step, '404..18');
  return session.usedBy === null ? null : refusal(step, '409..02');
}

function decide(
  { books, accounts }: DokuFace,
  { values, amount }: CheckedBody,
  refused: Refusal | null,
  fault: Fault | undefined,
): Outcome {
  const account = findAccount(accounts, values);
  const behaviour = { ...account, statusCodes: account.statuses };
  const request = { refusal: refused?.code ?? null, amount };
  const decision = decideTransfer(books.balances.doku.effectiveBalance, behaviour, request, fault, DECISION_CODES);
  const orderedCodes = fault?.action.statusCodes;
  if (!decision.moved)
    return { decision, statusCodes: decision.statusCodes, settlement: undefined, notification: null };
  if (account.ending === 'none') {
    // Nothing more comes by itself, but a notification can be ordered, and it ends what is still pending.
    const isPending = decision.statusCodes?.at(-1) === '03';
    const settlement = isPending ? { ...SETTLEMENT_OF['50'], waitsForOrder: true } : undefined;
    const notification = { transactionStatus: '50', sendsItself: false };
    return { decision, statusCodes: decision.statusCodes, settlement, notification };
  }
  const transactionStatus = STATUS_OF_ENDING[account.ending];
  const end = SETTLEMENT_OF[transactionStatus];
  return {
    decision,
    statusCodes: orderedCodes ?? account.statuses,
    settlement: orderedCodes ? { ...end, statusCodes: null } : end,
    notification: { transactionStatus, sendsItself: true },
  };
}

function findAccount(accounts: DokuAccounts, values: CheckedBody['values']): DokuAccount {
  return accounts.find({
    bankAccount: values.beneficiaryAccountNumber ?? '',
    bankCode: values.beneficiaryBankCode ?? '',
    channelCode: values['additionalInfo.channelCode'] ?? '',
  });
}

/** Stores what status checks and notifications will return; `durable` are the writes still under way. */
function keep(
  { books, numbers, behaviour }: DokuFace,
  { values, amount }: CheckedBody & { amount: number },
  receivedAt: Date,
  { decision }: Outcome,
  fault: Fault | undefined,
): { transfer: KeptTransfer; durable: Promise<void>[] } {
  const { partnerReferenceNo = '', sessionId = '' } = values;
  const pendingMs = decision.moved && !fault?.action.statusCodes ? behaviour.now.pendingMs : 0;
  const counts = decision.reachesBank;
  const transfer = {
    ...{ partnerReferenceNo, referenceNo: numbers.nextReferenceNo(), sessionId, amount, counts },
    receivedAtMs: receivedAt.getTime(),
    bankAccount: values.beneficiaryAccountNumber ?? '',
    remark: values['additionalInfo.remark'] ?? '',
    pendingUntilMs: receivedAt.getTime() + pendingMs,
  };
  const session = findSession(books, sessionId);
  const durable = [keepTransfer(books, transfer)];
  if (session && counts) durable.push(keepSession(books, { ...session, usedBy: partnerReferenceNo }));
  return { transfer, durable };
}

function book(
  { books }: DokuFace,
  { values, amount }: CheckedBody,
  reception: Reception,
  fault: Fault | undefined,
  { decision, statusCodes, settlement }: Outcome,
  referenceNo: string,
): Promise<number> {
  const { partnerReferenceNo = '', sessionId = '' } = values;
  const entry = {
    step: 'doku_transfer' as const,
    disburseId: partnerReferenceNo,
    custRefNumber: referenceNo,
    bankCode: values.beneficiaryBankCode ?? '',
    bankAccount: values.beneficiaryAccountNumber ?? '',
    amount,
    answered: fault && fault.action.kind !== 'code' ? fault.action.kind : decision.code,
    moved: decision.moved,
    details: { sessionId },
    ...reception,
  };
  return books.addTransfer(entry, statusCodes, settlement);
}

function announce(
  { books, callbacks, callbackUrls, settings }: DokuFace,
  transfer: KeptTransfer,
  { transactionStatus, sendsItself }: NonNullable<Outcome['notification']>,
  sequence: number,
): Promise<void> {
  return callbacks.announce({
    step: 'doku_transfer',
    disburseId: transfer.partnerReferenceNo,
    bankAccount: transfer.bankAccount,
    url: (status = transactionStatus) => callbackUrls.now[isRefund(status) ? 'dokuRefund' : 'dokuUnpaid'],
    statusCode: transactionStatus,
    sendsItself,
    retries: NOTIFICATION_RETRIES,
    write: (content) => writeNotification(transfer, settings.doku, content),
    isAccepted,
    endingOf,
    settle: (ending) => books.settle(sequence, ending),
  });
}
