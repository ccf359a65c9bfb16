import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { WAKE_CHANNEL } from '#libs/payouts';
import { SETTINGS, type Settings } from '#libs/platform';
import { RunLoops } from './run-loops.js';

const RECONNECT_AFTER_MS = 1_000;

/**
 * With WORKER=separate, starts work as soon as an API process accepts a payout, instead of at the next tick. Losing the
 * connection costs at most one tick of delay.
 */
@Injectable()
export class ListenForWork implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ListenForWork.name);
  private client: pg.Client | null = null;
  private stopped = false;
  private reconnect: NodeJS.Timeout | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly loops: RunLoops,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.worker === 'separate') void this.listen();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.reconnect !== null) clearTimeout(this.reconnect);
    await this.client?.end().catch(() => undefined);
  }

  private async listen(): Promise<void> {
    const { url } = this.dataSource.options as { url: string };
    const client = new pg.Client({
      connectionString: url,
      application_name: 'salur-listen',
      keepAlive: true,
      connectionTimeoutMillis: 2_000,
    });
    this.client = client;
    client.on('notification', () => this.loops.runNow('work-due-payouts'));
    client.on('error', () => undefined);
    client.once('end', () => this.listenAgain());
    try {
      await client.connect();
      await client.query(`listen ${WAKE_CHANNEL}`);
    } catch (error) {
      this.logger.warn(`cannot listen for new work: ${(error as Error).message}`);
      await client.end().catch(() => undefined);
    }
  }

  private listenAgain(): void {
    if (this.stopped) return;
    this.reconnect = setTimeout(() => void this.listen(), RECONNECT_AFTER_MS);
  }
}
