import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
  Optional,
} from '@nestjs/common';
import { type Db, PgBoss } from 'pg-boss';
import { DataSource, type EntityManager } from 'typeorm';
import { poolOf, SETTINGS, type Settings } from '#libs/platform';

/** What a job says: which delivery, and for which of its turns. */
export interface DeliveryJob {
  readonly deliveryId: string;
  readonly turn: number;
}

/** A job as it was taken from its queue. */
export interface TakenJob {
  readonly id: string;
  readonly retryCount: number;
  /** After this it comes back, and may be somebody else's. */
  readonly expireInSeconds: number;
  readonly data: DeliveryJob;
}

/**
 * A job whose process died comes back after so many leases (WORKER_LEASE): half of that for waiting for a place, the rest for
 * the try and its writing. Twice a lease is longer than a try takes.
 */
const LOST_AFTER_LEASES = 4;
/** Coming back is no try: a job is never given up because processes died. */
const COMES_BACK = 1_000_000;
/** The longest wait between two tries is a day and a bit. */
const KEPT_WAITING_S = 30 * 86_400;

/** Nest token: true where the queue is started by the first that plans a try, in a process that mostly plans none. */
export const QUEUE_WHEN_NEEDED = Symbol('queue when needed');
const DAILY_QUEUE = 'webhooks-daily';
const DAY_S = 86_400;
/** 02:00 in Jakarta (UTC+7), when least is paid out; days are counted in UTC. */
const DAILY_AT_S = 19 * 3_600;
/** A process that began the work of a day and died is followed by another one after this. */
const DAILY_LOST_AFTER_S = 3_600;

/**
 * The job queue of deliveries (pg-boss), one queue for each endpoint: what one receiver leaves waiting is in nobody else's
 * way. A job only says that a delivery is due; how it stands is in its row, and a job that is done with is deleted.
 */
@Injectable()
export class WebhookJobs
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  @Optional() @Inject(QUEUE_WHEN_NEEDED) private readonly whenNeeded?: boolean;
  private readonly logger = new Logger(WebhookJobs.name);
  private readonly boss: PgBoss;
  private readonly lostAfterS: number;
  private hasDaily = false;
  private stopping = false;

  constructor(dataSource: DataSource, @Inject(SETTINGS) { leaseMs }: Settings) {
    const leaseS = Math.ceil(leaseMs / 1_000);
    this.lostAfterS = LOST_AFTER_LEASES * leaseS;
    this.boss = new PgBoss({
      db: { executeSql: (text, values) => poolOf(dataSource).query(text, values) },
      schema: 'pgboss',
      // The schema is the migrations' business, and nothing is scheduled by the queue.
      migrate: false,
      createSchema: false,
      schedule: false,
      // It would need longer than a statement may run here.
      reindex: false,
      // How often to look for lost jobs.
      monitorIntervalSeconds: leaseS,
      superviseIntervalSeconds: leaseS,
    });
  }

  onModuleInit(): void {
    this.boss.on('error', (error) => {
      if (!this.stopping) this.logger.warn({ msg: 'the job queue reports an error', err: error });
    });
    this.boss.on('warning', ({ message }) => this.logger.warn(message));
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.whenNeeded) await this.boss.start();
  }

  /** From here on it reports nothing but that the connections are being closed. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  /** Late: until then deliveries under way give their jobs back. */
  async onApplicationShutdown(): Promise<void> {
    await this.boss.stop({ graceful: false, close: false });
  }

  /** Makes the queue of an endpoint, if there is none. */
  async open(endpointId: string): Promise<void> {
    await this.boss.start();
    await this.boss.createQueue(queueOf(endpointId), {
      expireInSeconds: this.lostAfterS,
      retryLimit: COMES_BACK,
      retentionSeconds: KEPT_WAITING_S,
    });
  }

  /** Removes the queue of an endpoint that takes nothing any more, with what is in it. */
  async close(endpointId: string): Promise<void> {
    await this.boss.deleteQueue(queueOf(endpointId));
  }

  /** Plans tries, in the transaction that writes them into their deliveries. */
  async plan(
    tx: EntityManager,
    endpointId: string,
    jobs: readonly (DeliveryJob & { readonly waitMs: number })[],
  ): Promise<void> {
    const inserts = jobs.map(({ deliveryId, turn, waitMs }) => ({
      data: { deliveryId, turn },
      startAfter: waitMs / 1_000,
    }));
    await this.boss.start();
    await this.boss.insert(queueOf(endpointId), inserts, { db: within(tx) });
  }

  /** Takes jobs that are due, oldest first. */
  take(endpointId: string, most: number): Promise<TakenJob[]> {
    return this.boss.fetch<DeliveryJob>(queueOf(endpointId), { batchSize: most });
  }

  /** How long a job may wait for its try after it was taken, in milliseconds. */
  static longestWaitMs({ expireInSeconds }: TakenJob): number {
    return (expireInSeconds / 2) * 1_000;
  }

  /** Removes jobs that are done with, unless they have come back meanwhile and are somebody else's. */
  async remove(tx: EntityManager, endpointId: string, jobs: readonly TakenJob[]): Promise<void> {
    if (jobs.length === 0) return;
    const held = jobs.map(({ id, retryCount }) => ({ id, retryCount }));
    await this.boss.deleteJob(queueOf(endpointId), held, { db: within(tx) });
  }

  /**
   * Takes the work that is done once a day, whichever process comes first.
   *
   * @returns what it is finished or given back by; null: it is not time yet, or another process has it
   */
  async takeDaily(now = Date.now()): Promise<string | null> {
    if (!this.hasDaily) await this.boss.createQueue(DAILY_QUEUE, { expireInSeconds: DAILY_LOST_AFTER_S });
    this.hasDaily = true;
    const startOfDayMs = now - (now % (DAY_S * 1_000));
    const startAfter = new Date(startOfDayMs + DAILY_AT_S * 1_000).toISOString();
    // One a day: those that come later find it there, also when it is done with.
    await this.boss.insert(DAILY_QUEUE, [{ singletonSeconds: DAY_S, startAfter, retryLimit: COMES_BACK }]);
    const [job] = await this.boss.fetch(DAILY_QUEUE);
    return job?.id ?? null;
  }

  async finishDaily(jobId: string): Promise<void> {
    await this.boss.complete(DAILY_QUEUE, jobId);
  }

  async giveBackDaily(jobId: string): Promise<void> {
    await this.boss.fail(DAILY_QUEUE, jobId);
  }

  /** Gives jobs back whose process died, as happens by itself from time to time. */
  async giveBackLost(): Promise<void> {
    await this.boss.supervise();
  }
}

function queueOf(endpointId: string): string {
  return `webhook-${endpointId}`;
}

function within(tx: EntityManager): Db {
  return {
    executeSql: async (text, values) => {
      if (tx.queryRunner === undefined) throw new Error('jobs are planned and removed within a transaction');
      const { records } = await tx.queryRunner.query(text, values as unknown[], true);
      return { rows: records ?? [] };
    },
  };
}
