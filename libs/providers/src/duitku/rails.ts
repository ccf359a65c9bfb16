import type { RailDeclaration } from '../port/rail-declaration.js';

/**
 * What each of Duitku's rails can carry. Amounts in whole rupiah. Limits and hours: docs.duitku.com/disbursement; fees are
 * what is published for each kind of transfer, and a contract may say otherwise.
 */
export const DUITKU_RAILS: readonly RailDeclaration[] = [
  {
    name: 'duitku.online',
    // The provider's overview names the minimum; the maximum is 50 to 100 million by bank.
    carries: { type: 'bank_account', limits: { min: 10_000n, max: 100_000_000n }, banks: 'all', bankLimits: true },
    window: null,
    fee: 6_500n,
    usualSeconds: 10,
    settles: 'at_once',
  },
];
