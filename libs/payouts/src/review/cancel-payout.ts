import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '#libs/audit';
import { inTransaction } from '#libs/platform';
import { recheckOfEndMs } from '../law/schedule.js';
import { notAllowed, transition } from '../law/transition.js';
import { factsOf } from '../records/facts.js';
import { Payout } from '../records/payout.entity.js';
import { PutDown } from '../records/put-down.js';

/** Cancels a payout, as long as no transfer of it is under way or may have been made. */
@Injectable()
export class CancelPayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly putDown: PutDown,
  ) {}

  /** @throws Problem `illegal_transition` once a transfer is intended that is not known to have failed, or the payout is final */
  async cancel(payout: Payout, by: Actor): Promise<Payout> {
    // A worker may move a payout from created to inquired meanwhile; that is no reason to refuse.
    for (let current = payout; ; ) {
      if (current.status === 'cancelled') return current;
      if (current.status !== 'created' && current.status !== 'inquired') {
        throw notAllowed('cancelled', current, ['created', 'inquired']);
      }
      const read = current;
      const moved = await inTransaction(this.dataSource, async (tx) => {
        return transition(tx, read, {
          event: 'cancelled',
          actor: by.name,
          by: { lease: 'not_needed' },
          dueInMs: recheckOfEndMs(await factsOf(tx, read.id)),
          audited: { by, action: 'payout.cancel' },
        });
      });
      if (moved.kind === 'moved') {
        this.putDown.done(moved.payout);
        return moved.payout;
      }
      current = await this.dataSource.getRepository(Payout).findOneByOrFail({ id: payout.id });
    }
  }
}
