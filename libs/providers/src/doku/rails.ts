import type { RailDeclaration } from '../port/rail-declaration.js';

/**
 * What Kirim DOKU can carry. Amounts in whole rupiah.
 *
 * - limits: its document (developers.doku.com/payout/kirim-doku) names none; these are the ones of online transfers
 *   between Indonesian banks, and DOKU refuses an amount that is too large for a bank before it begins
 * - fee: the `feeAmount` of the document's sample; every inquiry tells the real one
 * - time: a result is not to be asked for in the first minute
 * - a transfer that succeeded can still be refunded, so it is looked at again at the end of the day
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
