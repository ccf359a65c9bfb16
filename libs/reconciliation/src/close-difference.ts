import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, Problem } from '#libs/platform';
import { Difference } from './difference.entity.js';

/** Closes a difference with a reason given by an operator or client. It opens again only when its evidence grows. */
@Injectable()
export class CloseDifference {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws Problem `difference_closed` */
  async close(difference: Difference, reason: string, by: Actor): Promise<Difference> {
    return inTransaction(this.dataSource, async (tx) => {
      const { affected } = await tx.update(
        Difference,
        { id: difference.id, status: 'open' },
        { status: 'closed', closedAt: () => 'now()', closedBecause: 'person', closedBy: by.name, reason },
      );
      if (affected !== 1) throw new Problem('difference_closed', 'The difference is already closed');
      const { kind, payoutId } = difference;
      await recordAudit(tx, by, {
        action: 'difference.close',
        subjectId: difference.id,
        reason,
        details: { kind, payoutId },
      });
      return tx.findOneByOrFail(Difference, { id: difference.id });
    });
  }
}
