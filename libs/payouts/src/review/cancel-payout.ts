import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '#libs/audit';
import { inTransaction } from '#libs/platform';
import { recheckOfEndMs } from '../check/ask-refused.js';
import { transition } from '../law/transition.js';
import { FindPayouts } from '../read/find-payouts.js';
import type { Payout } from '../records/payout.entity.js';
import { notAllowed } from './not-allowed.js';

/** Calls a payout off, as long as no transfer of it is under way or may have been made. */
@Injectable()
export class CancelPayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly payouts: FindPayouts,
  ) {}

  /** @throws Problem `illegal_transition` once a transfer is intended that is not known to have failed, or the payout is final */
  async run(payout: Payout, by: Actor): Promise<Payout> {
    // A worker may move a payout from created to inquired meanwhile; that is no reason to refuse.
    for (let current = payout; ; ) {
      if (current.status === 'cancelled') return current;
      if (current.status !== 'created' && current.status !== 'inquired') {
        throw notAllowed('cancelled', current, ['created', 'inquired']);
      }
      const read = current;
      const moved = await inTransaction(this.dataSource, async (tx) => {
        const dueInMs = await recheckOfEndMs(tx, read.id);
        const audited = { by, action: 'payout.cancel' } as const;
        return transition(tx, read, { event: 'cancelled', actor: by.name, by: 'request', dueInMs, audited });
      });
      if (moved.kind === 'moved') return moved.payout;
      current = await this.payouts.byId(payout.id);
    }
  }
}
