import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SANDBOX_SETTINGS, type SandboxSettings } from '../sandbox.settings.js';
import type { Callback, WrittenCallback } from './callback.js';

const RETRY_MS = 1_000;
const ANSWER_WAIT_MS = 5_000;

/** Sends callbacks some time after the transfer, and again until the receiver accepts them. */
@Injectable()
export class Callbacks implements OnModuleDestroy {
  private timers = new Set<NodeJS.Timeout>();
  private stopped = new AbortController();

  constructor(@Inject(SANDBOX_SETTINGS) private readonly settings: SandboxSettings) {}

  /** Plans the callback of a transfer that was just booked. */
  async announce(callback: Callback): Promise<void> {
    if (callback.sendsItself) this.later(this.settings.callbackDelayMs, () => this.deliver(callback));
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
    const written = callback.write({ statusCode: callback.statusCode, forged: false, tampered: null });
    await this.attempt(callback, written, callback.retries);
  }

  private async attempt(callback: Callback, written: WrittenCallback, retries: number): Promise<void> {
    const url = callback.url();
    if (url === null) return;
    const { signal } = this.stopped;
    const answer = await send(url, written, signal);
    if ((answer && callback.isAccepted(answer)) || retries === 0 || signal.aborted) return;
    this.later(RETRY_MS, () => this.attempt(callback, written, retries - 1));
  }

  private later(delayMs: number, act: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void act();
    }, delayMs);
    this.timers.add(timer);
  }
}

/** @returns the receiver's answer, or null when there was none. */
async function send(
  url: string,
  { fields, headers }: WrittenCallback,
  stopped: AbortSignal,
): Promise<{ status: number; text: string } | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(fields),
      redirect: 'manual',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(ANSWER_WAIT_MS)]),
    });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return null;
  }
}
