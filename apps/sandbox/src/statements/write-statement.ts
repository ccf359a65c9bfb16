import type { ProviderName } from '../providers.js';
import { wibTime } from '../wib.js';
import type { StatementRow } from './booked-rows.js';

/** The names of the two numbers are the provider's own; the rest is this sandbox's. */
const HEADER: Readonly<Record<ProviderName, readonly string[]>> = {
  duitku: ['date', 'disburseId', 'custRefNumber', 'type', 'amount', 'fee'],
  doku: ['date', 'partnerReferenceNo', 'referenceNo', 'type', 'amount', 'fee'],
};

/** A statement as a CSV file by RFC 4180: a header and the rows as they come. The fee stays empty: the books know none. */
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
