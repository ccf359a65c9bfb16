import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ListenToDatabase, poolOf } from '#libs/platform';
import type { Payout } from './payout.entity.js';

/** The channel on which a process says which payouts it has put down. */
const PUT_DOWN_CHANNEL = 'salur_put_down';
/** Ids in one notification: PostgreSQL takes 8,000 bytes. */
const IDS_PER_NOTIFICATION = 200;
/** Those of so long go together. */
const GATHER_MS = 20;
/** A notification can be lost with its connection. */
const LOOK_AGAIN_AFTER_MS = 2_000;

type Waiter = () => void;

/**
 * Which payouts a worker has just put down, for requests that wait for one: of this process at once, of others by a notification. So a request that waits
 * reads its payout when something has happened to it, and not by the clock.
 */
@Injectable()
export class PutDown implements BeforeApplicationShutdown {
  private readonly logger = new Logger(PutDown.name);
  private readonly waiters = new Map<string, Set<Waiter>>();
  private listening: Promise<void> | null = null;
  private readonly planned = new Set<string>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly database: ListenToDatabase,
  ) {}

  /** This process has put a payout down, as it was when it took it on. */
  done(payout: Pick<Payout, 'id' | 'status' | 'answerLockedUntil' | 'confirmedAt'>): void {
    if (this.wake(payout.id) && payout.answerLockedUntil !== null) return;
    if (!mayBeAwaited(payout)) return;
    this.planned.add(payout.id);
    this.timer ??= setTimeout(() => void this.send(), GATHER_MS);
  }

  /**
   * Begins to wait for a payout to be put down. Read the payout after that, or what happens in between is missed.
   *
   * @returns what waits until then, until the time is up (two seconds at most, because a notification can be lost), or until `signal` aborts
   */
  async next(payoutId: string): Promise<(timeMs: number, signal?: AbortSignal) => Promise<void>> {
    this.listening ??= this.database.listen(PUT_DOWN_CHANNEL, (ids) => {
      for (const id of ids.split(',')) this.wake(id);
    });
    await this.listening;
    let wake: Waiter = () => undefined;
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const waiters = this.waiters.get(payoutId) ?? new Set();
    this.waiters.set(payoutId, waiters.add(wake));
    return async (timeMs, signal) => {
      const timer = setTimeout(wake, Math.min(timeMs, LOOK_AGAIN_AFTER_MS));
      signal?.addEventListener('abort', wake);
      if (!signal?.aborted) await woken;
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      waiters.delete(wake);
      if (waiters.size === 0 && this.waiters.get(payoutId) === waiters) this.waiters.delete(payoutId);
    };
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer !== null) await this.send();
  }

  private wake(payoutId: string): boolean {
    const waiters = this.waiters.get(payoutId);
    if (waiters === undefined) return false;
    this.waiters.delete(payoutId);
    for (const wake of waiters) wake();
    return true;
  }

  private async send(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const ids = [...this.planned];
    this.planned.clear();
    const payloads: string[] = [];
    while (ids.length > 0) payloads.push(ids.splice(0, IDS_PER_NOTIFICATION).join());
    await poolOf(this.dataSource)
      .query(`select pg_notify($1, payload) from unnest($2::text[]) as t (payload)`, [PUT_DOWN_CHANNEL, payloads])
      .catch((error: Error) => this.logger.warn(`could not notify other processes: ${error.message}`));
  }
}

/** A request may wait for it: its create did, a person has confirmed it, or it was looked at again. The others are most of all payouts. */
function mayBeAwaited({ status, answerLockedUntil, confirmedAt }: Parameters<PutDown['done']>[0]): boolean {
  return answerLockedUntil !== null || confirmedAt !== null || (status !== 'created' && status !== 'inquired');
}
