/** The calls of all faces, by what they are for. Control orders, the request log and the books name them. */
export const STEPS = [
  'inquiry',
  'transfer',
  'clearing_inquiry',
  'clearing_transfer',
  'cash_out',
  'status',
  'balance',
  'banks',
  'doku_token',
  'doku_inquiry',
  'doku_transfer',
  'doku_status',
  'doku_balance',
] as const;
export type Step = (typeof STEPS)[number];

/** The calls that move money; the receipt hook is told of them. */
export const MONEY_STEPS: readonly Step[] = ['transfer', 'clearing_transfer', 'cash_out', 'doku_transfer'];
