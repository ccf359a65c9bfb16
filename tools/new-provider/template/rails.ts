import type { StatementLayout } from '../../../libs/providers/src/port/provider.js';
import type { RailDeclaration } from '../../../libs/providers/src/port/rail-declaration.js';

/** What each rail can carry, in whole rupiah. REPLACE: limits, hours, fee and speed, and say which document has them. */
export const ACME_RAILS: readonly RailDeclaration[] = [
  {
    name: 'acme.instant',
    carries: { type: 'bank_account', limits: { min: 10_000n, max: 50_000_000n }, banks: 'all', bankLimits: false },
    window: null,
    fee: 5_000n,
    usualSeconds: 10,
    settles: 'at_once',
  },
];

/** The key of a transfer in callbacks and statements. It starts with its kind, so that two kinds never collide. */
export function referenceKey(reference: string): string {
  return `reference:${reference}`;
}

/** REPLACE: how its statements name transfers, the most reliable key first; without a document, the names of its API. */
export const acmeStatement: StatementLayout = {
  keys: [
    {
      column: 'reference',
      headers: ['reference'],
      // REPLACE: what a reference looks like. What a spreadsheet makes of one, such as 2.87944E+10, must not fit.
      form: { pattern: /^[A-Za-z0-9]{1,64}$/, words: 'letters and digits' },
      keyOf: referenceKey,
    },
  ],
};
