import { Happening } from '#libs/platform';
import type { RefusalKind } from '../callbacks/callback-refusal.entity.js';
import type { Stored } from '../callbacks/store-callbacks.js';
import type { PayoutEventName, PayoutStatus } from '../law/status.js';

/** This process accepted a payout, and the commit is acknowledged. */
export const PAYOUT_ACCEPTED = new Happening<{ readonly rail: string }>();

/** This process moved a payout, and the commit is acknowledged. */
export interface PayoutMoved {
  readonly event: PayoutEventName;
  /** The rail that it was on; one that it leaves, when it goes to another. */
  readonly rail: string;
  readonly to: PayoutStatus;
  /** Since it was created. */
  readonly ageMs: number;
}
export const PAYOUT_MOVED = new Happening<PayoutMoved>();

/** What became of a callback at an address that is open: stored, there already, or why it was refused. */
export type CallbackTaking = Extract<Stored, 'new' | 'duplicate'> | RefusalKind;
export const CALLBACK_TAKEN = new Happening<{ readonly provider: string; readonly result: CallbackTaking }>();
