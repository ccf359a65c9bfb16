import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, Problem } from '#libs/platform';
import { Alert, type AlertKind } from '../records/alert.js';

/** Acknowledged in one transaction, so that no lock lasts long. */
const PER_TRANSACTION = 500;

/** Marks alerts as seen by a person. They stay, and what they report is not changed. */
@Injectable()
export class AcknowledgeAlerts {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Acknowledges one alert; a second acknowledgement changes nothing.
   *
   * @param reason what was found, for the audit trail; null: none is given
   * @throws Problem `not_found`
   */
  async one(id: string, reason: string | null, by: Actor): Promise<Alert> {
    return inTransaction(this.dataSource, async (tx) => {
      const alert = await tx.findOneBy(Alert, { id });
      if (alert === null) throw new Problem('not_found', 'There is no such alert');
      await acknowledge(tx, [id], reason, by);
      return tx.findOneByOrFail(Alert, { id });
    });
  }

  /**
   * Acknowledges all alerts that were raised before a time.
   *
   * @returns how many were not acknowledged before
   */
  async before(time: Date, kind: AlertKind | null, reason: string | null, by: Actor): Promise<number> {
    for (let count = 0; ; ) {
      const changed = await inTransaction(this.dataSource, async (tx) => {
        const query = tx
          .createQueryBuilder(Alert, 'alert')
          .select('alert.id')
          .where('alert.acknowledged_at is null and alert.at < :time', { time });
        if (kind !== null) query.andWhere('alert.kind = :kind', { kind });
        const alerts = await query.orderBy('alert.id').limit(PER_TRANSACTION).getMany();
        const ids = alerts.map(({ id }) => id);
        return { found: ids.length, changed: await acknowledge(tx, ids, reason, by) };
      });
      count += changed.changed;
      if (changed.found < PER_TRANSACTION) return count;
    }
  }
}

async function acknowledge(tx: EntityManager, ids: string[], reason: string | null, by: Actor): Promise<number> {
  const { raw }: { raw: { id: string; kind: AlertKind; payout_id: string | null }[] } = await tx
    .createQueryBuilder()
    .update(Alert)
    .set({ acknowledgedAt: () => 'now()', acknowledgedBy: by.name, acknowledgedReason: reason })
    .where('id = any(:ids) and acknowledged_at is null', { ids })
    .returning(['id', 'kind', 'payoutId'])
    .execute();
  const changes = raw.map(({ id, kind, payout_id: payoutId }) => ({
    action: 'alert.acknowledge' as const,
    subjectId: id,
    reason,
    details: { kind, payoutId },
  }));
  await recordAudit(tx, by, ...changes);
  return raw.length;
}
