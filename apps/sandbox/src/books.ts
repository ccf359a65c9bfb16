import { BooksFile } from './books-file.js';
import { fits, type Match } from './faults.js';
import { type Balance, PROVIDERS, type ProviderName, providerOf, type Step } from './steps.js';

/** What each provider holds in a new or reset sandbox, in rupiah. Far above any test, so want of funds comes only when a test asks for it. */
export const OPENING_BALANCE = 1_000_000_000_000;

/** One account inquiry that returned 00: a later transfer has to repeat it. Amounts are whole rupiah everywhere here. */
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
  /** The key of the transfer: Duitku's disburseId or DOKU's partnerReferenceNo. */
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
  /** The response code, or the kind of the fault that replaced a plain response. */
  readonly answered: string;
  /** Whether this request moved money. */
  readonly moved: boolean;
  /** The result of the receipt hook; null without a hook. */
  readonly receiptCheck: 'passed' | 'failed' | null;
  readonly remotePort: number | null;
  /** Further values that a test may need: the token and the PIN of a cash out. */
  readonly details?: Readonly<Record<string, string>>;
}

/** Money that left its provider's balance or came back to it. */
export interface Movement {
  /** Of the transfer entry that moved it. */
  readonly sequence: number;
  readonly disburseId: string;
  readonly bankCode: string;
  readonly bankAccount: string;
  readonly direction: 'out' | 'back';
  /** Whole rupiah, positive in both directions. */
  readonly amount: number;
  readonly at: string;
}

/** The result of a transfer when its callback is due. */
export interface Settlement {
  /** What status checks return from then on; null leaves them unchanged. */
  readonly statusCodes: readonly string[] | null;
  /** Whether the money comes back. */
  readonly returns?: boolean;
  /** Only an order ends it; a restart leaves it open. */
  readonly waitsForOrder?: boolean;
}

