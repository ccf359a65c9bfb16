import type { Books } from '../books.js';

/** What an inquiry permits: one transfer of this amount to this account. */
export interface Session {
  readonly sessionId: string;
  readonly bankCode: string;
  readonly bankAccount: string;
  /** Whole rupiah. */
  readonly amount: number;
  readonly inquiredAtMs: number;
  /** The partnerReferenceNo of the transfer that used it. */
  readonly usedBy: string | null;
}

/** What status checks and notifications need of a transfer that passed the checks. */
export interface KeptTransfer {
  readonly partnerReferenceNo: string;
  /** `DK` and digits. */
  readonly referenceNo: string;
  readonly sessionId: string;
  readonly bankAccount: string;
  /** Whole rupiah. */
  readonly amount: number;
  readonly remark: string;
  readonly receivedAtMs: number;
  /** Until then status checks return 03. */
  readonly pendingUntilMs: number;
  /** Whether its partnerReferenceNo is used: false when it never reached the bank. */
  readonly counts: boolean;
}

const sessionKey = (sessionId: string) => `doku session ${sessionId}`;
const transferKey = (partnerReferenceNo: string) => `doku transfer ${partnerReferenceNo}`;

/** Stores what an inquiry permits, or that it was used. Resolves when durable. */
export function keepSession(books: Books, session: Session): Promise<void> {
  return books.note(sessionKey(session.sessionId), session);
}

export function findSession(books: Books, sessionId: string): Session | undefined {
  return books.noted(sessionKey(sessionId)) as Session | undefined;
}

/** Stores a transfer instead of an earlier one with the same reference. Resolves when durable. */
export function keepTransfer(books: Books, transfer: KeptTransfer): Promise<void> {
  return books.note(transferKey(transfer.partnerReferenceNo), transfer);
}

export function findTransfer(books: Books, partnerReferenceNo: string): KeptTransfer | undefined {
  return books.noted(transferKey(partnerReferenceNo)) as KeptTransfer | undefined;
}
