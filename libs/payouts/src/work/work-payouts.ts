import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  alertOnce,
  alertUnreadable,
  DatabaseCondition,
  inTransaction,
  isUnreadable,
  type LeftOut,
  RowUnreadable,
  SETTINGS,
  type Settings,
} from '#libs/platform';
import { PROVIDERS } from '#libs/providers';
import { CheckPayout } from '../check/check-payout.js';
import { InquirePayout } from '../inquiry/inquire-payout.js';
import { claimDue, claimOne, extend, type PayoutRow, release } from '../law/lease.js';
import { leaseMs, nextDelayMs } from '../law/schedule.js';
import type { PayoutStatus } from '../law/status.js';
import { carryOut, later, type Progress } from '../law/transition.js';
import type { AlertKind } from '../records/alert.js';
import { Payout, payoutOf } from '../records/payout.entity.js';
import { PutDown } from '../records/put-down.js';
import { LocalWorkers, WakeWorkers } from '../records/workers.js';
import { TransferPayout } from '../transfer/transfer-payout.js';
import { heldByClient, type Lane, Lanes } from './lanes.js';
import { UnknownProviders } from './unknown-providers.js';

/**
 * Which work a process takes on. `due`: whatever is due; only such a process sends. `asked`: a status check that a person
 * asks for, as the command line does. `none`: it records what is to be done and wakes the workers.
 */
export type WorkMode = 'due' | 'asked' | 'none';
export const WORK_MODE = Symbol('WorkMode');

/** After so many failures in a row of the work of one payout, a person is alerted. */
const FAILURES_TO_ALERT = 5;

/** A lease is extended so often while it lasts that one extension may fail. */
const EXTENSIONS_PER_LEASE = 3;

/** Every rail that this release knows, also those of providers that are off. */
const RAILS: ReadonlySet<string> = new Set(PROVIDERS.flatMap(({ rails }) => rails.map(({ name }) => name)));

/** The step that takes a payout of each status further. */
type Step = (payout: Payout, signal: AbortSignal) => Promise<Progress<Payout>>;

/**
 * Works on payouts that are due: claims them, a few at a time and on one lane per provider, and takes each as far as it can
 * go. Any number of replicas may do so on one database; a claim is a lease with a growing fence.
 */
