import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { GatherWrites, poolOf } from '#libs/platform';
import { ACCEPT_PAYOUTS, type AcceptRow, acceptParameters } from './accept-payouts.queries.js';
import { acceptWithinLimits } from './accept-within-limits.js';
import type { Accepted, Written } from './daily-limits.js';

/** Operators set and remove limits by hand, so the setting does not change repeatedly between two statements. */
const MOST_TURNS = 5;

/**
 * Writes accepted payouts, gathering those that arrive together. Answers only after the commit is acknowledged. Payouts of
 * clients with daily limits queue apart: they wait for each other, and other clients do not wait for them.
 */
@Injectable()
export class AcceptQueue implements OnApplicationShutdown {
  private readonly writes: GatherWrites<AcceptRow, Written>;
  private readonly countedWrites: GatherWrites<AcceptRow, Written>;

  constructor(dataSource: DataSource) {
    const pool = poolOf(dataSource);
    this.countedWrites = new GatherWrites((rows) => acceptWithinLimits(pool, rows));
    this.writes = new GatherWrites(async (rows) => {
      const { rows: written } = await pool.query<{ id: string; created_at: Date | null }>({
        ...ACCEPT_PAYOUTS,
        values: acceptParameters(rows),
      });
      const createdAt = new Map(written.map((row) => [row.id, row.created_at]));
      return rows.map(({ payout }) => writtenAt(createdAt.get(payout.id)));
    });
  }

  /** @param hasDailyLimits whether its client is thought to have daily limits; a mistake costs a statement, no more */
  async accept(row: AcceptRow, hasDailyLimits: boolean): Promise<Accepted> {
    let counted = hasDailyLimits;
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      const written = await (counted ? this.countedWrites : this.writes).write(row);
      if (written.kind !== 'counted' && written.kind !== 'not_counted') return written;
      counted = written.kind === 'counted';
    }
    throw new Error(`client ${row.payout.clientId} is not there, or its limits never rest`);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.writes.settled(), this.countedWrites.settled()]);
  }
}

function writtenAt(createdAt: Date | null | undefined): Written {
  if (createdAt === undefined) return { kind: 'conflict' };
  return createdAt === null ? { kind: 'counted' } : { kind: 'created', createdAt };
}
