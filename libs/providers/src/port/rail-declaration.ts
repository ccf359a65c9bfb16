import type { Outlet } from './destination.js';

/** `<provider>.<way>`, for instance `duitku.online`. */
export type RailName = `${string}.${string}`;

/** @returns the provider's name, which every rail's name begins with */
export function providerOf(rail: string): string {
  return rail.split('.', 1)[0] as string;
}

/** Whole rupiah, inclusive. */
export interface AmountLimits {
  readonly min: bigint;
  /** null: the rail itself has none. */
  readonly max: bigint | null;
  /** The amount must be a multiple of this. */
  readonly step?: bigint;
}

/** What a rail can carry. */
export type Carries =
  | {
      readonly type: 'bank_account';
      readonly limits: AmountLimits;
      /**
       * `all`: every bank and e-wallet we know. `banks`: without the e-wallets. `bi_fast`: participants of BI-FAST.
       * Or these codes.
       */
      readonly banks: 'all' | 'banks' | 'bi_fast' | readonly string[];
      /** Whether the maximum per bank of the provider's bank list holds for this rail as well. */
      readonly bankLimits: boolean;
    }
  | { readonly type: 'cash_pickup'; readonly outlets: Readonly<Partial<Record<Outlet, AmountLimits>>> };

/** Hours on business days, in WIB (UTC+7 all year). A transfer may leave from `opens` on and before `closes`. */
export interface DailyWindow {
  /** `08:00` */
  readonly opens: string;
  readonly closes: string;
}

/** What a rail is and can do, as data; known also while its provider is switched off. */
export interface RailDeclaration {
  readonly name: RailName;
  readonly carries: Carries;
  /** null: around the clock. */
  readonly window: DailyWindow | null;
  /** What a transfer is expected to cost, whole rupiah: for ranking and preview. Contracts differ: see `RAIL_FEES`. */
  readonly fee: bigint;
  /** How long until the payee usually has the money, in seconds: for ranking. */
  readonly usualSeconds: number;
  /** When a success can still bounce: then it is looked at again at the end of that business day. */
  readonly settles: 'at_once' | 'by_end_of_business_day';
  /**
   * The path (as in {@link CallbackRoute}) of a callback that is addressed by a secret of each transfer. Such a rail needs
   * `PUBLIC_URL`.
   */
  readonly callsBack?: string;
  /**
   * True when the provider has no status check that covers this rail: then a genuine callback on its secret address is
   * proof where the status check says nothing.
   */
  readonly callbackIsProof?: boolean;
  /**
   * The provider asks not to be asked about a transfer sooner than this, in milliseconds. Bounded by the longest of
   * `STATUS_CHECK_DELAYS`, so that short delays stay short where hours become seconds.
   */
  readonly firstCheckAfterMs?: number;
  /**
   * How long an accepted transfer may rightly stay open (cash that waits to be collected), in milliseconds: before that
   * nobody is asked to look at it. Absent: no longer than `REVIEW_AFTER`.
   */
  readonly mayStayOpenMs?: number;
}
