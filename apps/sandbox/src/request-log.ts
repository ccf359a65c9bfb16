import type { Step } from './steps.js';

/** One request as the log keeps it. */
export interface LoggedRequest {
  readonly step: Step | 'redirect_target';
  readonly bankAccount: string;
  readonly disburseId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly remotePort: number | null;
  /** The response code, the kind of the fault that answered, or `outage`. */
  readonly answered: string;
}

export interface RequestFilter {
  readonly step?: string;
  readonly bankAccount?: string;
  readonly disburseId?: string;
}

// Enough for every test to find its own requests, and small enough to forget about memory.
const KEPT_ENTRIES = 10_000;

/**
 * The last requests, counted per step, and the means to wait for one. An entry is written when its request is booked
 * and before it is answered, so a test may wait for a transfer that will never be answered.
 */
export class RequestLog {
  private entries: LoggedRequest[] = [];
  private totals: Record<string, number> = {};
  private listeners = new Set<() => void>();

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
    if (this.entries.length > KEPT_ENTRIES) this.entries.shift();
    this.totals[entry.step] = (this.totals[entry.step] ?? 0) + 1;
    for (const listener of this.listeners) listener();
  }

  /** `count` is exact since the last reset when only a step is asked for; with other filters it counts the kept entries. */
  read(filter: RequestFilter): { count: number; totals: Record<string, number>; requests: LoggedRequest[] } {
    const { step, bankAccount, disburseId } = filter;
    const requests = this.entries.filter(
      (entry) =>
        (step === undefined || entry.step === step) &&
        (bankAccount === undefined || entry.bankAccount === bankAccount) &&
        (disburseId === undefined || entry.disburseId === disburseId),
    );
    const onlyStep = step !== undefined && bankAccount === undefined && disburseId === undefined;
    return { count: onlyStep ? (this.totals[step] ?? 0) : requests.length, totals: { ...this.totals }, requests };
  }

  /** Resolves when at least `atLeast` requests fit the filter, or after `waitMs`, whichever comes first. */
  async waitFor(filter: RequestFilter, atLeast: number, waitMs: number): Promise<void> {
    if (waitMs === 0 || this.read(filter).count >= atLeast) return;
    await new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.listeners.delete(check);
        resolve();
      };
      const check = () => {
        if (this.read(filter).count >= atLeast) finish();
      };
      const timer = setTimeout(finish, waitMs).unref();
      this.listeners.add(check);
    });
  }

  reset(): void {
    this.entries = [];
    this.totals = {};
  }
}
