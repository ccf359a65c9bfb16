import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { alertOnce, inTransaction, SETTINGS, type Settings } from '#libs/platform';
import { PROVIDERS } from '#libs/providers';
import { RailDirectory } from '#libs/rails';
import { endWait, want } from '../law/lease.js';
import { amend } from '../law/transition.js';
import type { AlertKind } from '../records/alert.js';
import { LocalWorkers } from '../records/workers.js';
import {
  firstWaiting,
  leftRails,
  takeNewReadings,
  type WaitingPayout,
  waitingAt,
  writePlaces,
} from './funds-queue.queries.js';
import { notAgain } from './left-rails.js';
import { chooseOther } from './other-rail.js';
import { type Reading, shareOut, type Waiter } from './share-out.js';
import { WaitForRail } from './wait-for-rail.js';

/** At most so many of a provider are looked at for one reading of its balance, a share of each client. */
const WAITERS_PER_LOOK = 1_000;

/** Longer than two readings of a balance are apart. A payout that waits for funds so long although they are there needs a person. */
const ALERT_AFTER_MS = 15 * 60_000;

/**
 * Lets payouts that wait for funds go on: as many as a new reading of the balance covers, a share for each client, each client's in the order in which
 * they came. Looks at them once for each reading, in one replica. Payouts that may take any rail leave for another provider that has the money.
 */
@Injectable()
export class ReleaseFunds {
  private readonly logger = new Logger(ReleaseFunds.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly waitForRail: WaitForRail,
    private readonly rails: RailDirectory,
    private readonly workers: LocalWorkers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @returns how many go on */
  async release(): Promise<number> {
    const readings = await takeNewReadings(this.dataSource);
    if (readings.size === 0) return 0;
    let released = 0;
    for (const { name } of PROVIDERS) {
      const count = await this.releaseAt(name, readings.get(name) ?? null);
      if (count > 0) this.workers.wake(name);
      released += count;
    }
    return released;
  }

  private async releaseAt(provider: string, reading: Reading | null): Promise<number> {
    if (reading !== null) {
      // What was known when a payout was refused may have been out of date: it has to rise from the lowest seen since.
      const { available } = reading;
      await amend(this.dataSource, 'balance', { fundsBalance: available }, [provider, available.toString()]);
    }
    const waiting = await waitingAt(this.dataSource, provider, WAITERS_PER_LOOK);
    if (waiting.length === 0) return 0;
    const released = reading === null ? new Set<string>() : await this.shareOut(reading, waiting);
    const others = await this.ableElsewhere(waiting.filter(({ id }) => !released.has(id)));
    await want(this.dataSource, others);
    return released.size + others.length;
  }

  /** @returns which payouts go on */
  private async shareOut(reading: Reading, waiting: readonly WaitingPayout[]): Promise<ReadonlySet<string>> {
    const waiters = waiting.map((payout): Waiter => {
      const { id, clientId, fundsBalance, awaitsPerson } = payout;
      const cost = this.waitForRail.costOf(payout);
      return { id, clientId, cost, fundsBalance: fundsBalance === null ? null : BigInt(fundsBalance), awaitsPerson };
    });
    const { released, holding, covered } = shareOut(reading, waiters);
    const kept = waiting.filter(({ id, holdsPlace }) => !released.has(id) && holdsPlace !== holding.has(id));
    await writePlaces(
      this.dataSource,
      kept.map(({ id, holdsPlace }) => ({ id, holdsPlace: !holdsPlace })),
    );
    await endWait(
      this.dataSource,
      waiting.filter(({ id }) => released.has(id)),
    );
    const stuck = waiting.find(({ id, waitsMs }) => id === covered && waitsMs > ALERT_AFTER_MS);
    if (stuck !== undefined) await this.alert(stuck, reading);
    return released;
  }

  private async alert({ id, provider }: WaitingPayout, { available }: Reading): Promise<void> {
    const message = `A payout waits for funds, although the balance at ${provider} covers it`;
    const kind: AlertKind = 'waits_despite_funds';
    const detail = { provider, available: available.toString() };
    const alert = { kind, subject: `payout/${id}`, payoutId: id, message, detail };
    const isNew = await inTransaction(this.dataSource, (tx) => alertOnce(tx, alert, this.settings.fundsWaitMs));
    if (isNew) this.logger.error({ alert: kind, payoutId: id, msg: message });
  }

  /**
   * Payouts for which another provider has the money now, beside what waits there. They are looked at again, and may find the rail taken by then.
   *
   * @returns their ids
   */
  private async ableElsewhere(waiting: readonly WaitingPayout[]): Promise<string[]> {
    const candidates = waiting.filter((payout) =>
      chooseOther(this.rails, payout, NOTHING_LEFT, [payout.provider], 'preview'),
    );
    if (candidates.length === 0) return [];
    const ids = candidates.map(({ id }) => id);
    const left = Map.groupBy(await leftRails(this.dataSource, ids), ({ payoutId }) => payoutId);
    const freeAt = new Map<string, bigint | null>();
    const able: string[] = [];
    for (const payout of candidates) {
      const other = chooseOther(this.rails, payout, notAgain(left.get(payout.id) ?? []), [payout.provider]);
      if (other === null) continue;
      const { rail, provider } = other;
      if (!freeAt.has(provider)) freeAt.set(provider, await this.freeAt(provider));
      const free = freeAt.get(provider) ?? null;
      const cost = this.waitForRail.costOf({ ...payout, rail, fee: null });
      if (free !== null && free < cost) continue;
      if (free !== null) freeAt.set(provider, free - cost);
      able.push(payout.id);
    }
    return able;
  }

  /** What is left at a provider beside the payouts that wait there, whole rupiah; null: its balance is not known. */
  private async freeAt(provider: string): Promise<bigint | null> {
    const balance = this.rails.knownBalance(provider);
    if (balance === null) return null;
    const first = await firstWaiting(this.dataSource, provider, null);
    return first.reduce((free, payout) => free - this.waitForRail.costOf(payout), balance);
  }
}

const NOTHING_LEFT = { rails: new Set<string>(), providers: new Set<string>() };
