import { Injectable } from '@nestjs/common';
import type { Standing } from '../law/standing.js';
import type { Payout } from '../records/payout.entity.js';
import { PutDown } from '../records/put-down.js';
import { LocalWorkers } from '../records/workers.js';
import { FindPayouts } from './find-payouts.js';

/** Holds an answer back until the payout rests. */
@Injectable()
export class WaitForRest {
  constructor(
    private readonly payouts: FindPayouts,
    private readonly workers: LocalWorkers,
    private readonly putDown: PutDown,
  ) {}

  /** @returns the payout when nothing more will happen to it soon, or as it is when the time is up or `signal` aborts */
  async wait(payoutId: string, waitMs: number, signal?: AbortSignal): Promise<Payout> {
    const until = performance.now() + waitMs;
    const isUp = () => performance.now() >= until || signal?.aborted === true;
    for (;;) {
      const held = this.workers.settled(payoutId);
      if (held !== null && !isUp()) await settledWithin(held, until - performance.now(), signal);
      // From before it is read, so that nothing is missed. One that this process held rests in most cases: none waits for that.
      const putDown = held === null && !isUp() ? await this.putDown.next(payoutId) : null;
      const payout = await this.payouts.byId(payoutId);
      const ends = isUp() || (await this.rests(payout));
      await putDown?.(ends ? 0 : until - performance.now(), signal);
      if (ends) return payout;
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
