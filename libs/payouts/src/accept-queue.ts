import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { GatherWrites, poolOf } from '#libs/platform';
import { ACCEPT_PAYOUTS, type AcceptRow, acceptParameters } from './accept-payouts.queries.js';

/** `conflict`: the reference or the Idempotency-Key is taken; who took it is for the caller to find out. */
export type Accepted = { readonly kind: 'created'; readonly createdAt: Date } | { readonly kind: 'conflict' };

/** Writes accepted payouts, gathering those that arrive together. Answers only after the commit is acknowledged. */
@Injectable()
export class AcceptQueue implements OnApplicationShutdown {
  private readonly writes: GatherWrites<AcceptRow, Accepted>;

  constructor(dataSource: DataSource) {
    const pool = poolOf(dataSource);
    this.writes = new GatherWrites(async (rows) => {
      const { rows: created } = await pool.query<{ id: string; created_at: Date }>({
        ...ACCEPT_PAYOUTS,
        values: acceptParameters(rows),
      });
      const createdAt = new Map(created.map((row) => [row.id, row.created_at]));
      return rows.map(({ payout }) => acceptedAt(createdAt.get(payout.id)));
    });
  }

  accept(row: AcceptRow): Promise<Accepted> {
    return this.writes.write(row);
  }

  onApplicationShutdown(): Promise<void> {
    return this.writes.settled();
  }
}

function acceptedAt(createdAt: Date | undefined): Accepted {
  return createdAt === undefined ? { kind: 'conflict' } : { kind: 'created', createdAt };
}
