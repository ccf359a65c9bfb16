import type { Books, Movement } from '../books.js';
import { type ProviderName, providerOf } from '../steps.js';
import { wibTime } from '../wib.js';

/** One row of a statement: money that left the provider's balance or came back to it. */
export interface StatementRow {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The key of the transfer: Duitku's disburseId or DOKU's partnerReferenceNo. */
  readonly disburseId: string;
  /** The provider's own number, DOKU's is its referenceNo; empty when the books have none. */
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

/** The names of the two numbers are the provider's own; the rest is this sandbox's. */
const HEADER: Readonly<Record<ProviderName, readonly string[]>> = {
  duitku: ['date', 'disburseId', 'custRefNumber', 'type', 'amount', 'fee'],
  doku: ['date', 'partnerReferenceNo', 'referenceNo', 'type', 'amount', 'fee'],
};

/** A statement as a CSV file by RFC 4180: a header and the rows as they come. The fee stays empty: the books have none. */
export function writeStatement(provider: ProviderName, rows: readonly StatementRow[]): string {
  const records = rows.map(({ at, disburseId, custRefNumber, type, amount }) => {
    const date = `${wibTime(new Date(at))}+07:00`;
    return [date, disburseId, custRefNumber, type, `${amount}.00`, ''];
  });
  return [HEADER[provider], ...records].map((record) => `${record.map(quoteIfNeeded).join(',')}\r\n`).join('');
}

function quoteIfNeeded(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
