import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { alertUnreadable, inTransaction, isDatabaseTrouble } from '#libs/platform';
import { want } from '../law/lease.js';
import { nextDelayMs } from '../law/schedule.js';
import { raiseAlert } from '../records/alert.js';
import { LocalWorkers } from '../records/workers.js';
import {
  type ClaimedCallback,
  claimCallbacks,
  findNamedAttempts,
  lockAttempts,
  type NamedAttempt,
  putAside,
  writeHints,
  writeProcessed,
} from './process-callbacks.queries.js';
import { type Round, roundOf } from './round.js';

/** Processing that failed is retried after a minute, then at growing intervals. */
const FAILURE_WAITS_MS = [60_000, 600_000, 3_600_000] as const;

/** Callbacks processed in one transaction: enough to keep up with a flood, few enough to hold their locks only shortly. */
const PER_ROUND = 100;

/** Under load callbacks gather for so long, which makes few rounds process many; the provider has its answer by then. */
const GATHER_MS = 20;

/**
 * Acts upon stored callbacks: finds the transfer that each is about and makes its payout due, so that the status check
 * finds out its result. A callback moves no payout. Any number of replicas may do so on one database; in each, one
 * round runs at a time.
 */
@Injectable()
export class ProcessCallbacks implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ProcessCallbacks.name);
  private planned: NodeJS.Timeout | null = null;
  private running: Promise<number> | null = null;
  private again = false;
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly workers: LocalWorkers,
  ) {}

  /** Processes, without being waited for, what has just been stored. */
  soon(): void {
    this.planned ??= setTimeout(() => {
      this.planned = null;
      this.process().catch((error: unknown) => {
        // The callbacks are in the database, and the loop comes back to them.
        this.logger.warn({ msg: 'callbacks could not be processed now', err: error });
      });
    }, GATHER_MS);
  }

  /**
   * Processes callbacks that are due until there are none.
   *
   * @returns how many it processed; a call that comes while another runs gets that one's count
   */
  process(): Promise<number> {
    this.again = true;
    this.running ??= this.drain().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    if (this.planned !== null) clearTimeout(this.planned);
    await this.running?.catch(() => undefined);
  }

  private async drain(): Promise<number> {
    let processed = 0;
    while (this.again && !this.stopping) {
      this.again = false;
      for (let count = 1; count > 0 && !this.stopping; processed += count) count = await this.round();
    }
    return processed;
  }

  private async round(): Promise<number> {
    const claimed: ClaimedCallback[] = [];
    try {
      const woken = await this.processDue(claimed, PER_ROUND, null);
      if (woken > 0) this.workers.wake();
    } catch (error) {
      if (claimed.length === 0) throw error;
      await this.oneByOne(claimed);
    }
    return claimed.length;
  }

  /** One callback that cannot be processed must not keep the others waiting. */
  private async oneByOne(callbacks: readonly ClaimedCallback[]): Promise<void> {
    for (const { id, tries } of callbacks) {
      try {
        await this.processDue([], 1, id);
      } catch (error) {
        await this.putAside(id, tries, error);
      }
    }
    this.workers.wake();
  }

  private async putAside(id: string, tries: number, error: unknown): Promise<void> {
    // Only the kind of other errors: their words may quote what the callback says.
    const err = isDatabaseTrouble(error) ? error : (error as Error).name;
    this.logger.error({ msg: 'processing a callback failed', callbackId: id, err });
    const after = 'Salur then processes it by itself, at the latest after an hour.';
    const message = await inTransaction(this.dataSource, async (tx) => {
      await putAside(tx, id, nextDelayMs(FAILURE_WAITS_MS, tries));
      return alertUnreadable(tx, { row: { table: 'callback', id }, error, after });
    });
    if (message !== null) this.logger.error({ callbackId: id, msg: message });
  }

  /**
   * @param claimed is filled with what was claimed, so that it is known also when processing fails
   * @returns how many payouts are due because of them
   */
  private processDue(claimed: ClaimedCallback[], limit: number, onlyId: string | null): Promise<number> {
    return inTransaction(this.dataSource, async (tx) => {
      const callbacks = await claimCallbacks(tx, limit, onlyId);
      claimed.splice(0, claimed.length, ...callbacks);
      if (callbacks.length === 0) return 0;
      const round = roundOf({
        callbacks,
        named: await namedBy(tx, callbacks),
        lock: (attemptIds) => lockAttempts(tx, attemptIds),
      });
      return write(tx, await round);
    });
  }
}

/** Callbacks whose transfer was found in an earlier round keep it. */
function namedBy(tx: EntityManager, callbacks: readonly ClaimedCallback[]): Promise<NamedAttempt[]> {
  const open = callbacks.filter(({ attemptId }) => attemptId === null);
  return open.length === 0 ? Promise.resolve([]) : findNamedAttempts(tx, open);
}

async function write(tx: EntityManager, { processed, hints, wake, alerts }: Round): Promise<number> {
  await writeHints(tx, hints);
  await want(tx, wake);
  await writeProcessed(tx, processed);
  for (const alert of alerts) await raiseAlert(tx, alert);
  return wake.length;
}
