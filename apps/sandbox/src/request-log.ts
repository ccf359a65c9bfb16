import { fits, type Match } from './faults.js';
import type { Step } from './steps.js';

/** Lets a request wait until something has happened. */
export class Waiters {
  private checks = new Set<() => void>();

  /** Makes every waiter check again. */
  notify(): void {
    for (const check of this.checks) check();
  }

  /** Resolves when `isEnough` returns true, or after `waitMs`, whichever comes first. */
  async until(isEnough: () => boolean, waitMs: number): Promise<void> {
    if (waitMs === 0 || isEnough()) return;
    await new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.checks.delete(check);
        resolve();
      };
      const check = () => {
        if (isEnough()) finish();
      };
      const timer = setTimeout(finish, waitMs).unref();
      this.checks.add(check);
    });
  }
}

/** One request as the log keeps it. */
export interface LoggedRequest {
  readonly step: Step | 'redirect_target';
  readonly bankAccount: string;
  readonly disburseId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly remotePort: number | null;
  /** The response code, the kind of the fault, or `outage`. */
  readonly answered: string;
}

export interface RequestFilter extends Match {
  readonly step?: string;
}

// Enough for every test to find its own requests, and small enough to forget about memory.
const KEPT_ENTRIES = 10_000;

/**
 * The last requests, counted per step, and the means to wait for one. An entry is written when its request is booked
 * and before its response, so a test may wait for a transfer that never gets a response.
 */
export class RequestLog {
  private entries: LoggedRequest[] = [];
  private totals: Record<string, number> = {};
  private waiters = new Waiters();

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
    if (this.entries.length > KEPT_ENTRIES) this.entries.shift();
    this.totals[entry.step] = (this.totals[entry.step] ?? 0) + 1;
    this.waiters.notify();
  }

  /** `count` is exact since the last reset when only a step is asked for; with other filters it counts the kept entries. */
  read(filter: RequestFilter): { count: number; totals: Record<string, number>; requests: LoggedRequest[] } {
    const { step, ...match } = filter;
    const requests = this.entries.filter((entry) => (step === undefined || entry.step === step) && fits(match, entry));
    const onlyStep = step !== undefined && Object.values(match).every((name) => name === undefined);
    return { count: onlyStep ? (this.totals[step] ?? 0) : requests.length, totals: { ...this.totals }, requests };
  }

  /** Resolves when at least `atLeast` requests fit the filter, or after `waitMs`, whichever comes first. */
  waitFor(filter: RequestFilter, atLeast: number, waitMs: number): Promise<void> {
    return this.waiters.until(() => this.read(filter).count >= atLeast, waitMs);
  }

  reset(): void {
    this.entries = [];
    this.totals = {};
  }
}
