import type { Ticket } from '../port/outcome.js';
import type { Order, TransferOrder } from '../port/provider.js';
import type { BankAccount, CashPickup } from '../port/rail-declaration.js';
import { plainName } from './safe-text.js';

/** @throws Error when the payout has another kind of destination; its rail should not have been chosen */
export function bankAccountOf({ destination }: Order): BankAccount {
  if (destination.type !== 'bank_account') throw new Error('this rail pays to bank accounts');
  return destination;
}

/** @throws Error when the payout has another kind of destination; its rail should not have been chosen */
export function cashPickupOf({ destination }: Order): CashPickup {
  if (destination.type !== 'cash_pickup') throw new Error('this rail pays out cash');
  return destination;
}

const AS_RETURNED = 'accountNameAsTold';
/** A longer text is not a name; a shorter one can always be repeated to the provider. */
const LONGEST_NAME = 16 * 1024;

/**
 * Reads the account owner's name. It is stored and shown as a plain name, but the transfer must repeat it character by character:
 * a name that is not plain is also kept verbatim in the ticket.
 *
 * @param returned the name as in the response
 * @returns the plain name, and the ticket part for the transfer; null: not a name
 */
export function keepName(returned: string | null): { accountName: string; ticket: Ticket } | null {
  if (returned === null || returned.length > LONGEST_NAME) return null;
  const accountName = plainName(returned);
  if (accountName.trim() === '') return null;
  // JSON escapes NUL and lone surrogates, which PostgreSQL cannot store unescaped.
  return { accountName, ticket: accountName === returned ? {} : { [AS_RETURNED]: JSON.stringify(returned) } };
}

/** The name exactly as the bank returned it. */
export function verbatimName({ accountName, ticket }: Pick<TransferOrder, 'accountName' | 'ticket'>): string {
  const verbatim = ticket[AS_RETURNED];
  return verbatim === undefined ? accountName : (JSON.parse(verbatim) as string);
}