@Injectable()
export class WorkPayouts extends LocalWorkers implements BeforeApplicationShutdown {
  private readonly logger = new Logger(WorkPayouts.name);
  private readonly lanes: Lanes;
  private readonly breakOff = new AbortController();
  private stopping = false;
  private extending: NodeJS.Timeout | null = null;
  /** How often in a row work on a payout failed here. */
  private readonly failures = new Map<string, number>();
  private readonly unknownProviders: UnknownProviders;
  private readonly steps: Readonly<Record<PayoutStatus, Step | null>>;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(WORK_MODE) private readonly mode: WorkMode,
    private readonly wakeOthers: WakeWorkers,
    private readonly putDown: PutDown,
    private readonly database: DatabaseCondition,
    inquire: InquirePayout,
    transfer: TransferPayout,
    check: CheckPayout,
  ) {
    super();
    this.lanes = new Lanes(
      PROVIDERS.map(({ name }) => name),
      settings.workerConcurrency,
    );
    this.unknownProviders = new UnknownProviders(dataSource);
    const ask: Step = (payout, signal) => check.check(payout, signal);
    this.steps = {
      created: (payout, signal) => inquire.inquire(payout, signal),
      inquired: (payout, signal) => transfer.transfer(payout, signal),
      transferring: ask,
      pending: ask,
      review: ask,
      succeeded: ask,
      failed: ask,
      cancelled: ask,
      returned: null,
    };
  }

  /** Whether this process takes on payouts that are due. */
  get takesDue(): boolean {
    return this.mode === 'due';
  }

  /** A process that stops, or whose clock or database is not fit, finishes what it has. */
  private get takesNothing(): boolean {
    return this.stopping || this.database.problem !== null;
  }

  /** How many more payouts of a provider this process can take on now. */
  roomFor(provider: string): number {
    return this.takesNothing ? 0 : (this.lanes.of(provider)?.room ?? 0);
  }

  keepPlace(provider: string): boolean {
    return this.mode === 'due' && !this.takesNothing && this.lanes.of(provider)?.keepForNew() === true;
  }

  givePlaceBack(provider: string): void {
    this.lanes.of(provider)?.giveBack(1);
  }

  takeOn(payout: Payout): void {
    this.track(payout, this.advance(payout));
  }

  wake(provider?: string): void {
    if (this.mode !== 'due') {
      this.wakeOthers.wake();
      return;
    }
    const lanes = provider === undefined ? this.lanes.all() : [this.lanes.of(provider)];
    for (const lane of lanes) if (lane !== undefined) this.fillBehind(lane);
  }

  async claim(payout: Payout): Promise<boolean> {
    const lane = this.lanes.of(payout.provider);
    if (this.mode === 'none' || this.takesNothing || lane?.keepForNew() !== true) return false;
    try {
      const row = await claimOne(this.dataSource, payout, leaseMs(this.settings));
      if (row !== null) this.takeOn(this.read(row));
      return row !== null;
    } finally {
      lane.giveBack(1);
    }
  }

  settled(payoutId: string): Promise<void> | null {
    return this.lanes.workOn(payoutId);
  }

  /**
   * Claims due payouts, a share for each client, until there are none or the lanes are full. A full lane goes on claiming by itself as
   * places come free; it never holds up another one.
   *
   * @returns how many were claimed at once
   */
  async claimDue(): Promise<number> {
    const claimed = await Promise.all(this.lanes.all().map((lane) => this.fill(lane)));
    await this.unknownProviders.look();
    return claimed.reduce((sum, count) => sum + count, 0);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const timer = setTimeout(
      () => this.breakOff.abort(new Error('the service is stopping')),
      this.settings.finishWithinMs,
    );
    const running = () => this.lanes.all().flatMap((lane) => lane.work());
    while (running().length > 0) await Promise.allSettled(running());
    clearTimeout(timer);
    if (this.extending !== null) clearInterval(this.extending);
  }

  /** One claim runs at a time on a lane; a call that comes meanwhile has it look once more, and claims nothing itself. */
  private async fill(lane: Lane): Promise<number> {
    lane.again = true;
    if (lane.isFilling) {
      await lane.filling;
      return 0;
    }
    const filling = this.claimAll(lane);
    lane.filling = filling;
    return filling;
  }

  private async claimAll(lane: Lane): Promise<number> {
    let claimed = 0;
    lane.isFilling = true;
    try {
      while (lane.again && !this.takesNothing && lane.room > 0) {
        lane.again = false;
        for (let count = 1; count > 0 && !this.takesNothing && lane.room > 0; claimed += count)
          count = await this.fillOnce(lane);
      }
      lane.leftSome = lane.room === 0;
    } finally {
      // In the same turn as the last look at `again`: a later call starts a new run.
      lane.isFilling = false;
    }
    return claimed;
  }

  private async fillOnce(lane: Lane): Promise<number> {
    const places = lane.keep(lane.room);
    try {
      const payouts = await this.claimMany(lane, places);
      for (const payout of payouts) this.takeOn(payout);
      return payouts.length;
    } finally {
      lane.giveBack(places);
    }
  }

  /**
   * Half of the room is for payouts that have not been sent yet, so that thousands of overdue status checks after a
   * provider's outage do not keep new payouts waiting; what they leave free goes to the payouts that are due longest.
   */
  private async claimMany(lane: Lane, limit: number): Promise<Payout[]> {
    const common = {
      provider: lane.provider,

      leaseMs: leaseMs(this.settings),
      except: this.lanes.all().flatMap((lane) => lane.ids()),
    };
    const claim = async (most: number, unsentOnly: boolean, already: readonly Payout[]): Promise<Payout[]> => {
      if (most === 0) return [];
      const held = heldByClient([...lane.held(), ...already]);
      const rows = await claimDue(this.dataSource, { ...common, held, limit: most, unsentOnly });
      return rows.map((row) => this.read(row));
    };
    const fresh = await claim(Math.ceil(limit / 2), true, []);
    return [...fresh, ...(await claim(limit - fresh.length, false, fresh))];
  }

  private read(row: PayoutRow): Payout {
    return payoutOf(this.dataSource, row);
  }

  private async advance(first: Payout): Promise<Progress<Payout>> {
    let progress: Progress<Payout> = { payout: first, goOn: true, isWanted: false };
    while (progress?.goOn) {
      const step = this.stepOf(progress.payout);
      if (step === null) return progress;
      progress = await step(progress.payout, this.breakOff.signal);
    }
    // The lease was lost, or a command moved the payout: what is left of the lease ends.
    if (progress === null) await release(this.dataSource, first);
    return progress;
  }

  /** @throws RowUnreadable when a later release wrote the payout, which alone can go on with it */
  private stepOf({ id, status, rail }: Payout): Step | null {
    const step: Step | null | undefined = this.steps[status];
    if (step === undefined) throw new RowUnreadable({ table: 'payout', id }, 'this release does not know its status');
    if (!RAILS.has(rail))
      throw new RowUnreadable({ table: 'payout', id }, `this release does not know the rail ${rail}`);
    return step;
  }

  private track(payout: Payout, work: Promise<Progress<Payout>>): void {
    const lane = this.lanes.of(payout.provider);
    if (lane === undefined) throw new Error(`no provider ${payout.provider}`);
    let last: Progress<Payout> = null;
    const tracked = work.then(
      (progress) => {
        last = progress;
        this.failures.delete(payout.id);
      },
      (error: unknown) => this.putAside(payout, error),
    );
    lane.add(payout, tracked, () => {
      this.putDown.done(payout);
      if (lane.leftSome || last?.isWanted) this.fillBehind(lane);
      // The payout may have gone over to another lane.
      if (last !== null && last.payout.provider !== lane.provider) this.wake(last.payout.provider);
    });
    this.extending ??= setInterval(() => void this.extendLeases(), leaseMs(this.settings) / EXTENSIONS_PER_LEASE);
    this.extending.unref();
  }

  /** A step may make more than one call: its lease lasts as long as the work goes on. */
  private async extendLeases(): Promise<void> {
    const held = this.lanes.all().flatMap((lane) => lane.held());
    if (held.length === 0) return;
    await extend(this.dataSource, held, leaseMs(this.settings)).catch((error: unknown) =>
      this.logger.warn({ msg: 'could not extend leases', error: textOf(error) }),
    );
  }

  private fillBehind(lane: Lane): void {
    this.fill(lane).catch((error: unknown) =>
      this.logger.error({ msg: 'could not claim payouts', error: textOf(error) }),
    );
  }

  /**
   * Work that threw is attempted again later and later. A person is alerted at once when the row cannot be read, and otherwise
   * when the work keeps throwing in this process; the other payouts go on. When even this fails (the database is away), the lease
   * ends by itself.
   */
  private async putAside(payout: Payout, error: unknown): Promise<void> {
    this.logger.error({ payoutId: payout.id, msg: 'work on a payout failed', error: textOf(error) });
    const delayMs = nextDelayMs(this.settings.statusCheckDelaysMs, payout.tries);
    // Not `tries`: those of a payout that was asked about for hours are many already.
    const failures = (this.failures.get(payout.id) ?? 0) + 1;
    this.failures.set(payout.id, failures);
    try {
      const message = await inTransaction(this.dataSource, async (tx) => {
        await carryOut(tx, payout, later(delayMs));
        if (isUnreadable(error)) return alertUnreadable(tx, leftOut(payout, error));
        return failures === FAILURES_TO_ALERT ? alertFailing(tx, payout) : null;
      });
      if (message !== null) this.logger.error({ payoutId: payout.id, msg: message });
    } catch (second) {
      this.logger.error({ payoutId: payout.id, msg: 'could not put the payout aside', error: textOf(second) });
    }
  }
}

function leftOut({ id }: Payout, error: unknown): LeftOut {
  const after = 'Salur then continues the payout by itself, at the latest after the last of STATUS_CHECK_DELAYS.';
  return { row: { table: 'payout', id }, payoutId: id, error, after };
}

async function alertFailing(tx: EntityManager, { id }: Payout): Promise<string | null> {
  const message = `Work on this payout failed ${FAILURES_TO_ALERT} times`;
  const alert = { payoutId: id, kind: 'work_failing' satisfies AlertKind, subject: `payout/${id}`, message };
  return (await alertOnce(tx, alert)) ? message : null;
}

/** The error without its parameters: a QueryFailedError carries account numbers in them. */
function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
