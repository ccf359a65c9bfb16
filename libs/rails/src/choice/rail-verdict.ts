import type { Outlet, RailName } from '#libs/providers';

/** The properties of a payout that decide whether a rail can carry it. */
export interface RailRequest {
  /** Whole rupiah, > 0. */
  readonly amount: bigint;
  readonly destination:
    | { readonly type: 'bank_account'; readonly bankCode: string }
    | { readonly type: 'cash_pickup'; readonly outlet: Outlet };
}

/** Why a rail cannot carry a payout, or is avoided. Stable: clients may depend on it. */
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

/** The reason as a stable code and as a message for people. */
export interface RailRejection {
  readonly rail: RailName;
  readonly code: RailRejectionCode;
  readonly message: string;
}

/**
 * `possible`: can carry it now. `closed`: can carry it when its window opens. `avoided`: can carry it, but `auto` prefers
 * another rail. `refused`: cannot carry it, now or later.
 */
export type RailVerdictKind = 'possible' | 'avoided' | 'closed' | 'refused';

/** The verdict on one rail for one payout. */
export interface RailVerdict {
  readonly rail: RailName;
  /** Empty for a rail that does not exist. */
  readonly provider: string;
  readonly verdict: RailVerdictKind;
  /** null: possible. */
  readonly code: RailRejectionCode | null;
  readonly message: string | null;
  /** Expected cost, whole rupiah. */
  readonly fee: bigint;
  readonly usualSeconds: number;
  /** The next opening of its window; null: open now, or around the clock. */
  readonly opensAt: Date | null;
  /** The next closing of its window; null: around the clock. */
  readonly cutOffAt: Date | null;
}

export type RailChoice =
  | {
      readonly kind: 'chosen';
      readonly rail: RailName;
      readonly provider: string;
      /** Its window is closed until then; null: a transfer can be sent now. */
      readonly waitUntil: Date | null;
      /** The provider's known balance does not cover amount and fee. */
      readonly lacksFunds: boolean;
      readonly verdicts: readonly RailVerdict[];
    }
  | { readonly kind: 'none'; readonly verdicts: readonly RailVerdict[] };

/** The negative verdicts, in the form that clients receive. */
export function rejectionsOf(verdicts: readonly RailVerdict[]): RailRejection[] {
  return verdicts.flatMap(({ rail, code, message }) =>
    code === null ? [] : [{ rail, code, message: message ?? code }],
  );
}
