import { type Api, startApi } from '../../apps/api/src/testing/start-api.js';
import { createTestDatabase, type TestDatabase } from './embedded-postgres-database.js';
import { Sandbox } from './sandbox.js';
import { FAST, Service } from './service.js';

type Survivor = ReturnType<typeof Service.at>;

/**
 * Services that are killed, and those that go on after them, on one database. A victim is a process of its own and is killed for
 * real. Its survivor runs in this process: what it does follows from the database alone, and a process more would prove nothing.
 */
export class KilledServices {
  sandbox!: Sandbox;
  private database!: TestDatabase;
  private readonly services: Service[] = [];
  private readonly survivors: Api[] = [];

  async open(): Promise<void> {
    this.database = await createTestDatabase();
    this.sandbox = await Sandbox.start();
  }

  async close(): Promise<void> {
    await this.sandbox.stop();
    await this.database.drop();
  }

  async start(environment: Record<string, string> = {}): Promise<Service> {
    const service = await Service.start(this.database.url, this.sandbox, environment);
    this.services.push(service);
    return service;
  }

  async survive(): Promise<Survivor> {
    const environment = { ...FAST, ...this.sandbox.environment };
    const survivor = await startApi(environment, [], [], this.database.url);
    this.survivors.push(survivor);
    return Service.at(survivor.url);
  }

  /** Ends all that a story has started. */
  async endAll(): Promise<void> {
    for (const survivor of this.survivors.splice(0)) await survivor.close();
    for (const service of this.services.splice(0)) await service.child.end('SIGKILL');
  }

  /** Lets a service create a payout and die at a crash point, then starts another one on the same database. */
  async dieAt(crashPoint: string, accountNumber: string): Promise<{ id: string; survivor: Survivor }> {
    const victim = await this.start({ CRASH_POINT: crashPoint });
    // It may die before its response has arrived.
    await victim.create(accountNumber).catch(() => undefined);
    expect(await victim.child.exit()).toEqual({ code: null, signal: 'SIGKILL' });
    const survivor = await this.survive();
    const { body } = await survivor.call('GET', '/v1/payouts?limit=1');
    const [{ id }] = body.data as [{ id: string }];
    return { id, survivor };
  }

  async transfers() {
    return (await this.sandbox.books()).totals;
  }
}
