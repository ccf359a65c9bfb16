import { BooksFile } from './books-file.js';
import type { Step } from './faults.js';

/** What a new or reset sandbox holds, in rupiah. Far above any test, so -510 comes only when a test asks for it. */
export const OPENING_BALANCE = 1_000_000_000_000;

/** One account inquiry that was answered 00: what a later transfer has to repeat. Amounts are whole rupiah everywhere here. */
export interface Inquiry {
  readonly disburseId: string;
  readonly custRefNumber: string;
  readonly bankCode: string;
  readonly bankAccount: string;
  readonly accountName: string;
  readonly amount: number;
  /** LLG, RTGS, H2H or BIFAST; an online inquiry has none. */
  readonly clearingType?: string;
}

/** One transfer request as it was received, refused ones included. */
export interface TransferEntry {
  /** 1, 2, 3, ... in the order of booking. */
  readonly sequence: number;
  /** `transfer` is the online one; entries of older books files have none. */
  readonly step?: Step;
  readonly disburseId: string;
  readonly custRefNumber: string;
  readonly bankCode: string;
  readonly bankAccount: string;
  /** Whole rupiah; null when the request did not name a usable amount. */
  readonly amount: number | null;
  /** Of the raw request bytes, lower-case hex. */
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  /** The response code, or the kind of the fault that took the place of a plain answer. */
  readonly answered: string;
  /** Whether this request moved money. */
  readonly moved: boolean;
  /** What the receipt hook said; null when there is none. */
  readonly receiptCheck: 'passed' | 'failed' | null;
  readonly remotePort: number | null;
}

/** Money that left the balance. */
export interface Movement {
  /** Of the transfer entry that moved it. */
  readonly sequence: number;
  readonly disburseId: string;
  readonly bankCode: string;
  readonly bankAccount: string;
  readonly amount: number;
  readonly at: string;
}

/** What becomes of a transfer when its callback is due. */
export interface Settlement {
  /** What status checks tell from then on; null leaves them as they are. */
  readonly statusCodes: readonly string[] | null;
}

type BooksRecord =
  | ({ type: 'inquiry' } & Inquiry)
  | ({ type: 'transfer'; statusCodes: readonly string[] | null; settlement?: Settlement } & TransferEntry)
  | { type: 'settled'; sequence: number }
  | { type: 'status_script'; disburseId: string; codes: readonly string[] }
  | { type: 'status_step'; disburseId: string }
  | { type: 'balance'; balance: number; effectiveBalance: number }
  | { type: 'reset' };

interface StatusScript {
  codes: readonly string[];
  position: number;
  /** Ordered by hand through the control API: no later transfer replaces it. */
  ordered: boolean;
}

// disburseId counts from the milliseconds since this day: a sandbox restarted without a file gives no number twice.
const FIRST_DAY_MS = Date.UTC(2026, 0, 1);
// custRefNumber runs beside disburseId but is never equal to it, so a client that mixes them up is found out.
const CUST_REF_OFFSET = 1_000;

/**
 * The sandbox's own truth: what was asked, and every rupiah that moved. Every change is a record; the state is the
 * records applied in order, live and after a restart alike. Without a file the records are only applied.
 */
export class Books {
  private inquiries = new Map<string, Inquiry>();
  private scripts = new Map<string, StatusScript>();
  private paid = new Set<string>();
  private unsettled = new Map<number, Settlement & { disburseId: string }>();
  private transferEntries: TransferEntry[] = [];
  private movementEntries: Movement[] = [];
  private funds = { balance: OPENING_BALANCE, effectiveBalance: OPENING_BALANCE };
  private lastSequence = 0;
  private lastDisburseId = Math.max(Date.now() - FIRST_DAY_MS, 100_000);
  private readonly file: BooksFile | null = null;

  /** @param path of the books file; null keeps the books in memory only. @throws Error when the file is damaged. */
  constructor(path: string | null) {
    if (path === null) return;
    const opened = BooksFile.open<BooksRecord>(path);
    this.file = opened.file;
    for (const record of opened.records) this.apply(record);
    // Their callbacks died with the process that was to send them.
    for (const sequence of [...this.unsettled.keys()]) void this.settle(sequence);
  }

  inquiry(disburseId: string): Inquiry | undefined {
    return this.inquiries.get(disburseId);
  }

  get balances(): Readonly<{ balance: number; effectiveBalance: number }> {
    return this.funds;
  }

  /** Gives the inquiry its numbers and keeps it. Resolves when it is durable. */
  async addInquiry(
    asked: Omit<Inquiry, 'disburseId' | 'custRefNumber'> & { custRefNumber?: string },
  ): Promise<Inquiry> {
    const number = this.lastDisburseId + 1;
    const custRefNumber = String(number - CUST_REF_OFFSET).padStart(12, '0');
    const inquiry = { disburseId: String(number), custRefNumber, ...asked };
    await this.record({ type: 'inquiry', ...inquiry });
    return inquiry;
  }

