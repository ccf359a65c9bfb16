import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, Problem } from '#libs/platform';
import { type RedeliveryRange, type Replanned, replanMany, replanOne } from './redeliver.queries.js';

const PER_TRANSACTION = 500;
/** One order takes no more, so that it is answered in a moment. */
const PER_ORDER = 10_000;

/** Has deliveries tried again, from the beginning of the schedule, with the same `webhook-id` and body. */
@Injectable()
export class Redeliver {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * @param id of a delivery of this client
   * @throws Problem `endpoint_takes_nothing`
   */
  async one(clientId: string, id: string, by: Actor): Promise<void> {
    const count = await inTransaction(this.dataSource, async (tx) =>
      this.audit(tx, await replanOne(tx, clientId, id), by),
    );
    if (count === 0) throw endpointTakesNothing();
  }

  /** @returns how many, and whether there are more than one order takes */
  async many(clientId: string, range: RedeliveryRange, by: Actor): Promise<{ count: number; more: boolean }> {
    let count = 0;
    while (count < PER_ORDER) {
      const planned = await inTransaction(this.dataSource, async (tx) =>
        this.audit(tx, await replanMany(tx, clientId, range, PER_TRANSACTION), by),
      );
      count += planned;
      if (planned < PER_TRANSACTION) return { count, more: false };
    }
    return { count, more: true };
  }

  private async audit(tx: EntityManager, replanned: readonly Replanned[], by: Actor): Promise<number> {
    const changes = replanned.map(({ id }) => ({ action: 'webhook_delivery.redeliver', subjectId: id }) as const);
    await recordAudit(tx, by, ...changes);
    return replanned.length;
  }
}

export function endpointTakesNothing(): Problem {
  return new Problem('endpoint_takes_nothing', 'The endpoint is disabled or deleted');
}
