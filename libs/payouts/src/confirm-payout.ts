import { Injectable } from '@nestjs/common';
import type { Actor } from '#libs/audit';
import { FindPayouts } from './find-payouts.js';
import { notAllowed } from './not-allowed.js';
import type { Payout } from './payout.entity.js';
import { TransferPayout } from './transfer-payout.js';
import { WakeWorkers } from './wake-workers.js';
import { WorkPayouts } from './work-payouts.js';

/**
 * A person lets an inquired payout go. The intent is recorded before the answer; the sending goes on behind it. When the rail
 * is closed or cannot be reached now, the confirmation is kept and a worker acts on it.
 */
@Injectable()
export class ConfirmPayout {
  constructor(
    private readonly payouts: FindPayouts,
    private readonly transfer: TransferPayout,
    private readonly workers: WorkPayouts,
    private readonly wake: WakeWorkers,
  ) {}

  /** @throws Problem `illegal_transition` when the payout is not inquired, or a cancel was faster */
  async run(payout: Payout, by: Actor): Promise<Payout> {
    if (payout.status !== 'inquired') throw notAllowed('confirmed', payout, ['inquired']);
    const confirmed = await this.transfer.confirm(payout, by);
    if (confirmed === null) throw notAllowed('confirmed', await this.payouts.byId(payout.id), ['inquired']);
    if (!('prepared' in confirmed)) {
      this.wake.wake();
      return confirmed;
    }
    this.workers.startSending(confirmed);
    return confirmed.payout;
  }
}
