import { Injectable } from '@nestjs/common';
import type { Actor } from '#libs/audit';
import type { PayoutStatus } from '../law/status.js';
import { FindPayouts } from '../read/find-payouts.js';
import type { Payout } from '../records/payout.entity.js';
import { WorkPayouts } from '../work/work-payouts.js';
import { notAllowed } from './not-allowed.js';

const CHECKABLE = ['pending', 'review', 'succeeded', 'failed'] as const satisfies readonly PayoutStatus[];

/** Asks the provider at once instead of at the next due time. */
@Injectable()
export class CheckNow {
  constructor(
    private readonly payouts: FindPayouts,
    private readonly workers: WorkPayouts,
  ) {}

  /** @throws Problem `illegal_transition` when there is nothing to ask about yet, or no longer */
  async run(payout: Payout, by: Actor): Promise<Payout> {
    // A transfer that is being sent answers by itself; asking now would only call it ambiguous.
    if (payout.status === 'transferring') return payout;
    if (!(CHECKABLE as readonly PayoutStatus[]).includes(payout.status)) throw notAllowed('checked', payout, CHECKABLE);
    const claimed = await this.workers.claimOne(payout, by);
    if (claimed !== null) this.workers.start(claimed);
    await this.workers.settled(payout.id);
    return this.payouts.byId(payout.id);
  }
}
