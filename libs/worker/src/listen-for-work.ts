import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { WAKE_CHANNEL } from '#libs/payouts';
import { ListenToDatabase, SETTINGS, type Settings } from '#libs/platform';
import { RunLoops } from './run-loops.js';

/**
 * With WORKER=separate, starts work as soon as an API process accepts a payout, instead of at the next tick. Losing the
 * connection costs at most one tick of delay.
 */
@Injectable()
export class ListenForWork implements OnApplicationBootstrap {
  constructor(
    private readonly database: ListenToDatabase,
    private readonly loops: RunLoops,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.worker !== 'separate') return;
    void this.database.listen(WAKE_CHANNEL, () => this.loops.runNow('work-due-payouts'));
  }
}
