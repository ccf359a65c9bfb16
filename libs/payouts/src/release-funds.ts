import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PROVIDERS } from '#libs/providers';
import { RailDirectory } from '#libs/rails';
import { Payout } from './payout.entity.js';
import { findOtherRail } from './reroute.js';
import { WorkPayouts } from './work-payouts.js';

/** At most so many are let go at one reading of the balance. */
const WAITERS_PER_LOOK = 500;

/**
 * Lets payouts that wait for funds go on, first come, first served for each provider: as many as the newest reading of the
 * balance covers, and none before the balance has risen above what it was when they began to wait.
 */
@Injectable()
export class ReleaseFunds {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
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
    const covered = coveredBy(await this.newReading(provider), waiters);
    const elsewhere = await this.ableElsewhere(waiters.slice(covered.length));
    const ids = [...covered, ...elsewhere].map(({ id }) => id);
    const [, count]: [unknown[], number] = await this.dataSource.query(
      `update payout set waiting_reason = null, waiting_until = null, due_at = now(), fence = fence + 1
       where id = any($1) and waiting_reason = 'funds'`,
      [ids],
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
    return available === null ? null : BigInt(available);
  }

  /** Those for whom another provider has the money now. */
  private async ableElsewhere(waiters: readonly Payout[]): Promise<Payout[]> {
    const able: Payout[] = [];
    for (const payout of waiters) {
      if (payout.requestedRail !== 'auto') continue;
      const other = await findOtherRail(this.dataSource, this.rails, payout);
      if (other !== null && other.provider !== payout.provider) able.push(payout);
    }
    return able;
  }
}

/**
 * The first of the queue, as far as the money goes. Who does not fit keeps those behind from overtaking; who was refused
 * although the balance would have covered it is left until the balance rises, and holds up nobody.
 */
function coveredBy(available: bigint | null, waiters: readonly Payout[]): Payout[] {
  if (available === null) return [];
  const covered: Payout[] = [];
  let left = available;
  for (const payout of waiters) {
    const cost = payout.amount + (payout.fee ?? 0n);
    if (cost > left) break;
    if (payout.fundsBalance !== null && available <= payout.fundsBalance) continue;
    left -= cost;
    covered.push(payout);
  }
  return covered;
}
