import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, Problem, SETTINGS } from '#libs/platform';
import type { TwoPeopleSettings } from '../law/standing.js';
import { Alert, type AlertKind } from '../records/alert.js';
import { Attempt } from '../records/attempt.entity.js';
import { Callback } from '../records/callback.entity.js';
import { Payout } from '../records/payout.entity.js';
import { PayoutEvent } from '../records/payout-event.entity.js';
import { type KnownPeople, SealedData } from '../records/personal-data.js';
import { ExchangeRecord } from '../records/provider-call.js';
import { type Warning, warningsOfMany } from '../records/warnings.js';
import { findPage, type OverseenFilter, type PayoutSum, sumOf } from './payout-filter.js';

/** Which alerts to list; absent means any. */
export interface AlertFilter {
  readonly kind?: AlertKind;
  readonly payoutId?: string;
  readonly from?: Date;
  /** Whether a person has acknowledged them. */
  readonly acknowledged?: boolean;
}

/** Everything that is recorded of one payout, each oldest first. */
export interface PayoutRecord {
  readonly events: readonly PayoutEvent[];
  readonly attempts: readonly Attempt[];
  readonly exchanges: readonly ExchangeRecord[];
  readonly callbacks: readonly Callback[];
  readonly alerts: readonly Alert[];
}

/**
 * Reads payouts of every client, for operators who already have the database. The service does not provide it: what it
 * answers is read by FindPayouts, within one client.
 */
@Injectable()
export class OverseePayouts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sealed: SealedData,
    @Inject(SETTINGS) private readonly settings: TwoPeopleSettings,
  ) {}

  /** @throws Problem `not_found` */
  async byId(id: string): Promise<Payout> {
    const payout = await this.dataSource.getRepository(Payout).findOneBy({ id });
    if (payout === null) throw new Problem('not_found', 'There is no such payout');
    return payout;
  }

  /**
   * As many payouts as are wanted, in the order of {@link PayoutPage}, however many have to be looked at.
   *
   * @param before the id of the last payout of the page before
   */
  async list(filter: OverseenFilter, limit: number, before: string | null): Promise<Payout[]> {
    const found: Payout[] = [];
    for (let after = before; ; ) {
      const page = { limit: limit - found.length, before: after };
      const { items, examinedTo } = await findPage(this.dataSource, filter, page, this.settings);
      found.push(...items);
      if (examinedTo === null) return found;
      after = examinedTo;
    }
  }

  /**
   * A filter for the payouts to an account number, or to the phone number of a person who collects cash. The audit trail records the
   * access before it happens: its subject is the keyed hash by which destinations are found.
   */
  async searchFor(number: string, by: Actor): Promise<OverseenFilter> {
    const destinationHash = this.sealed.destinationHash(number);
    await inTransaction(this.dataSource, (tx) =>
      recordAudit(tx, by, { action: 'personal_data.search', subjectId: destinationHash.toString('hex') }),
    );
    return { destinationHash };
  }

  /** Counts and sums of the payouts that a filter lets through. */
  sums(filter: OverseenFilter): Promise<PayoutSum[]> {
    return sumOf(this.dataSource, filter, this.settings);
  }

  /** What there is to warn of in payouts, compared with those of all clients, by the id of the payout. */
  warnings(payouts: readonly Payout[]): Promise<ReadonlyMap<string, readonly Warning[]>> {
    return warningsOfMany(this.dataSource, payouts, 'all');
  }

  /** The recipient in full. The audit trail records the access before it happens. */
  async reveal(payout: Payout, by: Actor): Promise<KnownPeople> {
    await inTransaction(this.dataSource, (tx) =>
      recordAudit(tx, by, { action: 'personal_data.reveal', subjectId: payout.id }),
    );
    return this.sealed.knownOf(payout);
  }

  async record(payoutId: string): Promise<PayoutRecord> {
    const read = <T extends object>(entity: new () => T, where: object, order: object): Promise<T[]> =>
      this.dataSource.getRepository(entity).find({ where, order });
    const attempts = await read(Attempt, { payoutId }, { number: 'ASC' });
    const ids = attempts.map(({ id }) => id);
    return {
      attempts,
      events: await read(PayoutEvent, { payoutId }, { version: 'ASC' }),
      exchanges: await read(ExchangeRecord, { payoutId }, { id: 'ASC' }),
      callbacks: await read(Callback, { attemptId: In(ids) }, { receivedAt: 'ASC' }),
      alerts: await read(Alert, { payoutId }, { at: 'ASC', id: 'ASC' }),
    };
  }

  /** Newest first; `before` is the id of the last alert of the page before. */
  alerts({ kind, payoutId, from, acknowledged }: AlertFilter, limit: number, before: string | null): Promise<Alert[]> {
    const query = this.dataSource.getRepository(Alert).createQueryBuilder('alert');
    if (kind !== undefined) query.andWhere('alert.kind = :kind', { kind });
    if (payoutId !== undefined) query.andWhere('alert.payout_id = :payoutId', { payoutId });
    if (from !== undefined) query.andWhere('alert.at >= :from', { from });
    if (acknowledged === true) query.andWhere('alert.acknowledged_at is not null');
    // In these words, which the index has.
    if (acknowledged === false) query.andWhere('alert.acknowledged_at is null');
    if (before !== null) query.andWhere('alert.id < :before', { before });
    return query.orderBy('alert.id', 'DESC').limit(limit).getMany();
  }
}
