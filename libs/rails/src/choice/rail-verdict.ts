import type { Outlet, RailName } from '#libs/providers';

/** What decides whether a rail can carry a payout. */
export interface RailWish {
  /** Whole rupiah, > 0. */
  readonly amount: bigint;
  readonly destination:
    | { readonly type: 'bank_account'; readonly bankCode: string }
    | { readonly type: 'cash_pickup'; readonly outlet: Outlet };
}

/** Why a rail cannot, or should better not, carry a payout. Stable: clients may act on it. */
export type RailRejectionCode =
  | 'unknown_rail'
  | 'not_configured'
  | 'destination_not_supported'
  | 'amount_too_small'
  | 'amount_too_large'
  | 'amount_not_a_multiple'
  | 'bank_not_supported'
  | 'bank_disabled'
  | 'outlet_not_supported'
  | 'no_public_url'
  | 'window_closed'
  | 'insufficient_funds'
  | 'balance_unknown'
  | 'not_answering'
  | 'tried_before';

/** Why not, as a stable code and in words for people. */
export interface RailRejection {
  readonly rail: RailName;
  readonly code: RailRejectionCode;
  readonly message: string;
}

/**
 * `possible`: could carry it now. `closed`: could carry it when its window opens. `avoided`: could carry it, but `auto`
 * prefers another. `refused`: cannot carry it, now or later.
 */
export type RailVerdictKind = 'possible' | 'avoided' | 'closed' | 'refused';

/** What one rail is to one payout. */
export interface RailVerdict {
  readonly rail: RailName;
  /** Empty for a rail that does not exist. */
  readonly provider: string;
  readonly verdict: RailVerdictKind;
  /** null when possible. */
  readonly code: RailRejectionCode | null;
  readonly message: string | null;
  /** Expected cost, whole rupiah. */
  readonly fee: bigint;
  readonly usualSeconds: number;
  /** When its window opens; null: open now, or around the clock. */
  readonly opensAt: Date | null;
  /** When its window closes next; null: around the clock. */
  readonly cutOffAt: Date | null;
}

export type RailChoice =
  | {
      readonly kind: 'chosen';
      readonly rail: RailName;
      readonly provider: string;
      /** Its window is closed until then; null: a transfer may leave now. */
      readonly waitUntil: Date | null;
      /** The provider's known balance does not cover amount and fee. */
      readonly lacksFunds: boolean;
      readonly verdicts: readonly RailVerdict[];
    }
  | { readonly kind: 'none'; readonly verdicts: readonly RailVerdict[] };

/** The verdicts that speak against their rails, in the shape in which clients are told. */
export function rejectionsOf(verdicts: readonly RailVerdict[]): RailRejection[] {
  return verdicts.flatMap(({ rail, code, message }) =>
    code === null ? [] : [{ rail, code, message: message ?? code }],
  );
}
