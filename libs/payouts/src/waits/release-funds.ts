import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PROVIDERS } from '#libs/providers';
import { endWait } from '../law/lease.js';
import { amend } from '../law/transition.js';
import { Payout } from '../records/payout.entity.js';
import { LocalWorkers } from '../records/workers.js';
import { coveredBy } from './decide-wait.js';
import { WaitForRail } from './wait-for-rail.js';

/** At most so many go on at one reading of the balance. */
const WAITERS_PER_LOOK = 500;

/**
 * Lets payouts that wait for funds go on, first come, first served for each provider: as many as the newest reading of the
 * balance covers. A payout that was refused for want of funds goes on only when the balance has risen since.
 */
@Injectable()
export class ReleaseFunds {
  constructor(
    private readonly dataSource: DataSource,
    private readonly waitForRail: WaitForRail,
    private readonly workers: LocalWorkers,
  ) {}

  /** @returns how many go on */
  async release(): Promise<number> {
    let released = 0;
    for (const { name } of PROVIDERS) {
      const count = await this.releaseAt(name);
      if (count > 0) this.workers.wake(name);
      released += count;
    }
    return released;
  }

  private async releaseAt(provider: string): Promise<number> {
    const waiters = await this.waitersAt(provider);
    if (waiters.length === 0) return 0;
    const available = await this.newReading(provider);
    const covered = coveredBy(available, waiters, (payout) => this.waitForRail.costOf(payout));
    const others = waiters.filter((payout) => !covered.includes(payout));
    return endWait(this.dataSource, [...covered, ...(await this.ableElsewhere(others))]);
  }

  private waitersAt(provider: string): Promise<Payout[]> {
    return this.dataSource.getRepository(Payout).find({
      where: { provider, waitingReason: 'funds' },
      order: { fundsSince: 'ASC', id: 'ASC' },
      take: WAITERS_PER_LOOK,
    });
  }

  /** The balance, if it was read since it was last shared out. One replica gets it. */
  private async newReading(provider: string): Promise<bigint | null> {
    const [rows]: [{ available: string | null }[], number] = await this.dataSource.query(
      `update provider_account set shared_out_at = balance_at
       where provider = $1 and balance_at > coalesce(shared_out_at, '-infinity') returning available`,
      [provider],
    );
    const available = rows[0]?.available ?? null;
    if (available === null) return null;
    // What was known when a payout was refused may have been out of date: it has to rise from the lowest seen since.
    await amend(this.dataSource, 'balance', { fundsBalance: BigInt(available) }, [provider, available]);
    return BigInt(available);
  }

  /** Payouts for which another provider has the money now. */
  private async ableElsewhere(waiters: readonly Payout[]): Promise<Payout[]> {
    const able: Payout[] = [];
    for (const payout of waiters) {
      if (payout.requestedRail !== 'auto') continue;
      const other = await this.waitForRail.freeRail(payout);
      if (other !== null && other.provider !== payout.provider) able.push(payout);
    }
    return able;
  }
}
