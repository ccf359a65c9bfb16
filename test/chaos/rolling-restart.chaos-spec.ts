import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { API_KEY, Service } from '../support/service.js';

const DRAIN = { DRAIN_DELAY: '3s' };
const CALLERS = 8;

let database: TestDatabase;
let sandbox: Sandbox;
beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
});
afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});

/** What a load balancer does: keeps connections, asks each replica whether it is ready, and never repeats a request. */
class Balancer {
  readonly agent = new Agent({ connections: 4, keepAliveTimeout: 60_000 });
  private ready: readonly string[] = [];
  private turn = 0;

  constructor(public urls: readonly string[]) {}

  async look(): Promise<void> {
    const states = await Promise.all(this.urls.map((url) => this.isReady(url)));
    this.ready = this.urls.filter((_url, index) => states[index]);
  }

  async create(): Promise<number> {
    const url = this.ready[this.turn++ % this.ready.length] as string;
    const destination = { type: 'bank_account', bankCode: '014', accountNumber: ACCOUNT.paid };
    const { statusCode, body } = await request(`${url}/v1/payouts`, {
      method: 'POST',
      dispatcher: this.agent,
      headers: {
        authorization: `Bearer ${API_KEY}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({ reference: randomUUID(), amount: 50_000, rail: 'duitku.online', destination }),
    });
    await body.dump();
    return statusCode;
  }

  private async isReady(url: string): Promise<boolean> {
    const answer = await request(`${url}/health/ready`, { reset: true }).catch(() => null);
    await answer?.body.dump();
    return answer?.statusCode === 200;
  }
}

describe('two replicas that are restarted one after the other, under load', () => {
  it('lose no request: none is reset, and none is refused', async () => {
    const replicas = [
      await Service.start(database.url, sandbox, DRAIN),
      await Service.start(database.url, sandbox, DRAIN),
    ] as [Service, Service];
    const balancer = new Balancer(replicas.map(({ url }) => url));
    await balancer.look();
    const results = new Map<string, number>();
    let over = false;
    const looking = (async () => {
      while (!over) {
        await balancer.look();
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    })();
    const call = async () => {
      while (!over) {
        const result = await balancer.create().then(String, (error: { code?: string }) => error.code ?? String(error));
        results.set(result, (results.get(result) ?? 0) + 1);
      }
    };
    const calling = Promise.all(Array.from({ length: CALLERS }, call));
    for (const index of [0, 1] as const) {
      await replicas[index].stop();
      replicas[index] = await replicas[index].startAnother();
      balancer.urls = replicas.map(({ url }) => url);
      await balancer.look();
    }
    over = true;
    await Promise.all([calling, looking]);
    expect([...results.keys()]).toEqual(['201']);
    expect(results.get('201')).toBeGreaterThan(100);
    await balancer.agent.close();
    for (const replica of replicas) await replica.stop();
  });
});

describe('a replica that drains', () => {
  it('is not ready, serves requests with `Connection: close`, and then stops', async () => {
    const replica = await Service.start(database.url, sandbox, DRAIN);
    replica.child.process.kill('SIGTERM');
    await replica.child.eventually('it is not ready', async () => {
      const { status } = await replica.call('GET', '/health/ready');
      return status === 503;
    });
    const served = await replica.create(ACCOUNT.paid);
    expect(served).toMatchObject({ status: 201, headers: { connection: 'close' } });
    const began = performance.now();
    expect(await replica.child.exit()).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeGreaterThan(500);
  });
});
