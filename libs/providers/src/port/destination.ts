/** Where a payout can go. */

/** A bank account, or an e-wallet by its bank code. */
export interface BankAccount {
  readonly type: 'bank_account';
  readonly bankCode: string;
  readonly accountNumber: string;
}

/** Counters where a person can collect cash. */
export const OUTLETS = ['indomaret', 'pos_indonesia'] as const;
export type Outlet = (typeof OUTLETS)[number];

/** Cash for a person who comes to a counter with an identity card and a code. */
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
