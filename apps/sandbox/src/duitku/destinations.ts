/** One way of clearing: what it carries and where to. */
export interface ClearingType {
  readonly minAmount: number;
  readonly maxAmount: number;
  reaches(bankCode: string): boolean;
  /** The response for a bank it does not reach. */
  readonly unreachableCode: string;
}

// BNI, BRI, Mandiri, Permata and CIMB Niaga.
const H2H_BANKS: ReadonlySet<string> = new Set(['009', '002', '008', '013', '022']);
// The banks without a tick in the "BI FAST" column of the bank list.
const BANKS_WITHOUT_BIFAST: ReadonlySet<string> = new Set(
  '146 405 459 520 562 600 688 699 789 911 945 1010 1011 1012 1013 1014'.split(' '),
);

const MIN_AMOUNT = 10_000;
const BILLION = 1_000_000_000;
const everywhere = () => true;

/**
 * The four types. The document prints a most for LLG, a least for RTGS, the banks of H2H and BI-FAST, and -148 for H2H.
 * The other limits are this sandbox's; those of BI-FAST are Bank Indonesia's.
 * Source: docs.duitku.com/disbursement, "Clearing", "Bank List".
 */
// biome-ignore format: a table is read by its columns
const TYPES: ReadonlyMap<string, ClearingType> = new Map([
  ['LLG',    { minAmount: MIN_AMOUNT,  maxAmount: BILLION,       reaches: everywhere,                                   unreachableCode: '-149' }],
  ['RTGS',   { minAmount: 100_000_000, maxAmount: 999 * BILLION, reaches: everywhere,                                   unreachableCode: '-149' }],
  ['H2H',    { minAmount: MIN_AMOUNT,  maxAmount: BILLION,       reaches: (bank) => H2H_BANKS.has(bank),                unreachableCode: '-148' }],
  ['BIFAST', { minAmount: MIN_AMOUNT,  maxAmount: 250_000_000,   reaches: (bank) => !BANKS_WITHOUT_BIFAST.has(bank),    unreachableCode: '-149' }],
] satisfies [string, ClearingType][]);

export function findClearingType(name: string): ClearingType | undefined {
  return TYPES.get(name);
}

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

/** What happens to the cash: `never` means that it is not collected, unless an order says otherwise. */
export type Pickup = 'collected' | 'failed' | 'never';

/**
 * The document's test phones, by their last three digits. For other numbers it is silent; here the cash is not collected.
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
  /** Digits without a leading zero: the response writes it as a number. */
  readonly token: string;
  /** Six digits; of Pos Indonesia only. */
  readonly pin: string | null;
}
