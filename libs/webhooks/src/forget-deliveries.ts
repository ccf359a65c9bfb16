import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '#libs/platform';
import { forgetDeliveries, forgetEvents } from './forget-deliveries.queries.js';

/** Few enough for the statement timeout, and not to be in the way of deliveries. */
const PER_STATEMENT = 1_000;
/** Parked ones may still be ordered again, so they are kept so many times as long. */
const PARKED_KEPT_TIMES = 3;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Deletes old deliveries with their attempts, and entries of the outbox that no endpoint wanted or that could not be opened for as
 * long as a parked delivery is kept. Any number of replicas may
 * do so at once: what one has locked the others leave alone, and what one has deleted the others do not find.
 */
@Injectable()
export class ForgetDeliveries implements OnModuleDestroy {
  private readonly logger = new Logger(ForgetDeliveries.name);
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Early: the service waits later for the loop that runs this. */
  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** @returns how many deliveries and entries of the outbox it deleted */
  async forget(): Promise<{ readonly deliveries: number; readonly events: number }> {
    const forgotten = { deliveries: await this.forgetDeliveries(), events: await this.forgetEvents() };
    if (forgotten.deliveries + forgotten.events > 0) {
      this.logger.log({ msg: 'old webhooks are forgotten', ...forgotten });
    }
    return forgotten;
  }

  /** They name people: kept no longer than payouts know them. */
  private get keepParkedMs(): number {
    const { webhookRetentionMs, personalDataKeptMs } = this.settings;
    return Math.max(webhookRetentionMs, Math.min(PARKED_KEPT_TIMES * webhookRetentionMs, personalDataKeptMs));
  }

  private async forgetDeliveries(): Promise<number> {
    const { keepParkedMs } = this;
    const { webhookRetentionMs: keepMs } = this.settings;
    let after = FIRST_ID;
    let total = 0;
    while (!this.stopping) {
      const part = { after, most: PER_STATEMENT, keepMs, keepParkedMs };
      const { last, forgotten, allYoung } = await forgetDeliveries(this.dataSource, part);
      total += forgotten;
      if (last === null || allYoung) break;
      after = last;
    }
    return total;
  }

  private async forgetEvents(): Promise<number> {
    let after = '0';
    let total = 0;
    while (!this.stopping) {
      const part = { after, most: PER_STATEMENT, keepMs: this.keepParkedMs };
      const { last, forgotten } = await forgetEvents(this.dataSource, part);
      total += forgotten;
      if (last === null) break;
      after = last;
    }
    return total;
  }
}
