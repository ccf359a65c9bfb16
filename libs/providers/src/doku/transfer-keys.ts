/** The texts by which a notification or a statement names a transfer. Each says which number it is, so that no two kinds are mixed up. */
import type { TransferOrder } from '../port/provider.js';

/** Of a notification: DOKU's id of the transfer, its session, and our own reference. */
export const NOTIFICATION_KEYS = ['transactionId', 'invoiceNumber', 'sendTrxId'] as const;
export type NotificationKey = (typeof NOTIFICATION_KEYS)[number];

/** `transactionId:DK0018353` */
export function keyOf(kind: NotificationKey, value: string): string {
  return `${kind}:${value}`;
}

/** A refund is told by `transactionId` alone, which only the transfer's answer teaches. */
export function keysOfTransfer({ ticket, providerReference }: TransferOrder): readonly string[] {
  const { partnerReferenceNo, sessionId } = ticket;
  return [
    ...(partnerReferenceNo ? [keyOf('sendTrxId', partnerReferenceNo)] : []),
    ...(sessionId ? [keyOf('invoiceNumber', sessionId)] : []),
    ...(providerReference ? [keyOf('transactionId', providerReference)] : []),
  ];
}