type BooksRecord =
  | ({ type: 'inquiry' } & Inquiry)
  | ({ type: 'transfer'; statusCodes: readonly string[] | null; settlement?: Settlement } & TransferEntry)
  | { type: 'settled'; sequence: number; ending?: Settlement; at?: string }
  | { type: 'status_script'; disburseId: string; codes: readonly string[] }
  | { type: 'status_step'; disburseId: string }
  | { type: 'note'; key: string; value: unknown }
  // Older books files have one balance for both providers.
  | ({ type: 'balance'; provider?: ProviderName } & Balance)
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
  private notes = new Map<string, unknown>();
  private scripts = new Map<string, StatusScript>();
  private paid = new Set<string>();
  private unsettled = new Map<number, Settlement>();
  private returned = new Set<number>();
  private transferEntries: TransferEntry[] = [];
  private movementEntries: Movement[] = [];
  private funds = openingFunds();
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
    for (const [sequence, { waitsForOrder }] of [...this.unsettled]) if (!waitsForOrder) void this.settle(sequence);
  }

  inquiry(disburseId: string): Inquiry | undefined {
    return this.inquiries.get(disburseId);
  }

  /** What each provider holds now. */
  get balances(): Readonly<Record<ProviderName, Balance>> {
    return this.funds;
  }

  /** Gives the inquiry its numbers and keeps it. Resolves when it is durable. */
  async addInquiry(
    asked: Omit<Inquiry, 'disburseId' | 'custRefNumber'> & { custRefNumber?: string },
  ): Promise<Inquiry> {
    const inquiry = { ...this.takeNumbers(), ...asked };
    await this.record({ type: 'inquiry', ...inquiry });
    return inquiry;
  }

  /** Keeps whatever a face has to find again, in place of what was kept under that key. Resolves when it is durable. */
  note(key: string, value: unknown): Promise<void> {
    return this.record({ type: 'note', key, value });
  }

  /** What was last kept under the key. */
  noted(key: string): unknown {
    return this.notes.get(key);
  }

  /** Numbers for a disbursement; given once. */
  takeNumbers(): { disburseId: string; custRefNumber: string } {
    this.lastDisburseId += 1;
    const custRefNumber = String(this.lastDisburseId - CUST_REF_OFFSET).padStart(12, '0');
    return { disburseId: String(this.lastDisburseId), custRefNumber };
  }

  /**
   * Books one transfer request and moves its money if it is to move. Deliberately not idempotent: the same disburseId
   * again is booked again and moves again. Resolves when durable; only then may the response leave.
   * @param statusCodes what status checks return from now on (the last repeats); null leaves that unchanged.
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

  /**
   * Ends what an entry left open. Does nothing when that has been done, or forgotten by a reset.
   * @param ending in place of the one booked; it may also change an end that has come, as a refund after success does.
   */
  async settle(sequence: number, ending = this.unsettled.get(sequence)): Promise<void> {
    const known = this.transferEntries.some((entry) => entry.sequence === sequence);
    if (ending && known) await this.record({ type: 'settled', sequence, ending, at: new Date().toISOString() });
  }

  /** The code a status check answers now, or undefined when no transfer was accepted under this id. */
  statusCode(disburseId: string): string | undefined {
    const script = this.scripts.get(disburseId);
    return script?.codes[Math.min(script.position, script.codes.length - 1)];
  }

  /** Records that the current status code was returned, so the next check returns the next one. */
  async stepStatus(disburseId: string): Promise<void> {
    const script = this.scripts.get(disburseId);
    if (script && script.position < script.codes.length - 1) await this.record({ type: 'status_step', disburseId });
  }

  /** Sets what the next status checks of this id return, whatever transfers do. */
  scriptStatus(disburseId: string, codes: readonly string[]): Promise<void> {
    return this.record({ type: 'status_script', disburseId, codes });
  }

  setBalance(provider: ProviderName, funds: Balance): Promise<void> {
    return this.record({ type: 'balance', provider, ...funds });
  }

  /** Empties the books. The file keeps its lines and gains one for the reset. */
  reset(): Promise<void> {
    return this.record({ type: 'reset' });
  }

  read(filter: Match) {
    const transfers = this.transferEntries.filter((entry) => fits(filter, entry));
    const movements = this.movementEntries.filter((movement) => fits(filter, movement));
    const sum = (direction: Movement['direction']) => {
      const counted = movements.filter((movement) => movement.direction === direction);
      return { count: counted.length, amount: counted.reduce((total, movement) => total + movement.amount, 0) };
    };
    const [moved, returned] = [sum('out'), sum('back')];
    const totals = {
      transferRequests: transfers.length,
      ...{ movedCount: moved.count, movedAmount: moved.amount },
      ...{ returnedCount: returned.count, returnedAmount: returned.amount },
    };
    return { transfers, movements, totals };
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
        this.passNumber(inquiry.disburseId);
        return;
      }
      case 'transfer':
        this.applyTransfer(record);
        return;
      case 'settled':
        this.applySettlement(record);
        return;
      case 'status_script':
        this.scripts.set(record.disburseId, { codes: record.codes, position: 0, ordered: true });
        return;
      case 'status_step': {
        const script = this.scripts.get(record.disburseId);
        if (script) script.position += 1;
        return;
      }
      case 'note':
        this.notes.set(record.key, record.value);
        return;
      case 'balance': {
        const { provider, balance, effectiveBalance } = record;
        for (const each of provider ? [provider] : PROVIDERS) this.funds[each] = { balance, effectiveBalance };
        return;
      }
      case 'reset':
        this.empty();
    }
  }

  private applyTransfer(record: BooksRecord & { type: 'transfer' }): void {
    const { type: _, statusCodes, settlement, ...entry } = record;
    const { sequence, disburseId, bankCode, bankAccount, amount } = entry;
    this.lastSequence = sequence;
    this.transferEntries.push(entry);
    // A cash out has no inquiry before it that would have brought its number.
    if (entry.step === 'cash_out') this.passNumber(disburseId);
    if (settlement) this.unsettled.set(sequence, settlement);
    const script = this.scripts.get(disburseId);
    // Once money moved under this id, a later refused request must not make the status deny it.
    const replaces = !script?.ordered && (entry.moved || !this.paid.has(disburseId));
    if (statusCodes && replaces) this.scripts.set(disburseId, { codes: statusCodes, position: 0, ordered: false });
    if (!entry.moved || amount === null) return;
    this.paid.add(disburseId);
    const destination = { disburseId, bankCode, bankAccount };
    this.move(providerOf(entry.step), { sequence, ...destination, direction: 'out', amount, at: entry.receivedAt });
  }

  private move(provider: ProviderName, movement: Movement): void {
    this.movementEntries.push(movement);
    const change = movement.direction === 'out' ? -movement.amount : movement.amount;
    const { balance, effectiveBalance } = this.funds[provider];
    this.funds[provider] = { balance: balance + change, effectiveBalance: effectiveBalance + change };
  }

  private passNumber(disburseId: string): void {
    this.lastDisburseId = Math.max(this.lastDisburseId, Number(disburseId) || 0);
  }

  private applySettlement({ sequence, ending, at }: BooksRecord & { type: 'settled' }): void {
    const settlement = ending ?? this.unsettled.get(sequence);
    const entry = this.transferEntries.find((booked) => booked.sequence === sequence);
    this.unsettled.delete(sequence);
    if (!settlement || !entry) return;
    const { disburseId, bankCode, bankAccount, amount, moved } = entry;
    const { statusCodes, returns } = settlement;
    const ordered = this.scripts.get(disburseId)?.ordered ?? false;
    if (statusCodes && !ordered) this.scripts.set(disburseId, { codes: statusCodes, position: 0, ordered: false });
    if (!returns || !moved || amount === null || this.returned.has(sequence)) return;
    this.returned.add(sequence);
    const destination = { disburseId, bankCode, bankAccount };
    const movement = { sequence, ...destination, direction: 'back' as const, amount, at: at ?? entry.receivedAt };
    this.move(providerOf(entry.step), movement);
  }

  // The counters go on: a client may still hold numbers from before the reset.
  private empty(): void {
    this.inquiries = new Map();
    this.notes = new Map();
    this.scripts = new Map();
    this.paid = new Set();
    this.unsettled = new Map();
    this.returned = new Set();
    this.transferEntries = [];
    this.movementEntries = [];
    this.funds = openingFunds();
  }
}

function openingFunds(): Record<ProviderName, Balance> {
  const full = { balance: OPENING_BALANCE, effectiveBalance: OPENING_BALANCE };
  return { duitku: full, doku: full };
}
