import { fits, type Match } from '../faults.js';
import { Waiters } from '../request-log.js';
import type { Step } from '../steps.js';

/** One attempt to deliver a callback. */
export interface DeliveryAttempt {
  /** 1, 2, 3, ... in the order of their end. */
  readonly sequence: number;
  readonly step: Step;
  /** The key of the transfer: Duitku's disburseId or DOKU's partnerReferenceNo. */
  readonly disburseId: string;
  readonly bankAccount: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As it was sent. */
  readonly body: string;
  /** When it was sent, ISO 8601, UTC. */
  readonly at: string;
  /** HTTP status of the response; null when there was none. */
  readonly status: number | null;
  /** The response's first 1,000 characters; null when there was none. */
  readonly text: string | null;
  /** Whether it was the documented response, which ends the retries. */
  readonly accepted: boolean;
}

export interface AttemptFilter extends Match {
  readonly step?: Step;
}

const KEPT_ATTEMPTS = 10_000;

/** The last attempts, and the means to wait for one. An attempt is listed when it has ended. */
export class CallbackLog {
  private attempts: DeliveryAttempt[] = [];
  private lastSequence = 0;
  private waiters = new Waiters();

  add(attempt: Omit<DeliveryAttempt, 'sequence'>): DeliveryAttempt {
    this.lastSequence += 1;
    const added = { sequence: this.lastSequence, ...attempt };
    this.attempts.push(added);
    if (this.attempts.length > KEPT_ATTEMPTS) this.attempts.shift();
    this.waiters.notify();
    return added;
  }

  read({ step, ...match }: AttemptFilter): DeliveryAttempt[] {
    return this.attempts.filter((attempt) => (step === undefined || attempt.step === step) && fits(match, attempt));
  }

  /** Resolves when at least `atLeast` attempts fit the filter, or after `waitMs`, whichever comes first. */
  waitFor(filter: AttemptFilter, atLeast: number, waitMs: number): Promise<void> {
    return this.waiters.until(() => this.read(filter).length >= atLeast, waitMs);
  }

  reset(): void {
    this.attempts = [];
  }
}
