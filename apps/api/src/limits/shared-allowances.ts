import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { DataSource } from 'typeorm';
import { poolOf } from '#libs/platform';
import { Allowances, type UnsentUse } from './allowances.js';
import { EXCHANGE_USE, SWEEP_USE, type UsedRow } from './rate-limit.entity.js';

/** Every limit is one of requests a second. */
export const PER_MS = 1_000;
/** How long use is gathered before it is exchanged with the other replicas. */
const EXCHANGE_EVERY_MS = 100;
/** After a failed exchange. Meanwhile each replica enforces limits on its own traffic only. */
const EXCHANGE_AGAIN_MS = 1_000;
const SWEEP_EVERY_MS = 60_000;
/** A key that exceeded its limit on many replicas at once pays back at most one allowance. */
const MOST_USED_MS = 2 * PER_MS;
/** Clients are few and known. Any address can call: addresses get little room, and none of the clients'. */
const MOST_CLIENTS = 10_000;
const MOST_ADDRESSES = 1_000;
/** Keeps the statement short; the rest is sent in the next exchange. */
const MOST_SENT = 1_000;

/**
 * Counts requests by key, in memory and for all replicas together: no request waits for the database. Use is gathered for
 * a moment and written to a shared table in one statement, which returns the use of the other replicas. Idle keys cost
 * nothing. If the database is down, each replica enforces limits on its own traffic only.
 */
@Injectable()
export class SharedAllowances implements ThrottlerStorage, BeforeApplicationShutdown {
  private readonly logger = new Logger(SharedAllowances.name);
  private readonly clients = new Allowances(MOST_CLIENTS, () => performance.now());
  private readonly addresses = new Allowances(MOST_ADDRESSES, () => performance.now());
  private planned: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private alone = false;
  private stopped = false;
  private sweptAtMs = performance.now();

  constructor(private readonly dataSource: DataSource) {}

  /** How many keys are kept. */
  get size(): number {
    return this.clients.size + this.addresses.size;
  }

  /**
   * Lets a request of a client pass, or not, as ThrottlerGuard requires.
   *
   * @param ttl milliseconds in which `limit` requests may come
   */
  async increment(key: string, ttl: number, limit: number) {
    const waitMs = this.clients.take(key, limit, ttl);
    this.plan(EXCHANGE_EVERY_MS);
    const waitSeconds = secondsOf(waitMs);
    return { totalHits: limit, timeToExpire: waitSeconds, isBlocked: waitMs > 0, timeToBlockExpire: waitSeconds };
  }

  /**
   * Lets a request from an address pass, or not.
   *
   * @param limit requests a second
   * @returns 0, or the whole seconds after which it may come again
   */
  takeAddress(key: string, limit: number): number {
    const waitMs = this.addresses.take(key, limit, PER_MS);
    this.plan(EXCHANGE_EVERY_MS);
    return secondsOf(waitMs);
  }

  /** Exchanges use with the other replicas. Runs by itself, a moment after a request. */
  exchange(): Promise<void> {
    this.running ??= this.exchangeNow().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.planned !== null) clearTimeout(this.planned);
    await this.running;
  }

  private plan(afterMs: number): void {
    if (this.planned !== null || this.stopped) return;
    this.planned = setTimeout(() => void this.exchange(), afterMs).unref();
  }

  private async exchangeNow(): Promise<void> {
    const fromClients = this.clients.takeUnsent(MOST_SENT);
    const fromAddresses = this.addresses.takeUnsent(MOST_SENT);
    const unsent = [...fromClients, ...fromAddresses];
    try {
      if (unsent.length > 0) await this.send(unsent);
      if (unsent.length > 0 && this.alone) {
        this.alone = false;
        this.logger.log('limits are shared with the other replicas again');
      }
    } catch (error) {
      this.clients.putBack(fromClients, PER_MS);
      this.addresses.putBack(fromAddresses, PER_MS);
      if (!this.alone) this.logger.warn({ msg: 'limits are those of this replica alone for now', err: error });
      this.alone = true;
    }
    if (this.planned !== null) clearTimeout(this.planned);
    this.planned = null;
    // Requests may have come meanwhile; if none did, the next exchange sends nothing and is the last.
    if (unsent.length > 0) this.plan(this.alone ? EXCHANGE_AGAIN_MS : EXCHANGE_EVERY_MS);
  }

  private async send(unsent: readonly UnsentUse[]): Promise<void> {
    const askedAtMs = performance.now();
    const pool = poolOf(this.dataSource);
    const values = [unsent.map(({ key }) => key), unsent.map(({ useMs }) => useMs), MOST_USED_MS];
    const { rows } = await pool.query<UsedRow>({ ...EXCHANGE_USE, values });
    for (const { key, used_ms } of rows) {
      this.clients.applyTotal(key, used_ms, askedAtMs);
      this.addresses.applyTotal(key, used_ms, askedAtMs);
    }
    if (askedAtMs - this.sweptAtMs < SWEEP_EVERY_MS) return;
    this.sweptAtMs = askedAtMs;
    // Expired rows that stay for a while longer have no effect.
    await pool.query(SWEEP_USE).catch(() => undefined);
  }
}

/** For Retry-After, which has whole seconds. */
function secondsOf(waitMs: number): number {
  return Math.ceil(waitMs / 1_000);
}
