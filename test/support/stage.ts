import pg from 'pg';
import { freePort } from '../../tools/stack/free-port.js';
import { createTestDatabase, type TestDatabase } from './embedded-postgres-database.js';
import { eventually } from './eventually.js';
import { type Money, Sandbox } from './sandbox.js';
import { Service } from './service.js';

/** The environment of a test over every rail: a database, a sandbox, and services whose callbacks arrive. */
export class Stage {
  private readonly services: Service[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly sandbox: Sandbox,
    private readonly db: pg.Pool,
  ) {}

  static async open(sandboxEnvironment: Readonly<Record<string, string>> = {}): Promise<Stage> {
    const database = await createTestDatabase();
    const sandbox = await Sandbox.start(sandboxEnvironment);
    const db = new pg.Pool({ connectionString: database.url, max: 4 });
    // The database is dropped while connections may still be idle.
    db.on('error', () => undefined);
    return new Stage(database, sandbox, db);
  }

  /** Starts a service with every rail; the sandbox calls back to the one that was started last. */
  async start(environment: Readonly<Record<string, string>> = {}): Promise<Service> {
    const port = environment.PORT ?? String(await freePort());
    const service = await Service.start(this.database.url, this.sandbox, {
      ...this.sandbox.wholeEnvironment,
      PORT: port,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      PROVIDER_RATE: '1000',
      ...environment,
    });
    this.services.push(service);
    await this.sandbox.callBack(service.url);
    return service;
  }

  /** Starts another service where a killed one was: callbacks to addresses of that one reach it. */
  takeThePlaceOf(killed: Service, environment: Readonly<Record<string, string>> = {}): Promise<Service> {
    return this.start({ PORT: new URL(killed.url).port, ...environment });
  }

  async query<Row extends pg.QueryResultRow = Record<string, never>>(
    sql: string,
    parameters: unknown[] = [],
  ): Promise<Row[]> {
    return (await this.db.query<Row>(sql, parameters)).rows;
  }

  /** The kinds of alerts raised for a payout, in order. */
  async alertsOf(payoutId: string): Promise<string[]> {
    const rows = await this.query<{ kind: string }>(`select kind from alert where payout_id = $1 order by at, id`, [
      payoutId,
    ]);
    return rows.map(({ kind }) => kind);
  }

  /** Waits until every callback that was taken so far is done with. */
  callbacksAreDone(): Promise<boolean> {
    return eventually('every callback is done with', async () => {
      const open = await this.query(`select from callback where due_at is not null`);
      return open.length === 0;
    });
  }

  moneyOf(account: string): Promise<Money> {
    return this.sandbox.moneyOf(account);
  }

  /** Kills every service without an orderly stop. */
  async endServices(): Promise<void> {
    await Promise.all(this.services.splice(0).map((service) => service.child.end('SIGKILL')));
  }

  async close(): Promise<void> {
    await this.endServices();
    await this.sandbox.stop();
    await this.db.end();
    await this.database.drop();
  }
}
