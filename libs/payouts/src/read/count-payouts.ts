import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SETTINGS } from '#libs/platform';
import type { StandingKind, TwoPeopleSettings } from '../law/standing.js';
import { OVERDUE, STANDINGS } from './count-payouts.queries.js';

/** Counting ends here, for each of the two groups that are read. */
export const MOST_COUNTED_PAYOUTS = 100_000;

/** The payouts that stand in one way. */
export interface StandingCount {
  readonly standing: StandingKind;
  readonly count: number;
  /** Whole rupiah. */
  readonly amount: bigint;
  /** When the oldest of them was created. */
  readonly oldestAt: Date;
}

/** Work that is late. */
export interface OverduePayouts {
  readonly count: number;
  readonly oldestDueAt: Date | null;
  /** How late the oldest is, by the database's clock. */
  readonly lateMs: number;
}

/** Counts payouts of all clients, for operators. The service does not provide it. */
@Injectable()
export class CountPayouts {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: TwoPeopleSettings,
  ) {}

  /** Those that are not final, by where they stand. */
  async standings(): Promise<readonly StandingCount[]> {
    const from = this.settings.twoPeopleFrom?.toString() ?? null;
    const rows: (Omit<StandingCount, 'amount'> & { amount: string })[] = await this.dataSource.query(STANDINGS, [
      from,
      MOST_COUNTED_PAYOUTS,
    ]);
    return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
  }

  async overdue(): Promise<OverduePayouts> {
    const [row]: [OverduePayouts] = await this.dataSource.query(OVERDUE, [MOST_COUNTED_PAYOUTS]);
    return row;
  }
}
