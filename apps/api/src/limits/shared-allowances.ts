import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { DataSource } from 'typeorm';
import { poolOf } from '#libs/platform';
import { Allowances, type Told } from './allowances.js';
import { EXCHANGE_USE, SWEEP_USE, type UsedRow } from './rate-limit.entity.js';

/** Every limit is one of requests a second. */
export const PER_MS = 1_000;
/** How long what was let pass gathers before the other replicas are told. */
const EXCHANGE_EVERY_MS = 100;
/** After an exchange that failed. Meanwhile each replica limits by what it sees itself. */
const EXCHANGE_AGAIN_MS = 1_000;
const SWEEP_EVERY_MS = 60_000;
/** A key that went beyond its limit, by many replicas at once, pays back one whole allowance at most. */
const MOST_USED_MS = 2 * PER_MS;
/** Clients are ours and few. Addresses are anybody's: they get little room, and none of the room of clients. */
const MOST_CLIENTS = 10_000;
const MOST_ADDRESSES = 1_000;
/** Keeps the statement short; what finds no room in one exchange is told in the next. */
const MOST_TOLD = 1_000;

/**
 * Counts requests by key, in memory and for all replicas together: no request waits for the database. What was let pass
 * gathers for a moment and goes to a shared table in one statement, which tells what the others let pass. Nobody who asks
 * costs nothing, and without the database each replica limits by what it sees itself.
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

  /** How many keys are remembered. */
  get size(): number {
    return this.clients.size + this.addresses.size;
  }

  /**
   * Lets a request of a client pass, or not, as the throttler's guard asks.
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

  /** Tells the other replicas what was let pass here, and hears what they did. By itself, some moments after a request. */
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
    const fromClients = this.clients.tell(MOST_TOLD);
    const fromAddresses = this.addresses.tell(MOST_TOLD);
    const told = [...fromClients, ...fromAddresses];
    try {
      if (told.length > 0) await this.tell(told);
      if (told.length > 0 && this.alone) {
        this.alone = false;
        this.logger.log('limits are shared with the other replicas again');
      }
    } catch (error) {
      this.clients.notTold(fromClients, PER_MS);
      this.addresses.notTold(fromAddresses, PER_MS);
      if (!this.alone) this.logger.warn({ msg: 'limits are those of this replica alone for now', err: error });
      this.alone = true;
    }
    if (this.planned !== null) clearTimeout(this.planned);
    this.planned = null;
    // Requests that came meanwhile are to be told too; when there were none, the next exchange tells nothing and is the last.
    if (told.length > 0) this.plan(this.alone ? EXCHANGE_AGAIN_MS : EXCHANGE_EVERY_MS);
  }

  private async tell(told: readonly Told[]): Promise<void> {
    const askedAtMs = performance.now();
    const pool = poolOf(this.dataSource);
    const values = [told.map(({ key }) => key), told.map(({ useMs }) => useMs), MOST_USED_MS];
    const { rows } = await pool.query<UsedRow>({ ...EXCHANGE_USE, values });
    for (const { key, used_ms } of rows) {
      this.clients.heard(key, used_ms, askedAtMs);
      this.addresses.heard(key, used_ms, askedAtMs);
    }
    if (askedAtMs - this.sweptAtMs < SWEEP_EVERY_MS) return;
    this.sweptAtMs = askedAtMs;
    // Rows that stay for a while longer hurt nobody.
    await pool.query(SWEEP_USE).catch(() => undefined);
  }
}

/** For Retry-After, which has whole seconds. */
function secondsOf(waitMs: number): number {
  return Math.ceil(waitMs / 1_000);
}
