import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { inTransaction, SETTINGS, type Settings } from '#libs/platform';
import { CheckPayout } from './check-payout.js';
import { InquirePayout } from './inquire-payout.js';
import { Payout } from './payout.entity.js';
import { raiseAlert } from './raise-alert.js';
import type { Intent } from './record-intent.js';
import { leaseMs, nextDelayMs } from './schedule.js';
import type { PayoutStatus } from './status.js';
import { TransferPayout } from './transfer-payout.js';
import { later, type Worked } from './worked.js';

/** How long a stop waits for calls to finish by themselves before it breaks them off; what is broken off is ambiguous. */
const FINISH_WITHIN_MS = 18_000;

/** After so many failures in a row of the work of one payout, a person is told. */
const FAILURES_TO_ALERT = 5;

/** The verb that takes a payout of each status further. */
type Work = (payout: Payout, signal: AbortSignal) => Promise<Worked>;

/**
 * Works on payouts that are due: claims them, a few at a time, and takes each as far as it can go. Any number of replicas
 * may do so on one database; a claim is a lease with a growing fence.
 */
@Injectable()
export class WorkPayouts implements BeforeApplicationShutdown {
  private readonly logger = new Logger(WorkPayouts.name);
  private readonly running = new Map<string, Promise<void>>();
  private readonly breakOff = new AbortController();
  private stopping = false;
  private readonly work: Readonly<Record<PayoutStatus, Work | null>>;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    inquire: InquirePayout,
    private readonly transfer: TransferPayout,
    check: CheckPayout,
  ) {
    const ask: Work = (payout, signal) => check.run(payout, signal);
    this.work = {
      created: (payout, signal) => inquire.run(payout, signal),
      inquired: (payout, signal) => transfer.run(payout, signal),
      transferring: ask,
      pending: ask,
      review: ask,
      succeeded: ask,
      failed: ask,
      cancelled: null,
      returned: null,
    };
  }

  /** How many more payouts this process can take on now. */
  get room(): number {
    return this.stopping ? 0 : Math.max(0, this.settings.workerConcurrency - this.running.size);
  }

  /** Takes on a payout whose lease this process already holds. */
  start(payout: Payout): void {
    this.track(payout, this.advance(payout));
  }

  /** Sends an intent that this process has just recorded. */
  startSending(intent: Intent): void {
    this.track(intent.payout, this.transfer.send(intent, this.breakOff.signal));
  }

  /** Resolves when this process has put the payout down; null when it does not hold it. */
  settled(payoutId: string): Promise<void> | null {
    return this.running.get(payoutId) ?? null;
  }

  /**
   * Claims due payouts, oldest first, until there are none or this process is full.
   *
   * @returns how many were claimed
   */
  async claimDue(): Promise<number> {
    let claimed = 0;
    while (this.room > 0) {
      const payouts = await this.claim(this.room);
      claimed += payouts.length;
      for (const payout of payouts) this.start(payout);
      if (payouts.length === 0) break;
      if (this.room === 0) await Promise.race(this.running.values());
    }
    return claimed;
  }

  /** Claims one payout for a caller who wants it looked at now. Null: somebody is working on it at this moment. */
  async claimOne(payout: Payout): Promise<Payout | null> {
    const claimed = await this.claimWhere(
      `select id from payout where id = $1 and version = $3 for update skip locked`,
      [payout.id, leaseMs(this.settings), payout.version],
    );
    return claimed[0] ?? null;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const timer = setTimeout(() => this.breakOff.abort(new Error('the service is stopping')), FINISH_WITHIN_MS);
    while (this.running.size > 0) await Promise.allSettled(this.running.values());
    clearTimeout(timer);
  }

  /**
   * Half of the room is for payouts that have not been sent yet, so that thousands of overdue status checks after a
   * provider's outage do not keep new payouts waiting; what they leave free goes to whatever is due longest.
   */
  private async claim(limit: number): Promise<Payout[]> {
    const due = `select id from payout where due_at <= now()`;
    const oldest = `order by due_at limit $1 for update skip locked`;
    const lease = leaseMs(this.settings);
    const fresh = await this.claimWhere(`${due} and status in ('created', 'inquired') ${oldest}`, [
      Math.ceil(limit / 2),
      lease,
    ]);
    const left = limit - fresh.length;
    return left === 0 ? fresh : [...fresh, ...(await this.claimWhere(`${due} ${oldest}`, [left, lease]))];
  }

  private async claimWhere(select: string, parameters: unknown[]): Promise<Payout[]> {
    const [rows]: [{ id: string; fence: number }[], number] = await this.dataSource.query(
      `with due as materialized (${select})
       update payout set fence = fence + 1, due_at = now() + $2::double precision * interval '1 millisecond'
       from due where payout.id = due.id returning payout.id, payout.fence`,
      parameters,
    );
    if (rows.length === 0) return [];
    const fences = new Map(rows.map((row) => [row.id, row.fence]));
    const payouts = await this.dataSource.getRepository(Payout).findBy({ id: In([...fences.keys()]) });
    // A caller's command may have come in between claim and read: then the fence has moved on and the payout is not ours.
    return payouts.filter((payout) => payout.fence === fences.get(payout.id) && !this.running.has(payout.id));
  }

  private async advance(first: Payout): Promise<Worked> {
    let worked: Worked = { payout: first, goOn: true };
    while (worked?.goOn) {
      const work: Work | null = this.work[worked.payout.status];
      if (work === null) return worked;
      worked = await work(worked.payout, this.breakOff.signal);
    }
    return worked;
  }

  private track(payout: Payout, work: Promise<Worked>): void {
    const tracked = work
      .then(
        () => undefined,
        (error: unknown) => this.putAside(payout, error),
      )
      .finally(() => this.running.delete(payout.id));
    this.running.set(payout.id, tracked);
  }

  /**
   * Work that threw is tried again later and later, and a person is told when it keeps throwing; the other payouts go on.
   * When even this fails (the database is away), the lease runs out by itself.
   */
  private async putAside(payout: Payout, error: unknown): Promise<void> {
    this.logger.error({ payoutId: payout.id, msg: 'work on a payout failed', error: nameOf(error) });
    const delayMs = nextDelayMs(this.settings.statusCheckDelaysMs, payout.tries);
    try {
      await inTransaction(this.dataSource, async (tx) => {
        await later(tx, payout, delayMs);
        if (payout.tries + 1 !== FAILURES_TO_ALERT) return;
        await raiseAlert(tx, {
          payoutId: payout.id,
          kind: 'work_failing',
          message: `Work on this payout failed ${FAILURES_TO_ALERT} times`,
        });
      });
    } catch (second) {
      this.logger.error({ payoutId: payout.id, msg: 'could not put the payout aside', error: nameOf(second) });
    }
  }
}

/** The error without its parameters: a QueryFailedError carries account numbers in them. */
function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
