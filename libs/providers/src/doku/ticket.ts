import type { Ticket } from '../port/outcome.js';

/** What an inquiry leaves for the transfer and the status check. */
export interface KirimTicket {
  /** Ours, made at the inquiry: by it DOKU tells transfers apart. */
  readonly partnerReferenceNo: string;
  /** DOKU's, of the inquiry; its notifications call it `invoiceNumber`. */
  readonly sessionId: string;
  /** As the inquiry told it. */
  readonly bankName?: string;
}

/** @throws Error when the ticket is none of Kirim DOKU */
export function readTicket({ partnerReferenceNo, sessionId, bankName }: Ticket): KirimTicket {
  if (!partnerReferenceNo || !sessionId) throw new Error('the ticket lacks partnerReferenceNo or sessionId');
  return { partnerReferenceNo, sessionId, ...(bankName && { bankName }) };
}
