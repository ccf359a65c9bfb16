import type { IdentifierForm, StatementLayout, TransferOrder } from '../port/provider.js';
import type { RailDeclaration } from '../port/rail-declaration.js';

/**
 * What Kirim DOKU can carry. Amounts in whole rupiah.
 *
 * - limits: its document (developers.doku.com/payout/kirim-doku) names none; these are the ones of online transfers
 *   between Indonesian banks, and DOKU refuses an amount that is too large for a bank before it begins
 * - fee: the `feeAmount` of the document's sample; every inquiry returns the real one
 * - time: DOKU asks for no status check in the first minute
 * - a transfer that succeeded can still be refunded, so a status check follows at the end of the day
 */
export const DOKU_RAILS: readonly RailDeclaration[] = [
  {
    name: 'doku.kirim',
    carries: { type: 'bank_account', limits: { min: 10_000n, max: 100_000_000n }, banks: 'banks', bankLimits: false },
    window: null,
    fee: 4_500n,
    usualSeconds: 60,
    settles: 'by_end_of_business_day',
    // developers.doku.com, Check Status API: not before a minute has passed
    firstCheckAfterMs: 60_000,
  },
];

/** The keys in notifications and statements: DOKU's id of the transfer, its session, and our own reference. */
export const NOTIFICATION_KEYS = ['transactionId', 'invoiceNumber', 'sendTrxId'] as const;
export type NotificationKey = (typeof NOTIFICATION_KEYS)[number];

/** `transactionId:DK0018353` */
export function keyOf(kind: NotificationKey, value: string): string {
  return `${kind}:${value}`;
}

/** A refund notification contains only `transactionId`, which only the transfer's response returns. */
export function keysOfTransfer({ ticket, providerReference }: TransferOrder): readonly string[] {
  const { partnerReferenceNo, sessionId } = ticket;
  return [
    ...(partnerReferenceNo ? [keyOf('sendTrxId', partnerReferenceNo)] : []),
    ...(sessionId ? [keyOf('invoiceNumber', sessionId)] : []),
    ...(providerReference ? [keyOf('transactionId', providerReference)] : []),
  ];
}

/** Ours is hexadecimal, DOKU's is such as `DK0018353`; both have at least one digit. */
const LETTERS_AND_DIGITS: IdentifierForm = {
  pattern: /^(?=.*\d)[A-Za-z0-9]{1,64}$/,
  words: 'letters and digits',
};

/** Our own reference first: every transfer has one, while the response with DOKU's id can be lost. */
export const dokuStatement: StatementLayout = {
  keys: [
    {
      column: 'partnerReferenceNo',
      headers: ['partnerReferenceNo', 'originalPartnerReferenceNo', 'sendTrxId'],
      form: LETTERS_AND_DIGITS,
      keyOf: (cell) => keyOf('sendTrxId', cell),
    },
    {
      column: 'referenceNo',
      headers: ['referenceNo', 'originalReferenceNo', 'transactionId'],
      form: LETTERS_AND_DIGITS,
      keyOf: (cell) => keyOf('transactionId', cell),
    },
  ],
};
