import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';

const RECONNECT_AFTER_MS = 1_000;

type Handler = (payload: string) => void;

/** Every channel on which processes notify each other. */
const LISTEN = {
  salur_due: 'listen salur_due',
  salur_put_down: 'listen salur_put_down',
} as const;
export type Channel = keyof typeof LISTEN;

/**
 * What other processes notify this one of (`LISTEN`), over one connection of its own, which the first listener opens. A notification is a hint: those that
 * come while the connection is lost are lost too, so each listener also looks by itself from time to time.
 */
@Injectable()
export class ListenToDatabase implements OnApplicationShutdown {
  private readonly logger = new Logger(ListenToDatabase.name);
  private readonly handlers = new Map<Channel, Handler>();
  private client: pg.Client | null = null;
  private connecting: Promise<void> | null = null;
  private reconnect: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(private readonly dataSource: DataSource) {}

  /** Calls `handler` for each notification of a channel from now on. Resolves when the database knows, or cannot be reached. */
  async listen(channel: Channel, handler: Handler): Promise<void> {
    this.handlers.set(channel, handler);
    this.connecting ??= this.connect();
    await this.connecting;
    await this.client?.query(LISTEN[channel]).catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.reconnect !== null) clearTimeout(this.reconnect);
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    if (this.stopped) return;
    const { url } = this.dataSource.options as { url: string };
    const client = new pg.Client({
      connectionString: url,
      application_name: 'salur-listen',
      keepAlive: true,
      connectionTimeoutMillis: 2_000,
    });
    client.on('notification', ({ channel, payload = '' }) => this.handlers.get(channel as Channel)?.(payload));
    client.on('error', () => undefined);
    client.once('end', () => this.connectAgain(client));
    try {
      await client.connect();
      this.client = client;
      for (const channel of this.handlers.keys()) await client.query(LISTEN[channel]);
    } catch (error) {
      this.logger.warn(`cannot listen to the database: ${(error as Error).message}`);
      await client.end().catch(() => undefined);
    }
  }

  private connectAgain(ended: pg.Client): void {
    if (this.client === ended) this.client = null;
    if (this.stopped) return;
    this.reconnect ??= setTimeout(() => {
      this.reconnect = null;
      this.connecting = this.connect();
    }, RECONNECT_AFTER_MS);
  }
}
