import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolOf } from '#libs/platform';
import type { Payout } from './payout.entity.js';

/** What accepts, confirms or receives a callback sends nothing itself: it hands payouts to the workers through this. */
export abstract class LocalWorkers {
  /** Keeps a place for a payout that is being accepted, until {@link givePlaceBack}. @returns false when there is none */
  abstract keepPlace(provider: string): boolean;
  abstract givePlaceBack(provider: string): void;
  /** Takes on a payout whose lease this process already holds. */
  abstract takeOn(payout: Payout): void;
  /** Has payouts that are due now claimed at once: by this process if it works, else by the workers of the service. */
  abstract wake(provider?: string): void;
  /** Claims one payout out of turn, if there is a place for it and no lease runs. @returns whether this process has it now */
  abstract claim(payout: Payout): Promise<boolean>;
  /** Resolves when this process has put the payout down; null when it does not hold it. */
  abstract settled(payoutId: string): Promise<void> | null;
}

/** The channel on which a process that does not work itself notifies the workers that something is due. */
export const WAKE_CHANNEL = 'salur_due';

/** At most one notification in this time: workers claim everything that is due anyway. */
const WAKE_EVERY_MS = 20;

/**
 * Notifies workers in other processes that payouts are due now. A hint only: without it they would find them at their next
 * tick. Sent apart from any transaction, because NOTIFY inside one would make all commits wait for each other.
 */
@Injectable()
export class WakeWorkers implements BeforeApplicationShutdown {
  private readonly logger = new Logger(WakeWorkers.name);
  private planned: NodeJS.Timeout | null = null;

  constructor(private readonly dataSource: DataSource) {}

  wake(): void {
    this.planned ??= setTimeout(() => void this.send(), WAKE_EVERY_MS);
  }

  /** What is planned is sent before the connections are closed: a command at the command line ends at once. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.planned !== null) await this.send();
  }

  private async send(): Promise<void> {
    if (this.planned !== null) clearTimeout(this.planned);
    this.planned = null;
    await poolOf(this.dataSource)
      .query(`select pg_notify($1, '')`, [WAKE_CHANNEL])
      .catch((error: Error) => this.logger.warn(`could not wake the workers: ${error.message}`));
  }
}
