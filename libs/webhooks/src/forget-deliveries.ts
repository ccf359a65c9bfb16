import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '#libs/platform';
import { endpointsToClose, forgetPart } from './forget-deliveries.queries.js';
import { WebhookJobs } from './webhook-jobs.js';

/** Few enough for the statement timeout, and not to be in anybody's way. */
const PER_STATEMENT = 1_000;
/** Parked ones may still be ordered again, so they are kept so many times as long. */
const PARKED_KEPT_TIMES = 3;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** Once a day, in one process of all: deletes old deliveries with their tries, and queues that nobody needs any more. */
@Injectable()
export class ForgetDeliveries implements OnModuleDestroy {
  private readonly logger = new Logger(ForgetDeliveries.name);
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly jobs: WebhookJobs,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Early: later whoever runs it is waited for. */
  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** Does the work of the day, if it is time and no other process does. @returns whether it did */
  async run(): Promise<boolean> {
    const jobId = await this.jobs.takeDaily();
    if (jobId === null) return false;
    try {
      const forgotten = await this.forget();
      const closed = await this.closeQueues();
      if (this.stopping) throw new Error('the service stops');
      await this.jobs.finishDaily(jobId);
      this.logger.log({ msg: 'old webhooks are forgotten', deliveries: forgotten, queues: closed });
      return true;
    } catch (error) {
      await this.jobs.giveBackDaily(jobId);
      throw error;
    }
  }

  /** Deletes what has been kept for long enough. @returns how many deliveries */
  async forget(): Promise<number> {
    const { webhookRetentionMs: keepMs, personalDataKeptMs } = this.settings;
    // They name people: kept no longer than payouts know them.
    const keepParkedMs = Math.max(keepMs, Math.min(PARKED_KEPT_TIMES * keepMs, personalDataKeptMs));
    let after = FIRST;
    let total = 0;
    while (!this.stopping) {
      const part = { after, most: PER_STATEMENT, keepMs, keepParkedMs };
      const { last, forgotten, allYoung } = await forgetPart(this.dataSource, part);
      total += forgotten;
      if (last === null || allYoung) break;
      after = last;
    }
    return total;
  }

  /** @returns how many */
  async closeQueues(): Promise<number> {
    const endpointIds = await endpointsToClose(this.dataSource);
    for (const endpointId of endpointIds) await this.jobs.close(endpointId);
    return endpointIds.length;
  }
}
