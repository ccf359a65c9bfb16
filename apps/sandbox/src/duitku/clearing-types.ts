/** One way of clearing: what it carries and where to. */
export interface ClearingType {
  readonly minAmount: number;
  readonly maxAmount: number;
  reaches(bankCode: string): boolean;
  /** The answer for a bank it does not reach. */
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
