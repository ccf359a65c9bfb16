import { hostname } from 'node:os';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DatabaseCondition, newId, poolOf, releaseName, SETTINGS, type Settings } from '#libs/platform';
import { RailDirectory } from '#libs/rails';
import { BEAT, FORGET } from './heartbeat.queries.js';
import { LoopTimes } from './loop-times.js';

/** Shows in PostgreSQL that this process lives, and when its loops last ran. LivingWorkers reads it, in every process. */
@Injectable()
export class Heartbeat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Worker');
  private readonly id = newId();
  private underWay: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly database: DatabaseCondition,
    private readonly rails: RailDirectory,
    private readonly times: LoopTimes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** A database that takes no row is no reason not to start: the next beat may succeed. */
  async onApplicationBootstrap(): Promise<void> {
    await this.beat().catch((error: Error) => this.logger.warn(`the worker could not show itself: ${error.message}`));
  }

  /** @throws what the database fails with, unless it is known that it takes no writes now */
  async beat(): Promise<void> {
    if (this.stopped) return;
    this.underWay = this.write();
    try {
      await this.underWay;
    } catch (error) {
      if (this.database.problem === null) throw error;
    }
  }

  /** Takes the row away, so that no other process counts on this one. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.underWay.catch(() => undefined);
    await poolOf(this.dataSource)
      .query(FORGET, [this.id])
      .catch((error: Error) => this.logger.warn(`the worker could not remove its row: ${error.message}`));
  }

  private async write(): Promise<void> {
    await poolOf(this.dataSource).query(BEAT, [
      this.id,
      releaseName(),
      hostname(),
      process.pid,
      this.settings.worker,
      this.rails.providers.map(({ name }) => name),
      this.database.problem,
      JSON.stringify(this.times.report()),
    ]);
  }
}
