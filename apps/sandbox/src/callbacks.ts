import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Step } from './faults.js';

/** What may differ between two callbacks about the same transfer. */
export interface CallbackContent {
  readonly statusCode: string;
}

/** A callback that is due. */
export interface Callback {
  readonly step: Step;
  readonly disburseId: string;
  readonly bankAccount: string;
  /** null when nobody wants to be told. */
  readonly url: string | null;
  /** What truly became of it. */
  readonly statusCode: string;
  write(content: CallbackContent): string;
  /** Makes the outcome true for the books and for status checks, just before the callback leaves. */
  settle(): Promise<void>;
}

const DELAY_MS = 1_000;
const RETRY_MS = 1_000;
const RETRIES = 5;
const ANSWER_WAIT_MS = 5_000;

/** Sends callbacks some time after the transfer, and again until the receiver says SUCCESS, 5 times at most. */
@Injectable()
export class Callbacks implements OnModuleDestroy {
  private timers = new Set<NodeJS.Timeout>();
  private stopped = new AbortController();

  /** Plans the callback of a transfer that was just booked. */
  async announce(callback: Callback): Promise<void> {
    this.later(DELAY_MS, () => this.deliver(callback));
  }

  /** Forgets what is still to be sent. */
  reset(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.stopped.abort();
    this.stopped = new AbortController();
  }

  onModuleDestroy(): void {
    this.reset();
  }

  private async deliver(callback: Callback): Promise<void> {
    await callback.settle();
    if (callback.url === null) return;
    const body = callback.write({ statusCode: callback.statusCode });
    await this.attempt(callback.url, body, RETRIES);
  }

  private async attempt(url: string, body: string, retries: number): Promise<void> {
    const { signal } = this.stopped;
    const accepted = await send(url, body, signal);
    if (accepted || retries === 0 || signal.aborted) return;
    this.later(RETRY_MS, () => this.attempt(url, body, retries - 1));
  }

  private later(delayMs: number, act: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void act();
    }, delayMs);
    this.timers.add(timer);
  }
}

/** @returns whether the receiver answered as the document wants it: 200 and SUCCESS. */
async function send(url: string, body: string, stopped: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(ANSWER_WAIT_MS)]),
    });
    const text = await answer.text();
    return answer.status === 200 && text.trim() === 'SUCCESS';
  } catch {
    return false;
  }
}
