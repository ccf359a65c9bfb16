import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PROVIDERS } from '#libs/providers';
import { Payout } from '../records/payout.entity.js';
import { WorkPayouts } from '../work/work-payouts.js';
import { WaitForRail } from './wait-for-rail.js';

/** At most so many are let go at one reading of the balance. */
const WAITERS_PER_LOOK = 500;

/**
 * Lets payouts that wait for funds go on, first come, first served for each provider: as many as the newest reading of the
 * balance covers. Who was refused for want of funds is let go only when the balance has risen since.
 */
@Injectable()
export class ReleaseFunds {
  constructor(
    private readonly dataSource: DataSource,
    private readonly waitForRail: WaitForRail,
    private readonly workers: WorkPayouts,
  ) {}

  /** @returns how many were let go */
  async run(): Promise<number> {
    let released = 0;
    for (const { name } of PROVIDERS) released += await this.releaseAt(name);
    if (released > 0) await this.workers.claimDue();
    return released;
  }

  private async releaseAt(provider: string): Promise<number> {
    const waiters = await this.waitersAt(provider);
    if (waiters.length === 0) return 0;
    const covered = this.coveredBy(await this.newReading(provider), waiters);
    const others = waiters.filter((payout) => !covered.includes(payout));
    const released = [...covered, ...(await this.ableElsewhere(others))];
    // Whoever was taken on, or refused once more, since it was read is left alone.
    const [, count]: [unknown[], number] = await this.dataSource.query(
      `update payout set waiting_reason = null, waiting_until = null, due_at = now(), fence = payout.fence + 1
       from unnest($1::uuid[], $2::integer[]) as waiter (id, fence)
       where payout.id = waiter.id and payout.fence = waiter.fence and waiting_reason = 'funds'`,
      [released.map(({ id }) => id), released.map(({ fence }) => fence)],
    );
    return count;
  }

  private waitersAt(provider: string): Promise<Payout[]> {
    return this.dataSource.getRepository(Payout).find({
      where: { provider, waitingReason: 'funds' },
      order: { fundsSince: 'ASC', id: 'ASC' },
      take: WAITERS_PER_LOOK,
    });
  }

  /** The balance, if it was read since anybody last shared it out. One replica gets it. */
  private async newReading(provider: string): Promise<bigint | null> {
    const [rows]: [{ available: string | null }[], number] = await this.dataSource.query(
      `update provider_account set shared_out_at = balance_at
       where provider = $1 and balance_at > coalesce(shared_out_at, '-infinity') returning available`,
      [provider],
    );
    const available = rows[0]?.available ?? null;
    if (available === null) return null;
    // What was known when a payout was refused may have been out of date: it has to rise from the lowest seen since.
    await this.dataSource.query(
      `update payout set funds_balance = $2 where provider = $1 and waiting_reason = 'funds' and funds_balance > $2`,
      [provider, available],
    );
    return BigInt(available);
  }

  /** Those for whom another provider has the money now. */
  private async ableElsewhere(waiters: readonly Payout[]): Promise<Payout[]> {
    const able: Payout[] = [];
    for (const payout of waiters) {
      if (payout.requestedRail !== 'auto') continue;
      const other = await this.waitForRail.freeRail(payout);
      if (other !== null && other.provider !== payout.provider) able.push(payout);
    }
    return able;
  }

  /**
   * The first of the queue, as far as the money goes. Who does not fit keeps those behind from overtaking; who was refused
   * although the balance would have covered it is left until the balance rises, and holds up nobody.
   */
  private coveredBy(available: bigint | null, waiters: readonly Payout[]): Payout[] {
    if (available === null) return [];
    const covered: Payout[] = [];
    let left = available;
    for (const payout of waiters) {
      const cost = this.waitForRail.costOf(payout);
      if (cost > left) break;
      if (payout.fundsBalance !== null && available <= payout.fundsBalance) continue;
      left -= cost;
      covered.push(payout);
    }
    return covered;
  }
}
