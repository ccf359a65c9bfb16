/**
 * The owner of an account as a bank told it. It is stored and shown as a plain name, while the transfer repeats it to the
 * provider character by character: so an odd name is kept twice.
 */
import type { Ticket } from '../port/outcome.js';
import type { TransferOrder } from '../port/provider.js';
import { plainName } from './safe-text.js';

const AS_TOLD = 'accountNameAsTold';
/** A name that is longer is none; below it whatever a bank tells can be repeated. */
const LONGEST_TOLD = 16 * 1024;

/**
 * @param told as the answer has it
 * @returns the plain name, and for the ticket what the transfer needs beside it; null when it is no name
 */
export function keepName(told: string | null): { accountName: string; ticket: Ticket } | null {
  if (told === null || told.length > LONGEST_TOLD) return null;
  const accountName = plainName(told);
  if (accountName.trim() === '') return null;
  // JSON writes NUL and halves of characters as escapes, which PostgreSQL can keep.
  return { accountName, ticket: accountName === told ? {} : { [AS_TOLD]: JSON.stringify(told) } };
}

/** The name as the bank told it. */
export function nameAsTold({ accountName, ticket }: Pick<TransferOrder, 'accountName' | 'ticket'>): string {
  const told = ticket[AS_TOLD];
  return told === undefined ? accountName : (JSON.parse(told) as string);
}
