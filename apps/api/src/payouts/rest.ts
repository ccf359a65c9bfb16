import { Injectable } from '@nestjs/common';
import { type Payout, WaitForRest } from '#libs/payouts';
import { Stopping } from '../http/stopping.js';

/** Waits for a payout to rest, but not while the service stops. */
@Injectable()
export class Rest {
  constructor(
    private readonly waitForRest: WaitForRest,
    private readonly stopping: Stopping,
  ) {}

  of(payoutId: string, waitMs: number): Promise<Payout> {
    return this.waitForRest.wait(payoutId, waitMs, this.stopping.signal);
  }
}
