import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, SETTINGS, type Settings } from '#libs/platform';
import { PROVIDERS } from '#libs/providers';
import { CheckPayout } from '../check/check-payout.js';
import { InquirePayout } from '../inquiry/inquire-payout.js';
import { leaseMs, nextDelayMs } from '../law/schedule.js';
import type { PayoutStatus } from '../law/status.js';
import { Payout } from '../records/payout.entity.js';
import { raiseAlert } from '../records/raise-alert.js';
import type { Intent } from '../transfer/record-intent.js';
import { TransferPayout } from '../transfer/transfer-payout.js';
import { type Lane, Lanes } from './lanes.js';
import { later, type Worked } from './worked.js';

/** How long a stop waits for calls to finish by themselves before it breaks them off; what is broken off is ambiguous. */
const FINISH_WITHIN_MS = 18_000;

/** After so many failures in a row of the work of one payout, a person is told. */
const FAILURES_TO_ALERT = 5;

/** The verb that takes a payout of each status further. */
type Work = (payout: Payout, signal: AbortSignal) => Promise<Worked>;

/**
 * Works on payouts that are due: claims them, a few at a time and on one lane per provider, and takes each as far as it can
 * go. Any number of replicas may do so on one database; a claim is a lease with a growing fence.
 */
@Injectable()
export class WorkPayouts implements BeforeApplicationShutdown {
  private readonly logger = new Logger(WorkPayouts.name);
  private readonly lanes: Lanes;
  private readonly breakOff = new AbortController();
  private stopping = false;
  /** How often in a row work on a payout failed here. */
  private readonly failures = new Map<string, number>();
  private readonly work: Readonly<Record<PayoutStatus, Work | null>>;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    inquire: InquirePayout,
    private readonly transfer: TransferPayout,
    check: CheckPayout,
  ) {
    this.lanes = new Lanes(
      PROVIDERS.map(({ name }) => name),
      settings.workerConcurrency,
    );
    const ask: Work = (payout, signal) => check.run(payout, signal);
    this.work = {
      created: (payout, signal) => inquire.run(payout, signal),
      inquired: (payout, signal) => transfer.run(payout, signal),
      transferring: ask,
      pending: ask,
      review: ask,
      succeeded: ask,
      failed: ask,
      cancelled: ask,
      returned: null,
    };
  }

  /** How many more payouts of a provider this process can take on now. */
  roomFor(provider: string): number {
    return this.stopping ? 0 : (this.lanes.of(provider)?.room ?? 0);
  }

  /** Keeps a place for a payout that is being accepted, until {@link givePlaceBack}. @returns false when there is none */
  keepPlace(provider: string): boolean {
    return !this.stopping && this.lanes.of(provider)?.keep(1) === 1;
  }

  givePlaceBack(provider: string): void {
    this.lanes.of(provider)?.giveBack(1);
  }

  /** Says that a payout which is due was left in the database for want of a place: it is taken on once there is one. */
  leaveDue(provider: string): void {
    const lane = this.lanes.of(provider);
    if (lane !== undefined) this.fillBehind(lane);
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
    return this.lanes.workOn(payoutId);
  }

  /**
   * Claims due payouts, oldest first, until there are none or the lanes are full. A full lane goes on claiming by itself as
   * places come free; it never holds up another one.
   *
   * @returns how many were claimed at once
   */
  async claimDue(): Promise<number> {
    const claimed = await Promise.all(this.lanes.all().map((lane) => this.fill(lane)));
    return claimed.reduce((sum, count) => sum + count, 0);
  }

  private async fill(lane: Lane): Promise<number> {
    let claimed = 0;
    while (!this.stopping && lane.room > 0) {
      lane.leftSome = false;
      const count = await this.fillOnce(lane);
      claimed += count;
      // Somebody who came for a place while all were kept for this claim may know of payouts that it did not see.
      if (count === 0 && !lane.leftSome) return claimed;
    }
    lane.leftSome = true;
    return claimed;
  }

  private async fillOnce(lane: Lane): Promise<number> {
    const places = lane.keep(lane.room);
    try {
      const payouts = await this.claim(lane.provider, places);
      for (const payout of payouts) this.start(payout);
      return payouts.length;
    } finally {
      lane.giveBack(places);
    }
  }

  /** Claims one payout for a caller who wants it looked at now. Null: somebody is working on it at this moment. */
  async claimOne(payout: Payout, by: Actor): Promise<Payout | null> {
    return inTransaction(this.dataSource, async (tx) => {
      const [claimed] = await this.claimWhere(
        `select id from payout where id = $1 and version = $3 and id <> all($4::uuid[]) for update skip locked`,
        [payout.id, leaseMs(this.settings), payout.version],
        tx,
      );
      if (claimed !== undefined) await recordAudit(tx, by, { action: 'payout.check', subjectId: payout.id });
      return claimed ?? null;
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const timer = setTimeout(() => this.breakOff.abort(new Error('the service is stopping')), FINISH_WITHIN_MS);
    const running = () => this.lanes.all().flatMap((lane) => [...lane.running.values()]);
    while (running().length > 0) await Promise.allSettled(running());
    clearTimeout(timer);
  }

  /**
   * Half of the room is for payouts that have not been sent yet, so that thousands of overdue status checks after a
   * provider's outage do not keep new payouts waiting; what they leave free goes to whatever is due longest.
   */
  private async claim(provider: string, limit: number): Promise<Payout[]> {
    const due = `select id from payout where provider = $3 and due_at <= now() and id <> all($4::uuid[])`;
    const oldest = `order by due_at limit $1 for update skip locked`;
    const lease = leaseMs(this.settings);
    const fresh = await this.claimWhere(`${due} and status in ('created', 'inquired') ${oldest}`, [
      Math.ceil(limit / 2),
      lease,
      provider,
    ]);
    const left = limit - fresh.length;
    return left === 0 ? fresh : [...fresh, ...(await this.claimWhere(`${due} ${oldest}`, [left, lease, provider]))];
  }

  /** @param select ids of payouts; `$4` are those that this process works on: claiming one would make its result count for nothing */
  private async claimWhere(
    select: string,
    parameters: unknown[],
    tx: EntityManager = this.dataSource.manager,
  ): Promise<Payout[]> {
    const running = this.lanes.all().flatMap((lane) => [...lane.running.keys()]);
    const [rows]: [{ id: string; fence: number }[], number] = await tx.query(
      `with due as materialized (${select})
       update payout set fence = fence + 1, due_at = now() + $2::double precision * interval '1 millisecond'
       from due where payout.id = due.id returning payout.id, payout.fence`,
      [...parameters, running],
    );
    if (rows.length === 0) return [];
    const fences = new Map(rows.map((row) => [row.id, row.fence]));
    const payouts = await tx.getRepository(Payout).findBy({ id: In([...fences.keys()]) });
    // A caller's command may have come in between claim and read: then the fence has moved on and the payout is not ours.
    return payouts.filter((payout) => payout.fence === fences.get(payout.id) && this.settled(payout.id) === null);
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
    const lane = this.lanes.of(payout.provider);
    if (lane === undefined) throw new Error(`no provider ${payout.provider}`);
    let last: Worked = null;
    const tracked = work.then(
      (worked) => {
        last = worked;
        this.failures.delete(payout.id);
      },
      (error: unknown) => this.putAside(payout, error),
    );
    lane.add(payout, tracked, () => {
      if (lane.leftSome) this.fillBehind(lane);
      // The payout may have gone over to another lane.
      if (last !== null && last.payout.provider !== lane.provider) this.leaveDue(last.payout.provider);
    });
  }

  private fillBehind(lane: Lane): void {
    this.fill(lane).catch((error: unknown) =>
      this.logger.error({ msg: 'could not claim payouts', error: nameOf(error) }),
    );
  }

  /**
   * Work that threw is tried again later and later, and a person is told when it keeps throwing in this process; the other
   * payouts go on.
   * When even this fails (the database is away), the lease runs out by itself.
   */
  private async putAside(payout: Payout, error: unknown): Promise<void> {
    this.logger.error({ payoutId: payout.id, msg: 'work on a payout failed', error: nameOf(error) });
    const delayMs = nextDelayMs(this.settings.statusCheckDelaysMs, payout.tries);
    // Not `tries`: those of a payout that was asked about for hours are many already.
    const failures = (this.failures.get(payout.id) ?? 0) + 1;
    this.failures.set(payout.id, failures);
    try {
      await inTransaction(this.dataSource, async (tx) => {
        await later(tx, payout, delayMs);
        if (failures !== FAILURES_TO_ALERT) return;
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
