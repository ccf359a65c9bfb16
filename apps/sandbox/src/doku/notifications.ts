import { randomUUID } from 'node:crypto';
import type { Settlement } from '../books.js';
import type { CallbackContent, WrittenCallback } from '../callbacks/callback.js';
import type { Ending } from './accounts.js';
import type { DokuSettings } from './doku.settings.js';
import type { KeptTransfer } from './ledger.js';
import { writeProcessDate } from './responses.js';
import { signNotification } from './signature.js';

/** "Maximum 3 times or until the notification callback response is correct": the first and two more. */
export const NOTIFICATION_RETRIES = 2;

/** `transactionStatus` of each ending: 50 Success, 35 Failed, 40 Refunded. 20 Unpaid ends nothing. */
export const STATUS_OF_ENDING = { unpaid_paid: '50', unpaid_failed: '35', refunded: '40' } as const satisfies Readonly<
  Record<Exclude<Ending, 'none'>, string>
>;

/** The statuses and the bookings for each of them. */
export const SETTLEMENT_OF: Readonly<Record<'50' | '35' | '40', Settlement>> = {
  '50': { statusCodes: ['00'] },
  '35': { statusCodes: ['06'], returns: true },
  '40': { statusCodes: ['04'], returns: true },
};

const MESSAGES: Readonly<Record<string, string>> = {
  '50': 'Transaction is Success',
  '35': 'Transaction is Failed',
  '20': 'Transaction is Unpaid',
  '40': 'Transaction is Refunded',
};

/** Refunds have a notification and an address of their own; the unpaid notification covers all else. */
export function isRefund(transactionStatus: string): boolean {
  return transactionStatus === '40';
}

/** What a transactionStatus ends; null when it ends nothing. */
export function endingOf(transactionStatus: string): Settlement | null {
  return SETTLEMENT_OF[transactionStatus as keyof typeof SETTLEMENT_OF] ?? null;
}

/**
 * A notification as the document prints it. The signature covers agentKey and requestId only; a forged one is made with
 * another key. It has no amount to tamper with.
 */
export function writeNotification(
  { partnerReferenceNo, referenceNo, sessionId, receivedAtMs }: KeptTransfer,
  { agentKey, notificationKey }: DokuSettings,
  { statusCode, forged }: CallbackContent,
): WrittenCallback {
  const requestId = randomUUID();
  const key = forged ? [...notificationKey].reverse().join('').replace(/^./, '#') : notificationKey;
  const common = {
    activityCode: '200',
    message: MESSAGES[statusCode] ?? 'Transaction is Unknown',
    processDate: writeProcessDate(new Date()),
  };
  const fields = isRefund(statusCode)
    ? { transactionId: referenceNo, ...common }
    : {
        sendTrxId: partnerReferenceNo,
        transactionId: referenceNo,
        invoiceNumber: sessionId,
        transactionStatus: statusCode,
        ...common,
        createdTime: String(receivedAtMs),
      };
  return { fields, headers: { requestId, agentKey, signature: signNotification(agentKey, requestId, key) } };
}

/** The documented response of a receiver: 200, `status` true and `responseCode` 00. */
export function isAccepted({ status, text }: { status: number; text: string }): boolean {
  try {
    const body: unknown = JSON.parse(text);
    const { status: done, responseCode } = body as Record<string, unknown>;
    return status === 200 && done === true && responseCode === '00';
  } catch {
    return false;
  }
}
