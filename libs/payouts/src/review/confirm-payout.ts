import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '#libs/audit';
import { Problem, SETTINGS } from '#libs/platform';
import { FindPayouts } from '../read/find-payouts.js';
import type { Payout } from '../records/payout.entity.js';
import { isMaker, type TwoPeopleSettings, takesTwoPeople } from '../records/two-people.js';
import { type Sender, TransferPayout } from '../transfer/transfer-payout.js';
import { WakeWorkers } from '../work/wake-workers.js';
import { WorkPayouts } from '../work/work-payouts.js';
import { notAllowed } from './not-allowed.js';

/**
 * A person lets an inquired payout go. The intent is recorded before the answer; the sending goes on behind it. When the rail
 * is closed or cannot be reached now, or this process is to send nothing, the confirmation is kept and a worker acts on it.
 * From `TWO_PEOPLE_FROM` on it is a person other than the one who created the payout.
 */
@Injectable()
export class ConfirmPayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly payouts: FindPayouts,
    private readonly transfer: TransferPayout,
    private readonly workers: WorkPayouts,
    private readonly wake: WakeWorkers,
    @Inject(SETTINGS) private readonly settings: TwoPeopleSettings,
  ) {}

  /**
   * @throws Problem `illegal_transition` when the payout is not inquired, or a cancel was faster; `second_person_needed` when
   *   whoever created it would confirm it, and it takes two
   */
  async run(payout: Payout, by: Actor, sender: Sender = 'this_process'): Promise<Payout> {
    if (payout.status !== 'inquired') throw notAllowed('confirmed', payout, ['inquired']);
    if (takesTwoPeople(payout, this.settings) && (await isMaker(this.dataSource, payout, by.name)))
      throw secondPersonNeeded(payout, this.settings);
    const confirmed = await this.transfer.confirm(payout, by, sender);
    if (confirmed === null) throw notAllowed('confirmed', await this.payouts.byId(payout.id), ['inquired']);
    if (!('prepared' in confirmed)) {
      this.wake.wake();
      return confirmed;
    }
    this.workers.startSending(confirmed);
    return confirmed.payout;
  }
}

function secondPersonNeeded({ amount }: Payout, { twoPeopleFrom }: TwoPeopleSettings): Problem {
  return new Problem(
    'second_person_needed',
    `A payout of ${amount} rupiah takes two people, as from ${twoPeopleFrom} on: another key with the scope payouts:confirm has to confirm it, not the one that created it, nor one it was rotated from or to`,
  );
}
