/** Where cash can be picked up, and how much. Whole rupiah. */
export interface Outlet {
  readonly minAmount: number;
  readonly maxAmount: number;
  /** Amounts are multiples of it. */
  readonly step: number;
  /** Whether a pickup needs a PIN beside the token. */
  readonly hasPin: boolean;
}

/** By bankCode: Indomaret and Pos Indonesia. Source: docs.duitku.com/disbursement, "Cash Out Inquiry Request". */
const OUTLETS: ReadonlyMap<string, Outlet> = new Map([
  ['2010', { minAmount: 50_000, maxAmount: 1_000_000, step: 50_000, hasPin: false }],
  ['2011', { minAmount: 50_000, maxAmount: 2_000_000, step: 1, hasPin: true }],
]);

export function findOutlet(bankCode: string): Outlet | undefined {
  return OUTLETS.get(bankCode);
}

/** What becomes of the cash: `never` is a token nobody uses, until an order says otherwise. */
export type Pickup = 'collected' | 'failed' | 'never';

/**
 * The document's test phones, by their last three digits. For other numbers it has no word; here nobody comes.
 * Source: docs.duitku.com/disbursement, "Cash Out Test Scenario".
 */
export function pickupOf(phoneNumber: string): Pickup {
  const ending = Number(phoneNumber.slice(-3));
  if (ending >= 100 && ending <= 200) return 'collected';
  if (ending >= 201 && ending <= 300) return 'failed';
  return 'never';
}

/** What a cash out makes beside its entry in the books. */
export interface PickupPapers {
  readonly disburseId: string;
  readonly custRefNumber: string;
  /** Digits without a leading zero: the answer writes it as a number. */
  readonly token: string;
  /** Six digits; of Pos Indonesia only. */
  readonly pin: string | null;
}
