import { createTestDatabase, type TestDatabase } from './embedded-postgres-database.js';
import { Sandbox } from './sandbox.js';
import { Service } from './service.js';

/** Services that are killed, one after the other on one database; what is left of a story is killed after it. */
export class KilledServices {
  sandbox!: Sandbox;
  private database!: TestDatabase;
  private readonly services: Service[] = [];

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

  async killAll(): Promise<void> {
    for (const service of this.services.splice(0)) await service.child.end('SIGKILL');
  }

  /** Lets a service create a payout and die at a crash point, then starts another one on the same database. */
  async dieAt(crashPoint: string, accountNumber: string): Promise<{ id: string; survivor: Service }> {
    const victim = await this.start({ CRASH_POINT: crashPoint });
    // It may die before its response has arrived.
    await victim.create(accountNumber).catch(() => undefined);
    expect(await victim.child.exit()).toEqual({ code: null, signal: 'SIGKILL' });
    const survivor = await this.start();
    const { body } = await survivor.call('GET', '/v1/payouts?limit=1');
    const [{ id }] = body.data as [{ id: string }];
    return { id, survivor };
  }

  async transfers() {
    return (await this.sandbox.books()).totals;
  }
}
