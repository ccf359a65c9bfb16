/** Where a payout can go. */

/** A bank account, or an e-wallet by its bank code. */
export interface BankAccount {
  readonly type: 'bank_account';
  readonly bankCode: string;
  readonly accountNumber: string;
}

/** Outlets where a recipient can collect cash. */
export const OUTLETS = ['indomaret', 'pos_indonesia'] as const;
export type Outlet = (typeof OUTLETS)[number];

/** Cash for a recipient who shows an identity card and a code at an outlet. */
export interface CashPickup {
  readonly type: 'cash_pickup';
  readonly outlet: Outlet;
  readonly recipientName: string;
  readonly phoneNumber: string;
  /** Number of the identity card (KTP): 16 digits. */
  readonly identityNumber: string;
  readonly address: string | null;
}

export type Destination = BankAccount | CashPickup;

/** `<provider>.<way>`, for instance `duitku.online`. */
export type RailName = `${string}.${string}`;

/** @returns the provider's name: the part of a rail's name before the dot */
export function providerOf(rail: string): string {
  return rail.split('.', 1)[0] as string;
}

/** Whole rupiah, both limits inclusive. */
export interface AmountLimits {
  readonly min: bigint;
  /** Every rail has one; where the provider documents none, Salur sets its own. */
  readonly max: bigint;
  /** The amount must be a multiple of this. */
  readonly step?: bigint;
}

/** The payouts that a rail can carry. */
export type Carries =
  | {
      readonly type: 'bank_account';
      readonly limits: AmountLimits;
      /**
       * `all`: every known bank and e-wallet. `banks`: without e-wallets. `bi_fast`: participants of BI-FAST. Or a list of
       * codes.
       */
      readonly banks: 'all' | 'banks' | 'bi_fast' | readonly string[];
      /** Whether the maximum per bank of the provider's bank list applies to this rail. */
      readonly bankLimits: boolean;
    }
  | { readonly type: 'cash_pickup'; readonly outlets: Readonly<Partial<Record<Outlet, AmountLimits>>> };

/** Hours on business days, in WIB (UTC+7 all year). A transfer can be sent from `opens` on and before `closes`. */
export interface DailyWindow {
  /** `08:00` */
  readonly opens: string;
  readonly closes: string;
}

/** The properties of a rail; known also while its provider is off. */
export interface RailDeclaration {
  readonly name: RailName;
  readonly carries: Carries;
  /** null: around the clock. */
  readonly window: DailyWindow | null;
  /** The expected fee of a transfer in whole rupiah, for ranking and preview. Contracts differ: see `RAIL_FEES`. */
  readonly fee: bigint;
  /** The usual time until the payee has the money, in seconds, for ranking. */
  readonly usualSeconds: number;
  /** Until when a success can bounce. `by_end_of_business_day`: a status check follows at the end of that business day. */
  readonly settles: 'at_once' | 'by_end_of_business_day';
  /**
   * The path (as in {@link CallbackRoute}) of a callback whose address contains a secret per transfer. Such a rail needs
   * `PUBLIC_URL`.
   */
  readonly callsBack?: string;
  /**
   * true: no status check of the provider covers this rail, so a genuine callback on its secret address is proof where the
   * status check has no information.
   */
  readonly callbackIsProof?: boolean;
  /**
   * The earliest status check after a transfer, in milliseconds, as the provider requests. Limited by the longest of
   * `STATUS_CHECK_DELAYS`, so that tests with short delays stay short.
   */
  readonly firstCheckAfterMs?: number;
  /**
   * How long an accepted transfer can legitimately stay open (cash that waits to be collected), in milliseconds; it does not go
   * to review before that. Absent: `REVIEW_AFTER`.
   */
  readonly mayStayOpenMs?: number;
}
