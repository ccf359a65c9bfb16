import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Standing } from '../law/standing.js';
import type { Payout } from '../records/payout.entity.js';
import { LocalWorkers } from '../records/workers.js';
import { FindPayouts } from './find-payouts.js';

/** A payout that another process works on is looked at this often. */
const LOOK_EVERY_MS = 100;

/** Holds an answer back until the payout rests. */
@Injectable()
export class WaitForRest {
  constructor(
    private readonly payouts: FindPayouts,
    private readonly workers: LocalWorkers,
  ) {}

  /** @returns the payout when nothing more will happen to it soon, or as it is when the time is up or `signal` aborts */
  async wait(payoutId: string, waitMs: number, signal?: AbortSignal): Promise<Payout> {
    const until = performance.now() + waitMs;
    for (;;) {
      const settled = this.workers.settled(payoutId);
      const leftMs = until - performance.now();
      if (settled !== null && leftMs > 0) await settledWithin(settled, leftMs, signal);
      const payout = await this.payouts.byId(payoutId);
      if ((await this.rests(payout)) || until - performance.now() <= 0 || signal?.aborted) return payout;
      await pause(Math.min(LOOK_EVERY_MS, Math.max(1, until - performance.now())));
    }
  }

  /** Whether nothing more will happen to it soon: it waits for more than a worker of ours. */
  private async rests(payout: Payout): Promise<boolean> {
    if (payout.status === 'transferring') return false;
    return (await this.payouts.standing(payout)).kind !== ('ready' satisfies Standing['kind']);
  }
}

/** Waits for the work, the time or the signal, whichever is first, and leaves no timer behind. */
function settledWithin(work: Promise<void>, timeMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, timeMs);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
    else void work.then(end);
  });
}
