import type { BankAccount, CashPickup } from '../port/destination.js';
import type { Order } from '../port/provider.js';

/** @throws Error when the payout goes elsewhere: its rail should never have been chosen */
export function bankAccountOf({ destination }: Order): BankAccount {
  if (destination.type !== 'bank_account') throw new Error('this rail pays to bank accounts');
  return destination;
}

/** @throws Error when the payout goes elsewhere: its rail should never have been chosen */
export function cashPickupOf({ destination }: Order): CashPickup {
  if (destination.type !== 'cash_pickup') throw new Error('this rail pays out cash');
  return destination;
}
