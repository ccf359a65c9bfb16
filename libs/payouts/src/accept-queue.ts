import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { poolOf, sqlStateOf } from '#libs/platform';
import { ACCEPT_PAYOUTS, type AcceptRow, acceptParameters } from './accept-payouts.queries.js';

/** `conflict`: the reference or the Idempotency-Key is taken; who took it is for the caller to find out. */
export type Accepted = { readonly kind: 'created'; readonly createdAt: Date } | { readonly kind: 'conflict' };

/**
 * Two writes are in flight at most: while they are, new payouts gather and go together with the next one. Under load that
 * makes few commits carry many payouts; when idle a payout is written at once. No timer is involved.
 */
const WRITES_IN_FLIGHT = 2;
/** Keeps one statement short enough for the statement timeout and fair to the others. */
const ROWS_PER_WRITE = 200;
const DEADLOCK_TRIES = 3;

interface Waiting {
  readonly row: AcceptRow;
  readonly resolve: (accepted: Accepted) => void;
  readonly reject: (error: unknown) => void;
}

/** Writes accepted payouts, gathering those that arrive together. Answers only after the commit is acknowledged. */
@Injectable()
export class AcceptQueue implements OnApplicationShutdown {
  private readonly waiting: Waiting[] = [];
  private writesInFlight = 0;
  private readonly pool: Pool;

  constructor(dataSource: DataSource) {
    this.pool = poolOf(dataSource);
  }

  accept(row: AcceptRow): Promise<Accepted> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ row, resolve, reject });
      this.writeNext();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    while (this.writesInFlight > 0 || this.waiting.length > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  private writeNext(): void {
    if (this.writesInFlight >= WRITES_IN_FLIGHT || this.waiting.length === 0) return;
    const batch = this.waiting.splice(0, ROWS_PER_WRITE);
    this.writesInFlight += 1;
    void this.write(batch).finally(() => {
      this.writesInFlight -= 1;
      this.writeNext();
    });
  }

  private async write(batch: readonly Waiting[]): Promise<void> {
    try {
      const created = await this.insert(batch.map(({ row }) => row));
      for (const { row, resolve } of batch) {
        const createdAt = created.get(row.payout.id);
        resolve(createdAt === undefined ? { kind: 'conflict' } : { kind: 'created', createdAt });
      }
    } catch (error) {
      // The server has rolled the whole batch back; one bad row must not fail its neighbours, so each goes alone.
      if (batch.length > 1 && sqlStateOf(error) !== null) await this.writeOneByOne(batch);
      else for (const { reject } of batch) reject(error);
    }
  }

  private async writeOneByOne(batch: readonly Waiting[]): Promise<void> {
    for (const { row, resolve, reject } of batch) {
      try {
        const createdAt = (await this.insertAgainAfterDeadlock(row)).get(row.payout.id);
        resolve(createdAt === undefined ? { kind: 'conflict' } : { kind: 'created', createdAt });
      } catch (error) {
        reject(error);
      }
    }
  }

  private async insertAgainAfterDeadlock(row: AcceptRow): Promise<Map<string, Date>> {
    for (let tryNumber = 1; ; tryNumber += 1) {
      try {
        return await this.insert([row]);
      } catch (error) {
        if (sqlStateOf(error) !== '40P01' || tryNumber >= DEADLOCK_TRIES) throw error;
      }
    }
  }

  private async insert(rows: readonly AcceptRow[]): Promise<Map<string, Date>> {
    const result = await this.pool.query<{ id: string; created_at: Date }>({
      ...ACCEPT_PAYOUTS,
      values: acceptParameters(rows),
    });
    return new Map(result.rows.map((row) => [row.id, row.created_at]));
  }
}