  /**
   * Books one transfer request and moves its money if it says so. Deliberately not idempotent: the same disburseId
   * again is booked again and moves again. Resolves when durable; only then may an answer leave.
   * @param statusCodes what status checks answer from now on (the last repeats); null leaves that as it was.
   * @param settlement of what `settle` will end.
   * @returns the sequence of the entry.
   */
  async addTransfer(
    entry: Omit<TransferEntry, 'sequence'>,
    statusCodes: readonly string[] | null,
    settlement?: Settlement,
  ): Promise<number> {
    const sequence = this.lastSequence + 1;
    await this.record({ type: 'transfer', sequence, ...entry, statusCodes, ...(settlement && { settlement }) });
    return sequence;
  }

  /** Ends what an entry left open. Does nothing when that has been done, or forgotten by a reset. */
  async settle(sequence: number): Promise<void> {
    if (this.unsettled.has(sequence)) await this.record({ type: 'settled', sequence });
  }

  /** The code a status check answers now, or undefined when no transfer was accepted under this id. */
  statusCode(disburseId: string): string | undefined {
    const script = this.scripts.get(disburseId);
    return script?.codes[Math.min(script.position, script.codes.length - 1)];
  }

  /** Notes that the current status code was told, so the next check hears the next one. */
  async stepStatus(disburseId: string): Promise<void> {
    const script = this.scripts.get(disburseId);
    if (script && script.position < script.codes.length - 1) await this.record({ type: 'status_step', disburseId });
  }

  /** Orders what the next status checks of this id answer, whatever transfers do. */
  scriptStatus(disburseId: string, codes: readonly string[]): Promise<void> {
    return this.record({ type: 'status_script', disburseId, codes });
  }

  setBalance(funds: { balance: number; effectiveBalance: number }): Promise<void> {
    return this.record({ type: 'balance', ...funds });
  }

  /** Empties the books. The file keeps its lines and gains one that says so. */
  reset(): Promise<void> {
    return this.record({ type: 'reset' });
  }

  read(filter: { disburseId?: string; bankAccount?: string }) {
    const fits = (entry: { disburseId: string; bankAccount: string }) =>
      (filter.disburseId === undefined || entry.disburseId === filter.disburseId) &&
      (filter.bankAccount === undefined || entry.bankAccount === filter.bankAccount);
    const transfers = this.transferEntries.filter(fits);
    const movements = this.movementEntries.filter(fits);
    const movedAmount = movements.reduce((sum, movement) => sum + movement.amount, 0);
    return {
      transfers,
      movements,
      totals: { transferRequests: transfers.length, movedCount: movements.length, movedAmount },
    };
  }

  async close(): Promise<void> {
    await this.file?.close();
  }

  private async record(record: BooksRecord): Promise<void> {
    this.apply(record);
    await this.file?.append(record);
  }

  private apply(record: BooksRecord): void {
    switch (record.type) {
      case 'inquiry': {
        const { type: _, ...inquiry } = record;
        this.inquiries.set(inquiry.disburseId, inquiry);
        this.lastDisburseId = Math.max(this.lastDisburseId, Number(inquiry.disburseId));
        return;
      }
      case 'transfer':
        this.applyTransfer(record);
        return;
      case 'settled':
        this.applySettlement(record.sequence);
        return;
      case 'status_script':
        this.scripts.set(record.disburseId, { codes: record.codes, position: 0, ordered: true });
        return;
      case 'status_step': {
        const script = this.scripts.get(record.disburseId);
        if (script) script.position += 1;
        return;
      }
      case 'balance':
        this.funds = { balance: record.balance, effectiveBalance: record.effectiveBalance };
        return;
      case 'reset':
        this.empty();
    }
  }

  private applyTransfer(record: BooksRecord & { type: 'transfer' }): void {
    const { type: _, statusCodes, settlement, ...entry } = record;
    const { sequence, disburseId, bankCode, bankAccount, amount } = entry;
    this.lastSequence = sequence;
    this.transferEntries.push(entry);
    if (settlement) this.unsettled.set(sequence, { disburseId, ...settlement });
    const script = this.scripts.get(disburseId);
    // Once money moved under this id, a later refused request must not make the status deny it.
    const replaces = !script?.ordered && (entry.moved || !this.paid.has(disburseId));
    if (statusCodes && replaces) this.scripts.set(disburseId, { codes: statusCodes, position: 0, ordered: false });
    if (!entry.moved || amount === null) return;
    this.paid.add(disburseId);
    this.movementEntries.push({ sequence, disburseId, bankCode, bankAccount, amount, at: entry.receivedAt });
    this.funds = {
      balance: this.funds.balance - amount,
      effectiveBalance: this.funds.effectiveBalance - amount,
    };
  }

  private applySettlement(sequence: number): void {
    const settled = this.unsettled.get(sequence);
    if (!settled) return;
    this.unsettled.delete(sequence);
    const { disburseId, statusCodes } = settled;
    const ordered = this.scripts.get(disburseId)?.ordered ?? false;
    if (statusCodes && !ordered) this.scripts.set(disburseId, { codes: statusCodes, position: 0, ordered: false });
  }

  // The counters go on: a client may still hold numbers from before the reset.
  private empty(): void {
    this.inquiries = new Map();
    this.scripts = new Map();
    this.paid = new Set();
    this.unsettled = new Map();
    this.transferEntries = [];
    this.movementEntries = [];
    this.funds = { balance: OPENING_BALANCE, effectiveBalance: OPENING_BALANCE };
  }
}
