import type { Books, Movement } from '../books.js';
import { type ProviderName, providerOf } from '../providers.js';

/** One row of a statement: money that left the provider's balance or came back to it. */
export interface StatementRow {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The key of the transfer: Duitku's disburseId or DOKU's partnerReferenceNo. */
  readonly disburseId: string;
  /** The provider's own number, DOKU's is its referenceNo; empty when the books know none. */
  readonly custRefNumber: string;
  readonly type: 'transfer' | 'return';
  /** Whole rupiah, positive in both directions. */
  readonly amount: number;
}

const TYPE_OF: Readonly<Record<Movement['direction'], StatementRow['type']>> = { out: 'transfer', back: 'return' };

/** Every movement of one provider's money, in the order of booking. */
export function bookedRows(books: Books, provider: ProviderName): StatementRow[] {
  const { transfers, movements } = books.read({});
  const own = transfers.filter(({ step }) => providerOf(step) === provider);
  const numbers = new Map(own.map(({ sequence, custRefNumber }) => [sequence, custRefNumber]));
  return movements.flatMap(({ sequence, at, disburseId, direction, amount }) => {
    const custRefNumber = numbers.get(sequence);
    return custRefNumber === undefined ? [] : [{ at, disburseId, custRefNumber, type: TYPE_OF[direction], amount }];
  });
}
