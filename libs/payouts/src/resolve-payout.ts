import { Injectable } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import type { Actor } from '#libs/audit';
import { inTransaction } from '#libs/platform';
import { Attempt } from './attempt.entity.js';
import { FindPayouts } from './find-payouts.js';
import { notAllowed } from './not-allowed.js';
import type { Payout } from './payout.entity.js';
import { nextRecheckMs } from './schedule.js';
import { transition } from './transition.js';

/** What a person found out about a payout in review. */
export interface Resolution {
  readonly resolution: 'paid' | 'failed';
  readonly reason: string;
  /** What it rests on: a statement line, a ticket of the provider. */
  readonly evidence: string | null;
}

/** Ends a payout that only a person can end. Its proof is that person, named in the history. */
@Injectable()
export class ResolvePayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly payouts: FindPayouts,
  ) {}

  /** @throws Problem `illegal_transition` when the payout is not in review */
  async run(payout: Payout, found: Resolution, by: Actor): Promise<Payout> {
    if (payout.status !== 'review') throw notAllowed('resolved', payout, ['review']);
    const paid = found.resolution === 'paid';
    const now = new Date();
    const moved = await inTransaction(this.dataSource, async (tx) => {
      const result = await transition(tx, payout, {
        event: paid ? 'resolved_paid' : 'resolved_failed',
        actor: by.name,
        by: 'request',
        detail: { reason: found.reason, evidence: found.evidence },
        audited: {
          by,
          action: 'payout.resolve',
          reason: found.reason,
          details: { resolution: found.resolution, evidence: found.evidence },
        },
        set: paid
          ? { proof: 'operator' }
          : { proof: 'operator', failureCode: 'resolved_failed', failureMessage: found.reason },
        // The provider may still tell otherwise one day, and then a person has to know.
        dueInMs: nextRecheckMs(now, now, null),
      });
      if (result.kind === 'moved') {
        const ended = {
          result: paid ? 'paid' : 'refused',
          resultMessage: 'resolved by a person',
          resultAt: () => 'now()',
        } as const;
        await tx.update(Attempt, { payoutId: payout.id, result: IsNull() }, ended);
      }
      return result;
    });
    if (moved.kind === 'moved') return moved.payout;
    throw notAllowed('resolved', await this.payouts.byId(payout.id), ['review']);
  }
}
