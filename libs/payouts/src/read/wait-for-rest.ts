import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS } from '#libs/platform';
import { mayTransfer } from '../inquiry/inquire-payout.js';
import { FINAL_STATUSES, type PayoutStatus } from '../law/status.js';
import type { Payout } from '../records/payout.entity.js';
import type { TwoPeopleSettings } from '../records/two-people.js';
import { WorkPayouts } from '../work/work-payouts.js';
import { FindPayouts } from './find-payouts.js';

/** A payout that another process works on is looked at this often. */
const LOOK_EVERY_MS = 100;

const RESTING: readonly PayoutStatus[] = ['pending', 'review', ...FINAL_STATUSES];

/** Holds an answer back until the payout rests. */
@Injectable()
export class WaitForRest {
  constructor(
    private readonly payouts: FindPayouts,
    private readonly workers: WorkPayouts,
    @Inject(SETTINGS) private readonly settings: TwoPeopleSettings,
  ) {}

  /** @returns the payout when nothing more will happen to it soon, or as it is when the time is up or `signal` aborts */
  async run(payoutId: string, waitMs: number, signal?: AbortSignal): Promise<Payout> {
    const until = performance.now() + waitMs;
    for (;;) {
      const settled = this.workers.settled(payoutId);
      const leftMs = until - performance.now();
      if (settled !== null && leftMs > 0) await settledWithin(settled, leftMs, signal);
      const payout = await this.payouts.byId(payoutId);
      if (rests(payout, this.settings) || until - performance.now() <= 0 || signal?.aborted) return payout;
      await pause(Math.min(LOOK_EVERY_MS, Math.max(1, until - performance.now())));
    }
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

/** Final, pending, in review, waiting for hours or funds, or inquired and waiting for a person. */
function rests(payout: Payout, settings: TwoPeopleSettings): boolean {
  if (RESTING.includes(payout.status) || payout.waitingReason !== null) return true;
  return payout.status === 'inquired' && !mayTransfer(payout, settings);
}
