import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, SETTINGS, type Settings } from '#libs/platform';
import { want } from '../law/lease.js';
import { leaseMs } from '../law/schedule.js';
import type { PayoutStatus } from '../law/status.js';
import { notAllowed } from '../law/transition.js';
import { Payout } from '../records/payout.entity.js';
import { PutDown } from '../records/put-down.js';
import { LocalWorkers } from '../records/workers.js';

const CHECKABLE = ['pending', 'review', 'succeeded', 'failed'] as const satisfies readonly PayoutStatus[];

/** Has the provider asked at once instead of at the next due time. */
@Injectable()
export class CheckNow {
  constructor(
    private readonly dataSource: DataSource,
    private readonly workers: LocalWorkers,
    private readonly putDown: PutDown,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Marks the payout as wanted and waits until a worker has looked at it. A lease that runs is not taken: its holder, or the
   * next claim, serves the mark.
   *
   * @returns the payout as it is then, or after the time that a lease lasts
   * @throws Problem `illegal_transition` when there is nothing to ask about yet, or no longer
   */
  async check(payout: Payout, by: Actor): Promise<Payout> {
    // A transfer that is being sent gets its outcome by itself; asking now would only call it ambiguous.
    if (payout.status === 'transferring') return payout;
    if (!(CHECKABLE as readonly PayoutStatus[]).includes(payout.status)) throw notAllowed('checked', payout, CHECKABLE);
    await inTransaction(this.dataSource, async (tx) => {
      await want(tx, [payout.id]);
      await recordAudit(tx, by, { action: 'payout.check', subjectId: payout.id });
    });
    if (!(await this.workers.claim(payout))) this.workers.wake(payout.provider);
    return this.served(payout.id);
  }

  private async served(id: string): Promise<Payout> {
    const until = performance.now() + leaseMs(this.settings);
    for (;;) {
      await this.workers.settled(id);
      const putDown = await this.putDown.next(id);
      const payout = await this.dataSource.getRepository(Payout).findOneByOrFail({ id });
      const isServed = payout.wantedAt === null && payout.leasedUntil === null;
      const ends = isServed || performance.now() >= until;
      await putDown(ends ? 0 : until - performance.now());
      if (ends) return payout;
    }
  }
}
