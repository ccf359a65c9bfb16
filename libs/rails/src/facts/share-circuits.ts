import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolOf } from '#libs/platform';
import { Circuits, OPEN_MS, type SharedCircuit, SILENCES_TO_OPEN } from '../choice/circuits.js';
import { KNOWN, SHARE } from './share-circuits.queries.js';

/** How long a process may not know what another one learned. */
const SHARE_EVERY_MS = 1_000;

/**
 * Exchanges what processes learn of providers: a worker sees that one does not respond, and the API that chooses rails avoids
 * it. No call waits for it. Without the database each process knows only what it learned itself.
 */
@Injectable()
export class ShareCircuits implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ShareCircuits.name);
  private timer: NodeJS.Timeout | null = null;
  private underWay: Promise<void> | null = null;
  private failing = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly circuits: Circuits,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.exchange();
    this.timer = setInterval(() => void this.exchange(), SHARE_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.underWay;
    await this.exchange();
  }

  /** Never throws. Calls at the same time share one exchange. */
  exchange(): Promise<void> {
    this.underWay ??= this.tryToExchange().finally(() => {
      this.underWay = null;
    });
    return this.underWay;
  }

  private async tryToExchange(): Promise<void> {
    const news = this.circuits.takeNews();
    try {
      const pool = poolOf(this.dataSource);
      if (news.size > 0) {
        const known = [...news.values()];
        await pool.query(SHARE, [
          [...news.keys()],
          known.map(({ silences }) => silences),
          known.map(({ answered }) => answered),
          known.map(({ tests }) => tests),
          SILENCES_TO_OPEN,
          OPEN_MS,
        ]);
      }
      const { rows } = await pool.query<SharedCircuit>(KNOWN);
      this.circuits.replace(rows);
      this.failing = false;
    } catch (error) {
      this.circuits.keepNews(news);
      if (!this.failing) this.logger.warn(`circuits cannot be shared: ${(error as Error).message}`);
      this.failing = true;
    }
  }
}
