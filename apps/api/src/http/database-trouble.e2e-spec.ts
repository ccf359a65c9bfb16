import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import pg from 'pg';
import { poolOf } from '#libs/platform';
import { type Answer, type Api, startApi, validPayout } from '../testing/start-api.js';

let api: Api;
beforeAll(async () => {
  api = await startApi({ DATABASE_POOL_SIZE: '2', DATABASE_CONNECT_TIMEOUT: '2s' });
});
afterAll(() => api.close());

const post = (body: unknown, key: string): Promise<Answer> =>
  api.call('/v1/payouts', { method: 'POST', body, headers: { 'idempotency-key': key } });

/** Ends every connection of the service, as a restart of PostgreSQL does. */
async function cutConnections(): Promise<void> {
  const admin = new pg.Client({ connectionString: process.env.TEST_POSTGRES_URL });
  await admin.connect();
  const database = (poolOf(api.dataSource) as unknown as { options: { connectionString: string } }).options
    .connectionString;
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [
    new URL(database).pathname.slice(1),
  ]);
  await admin.end();
}

describe('a pool without a free connection', () => {
  it('answers 503 while it has none, and the same request succeeds afterwards', async () => {
    await post(validPayout(), randomUUID());
    const held = [api.dataSource.createQueryRunner(), api.dataSource.createQueryRunner()];
    for (const runner of held) await runner.connect();
    const [body, key] = [validPayout(), randomUUID()];
    const refused = await post(body, key);
    for (const runner of held) await runner.release();
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' }, headers: { 'retry-after': '2' } });
    expect(await post(body, key)).toMatchObject({ status: 201 });
  });
});

describe('connections that break while payouts are accepted', () => {
  it('cost a 503 at most: repeated with the same key, every payout is there once', async () => {
    const requests = Array.from({ length: 60 }, () => ({ body: validPayout(), key: randomUUID() }));
    const before = (await api.rows()).payout as number;
    const first = requests.map(async ({ body, key }, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * 5));
      return post(body, key);
    });
    for (let cut = 0; cut < 4; cut += 1) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await cutConnections();
    }
    for (const answer of await Promise.all(first)) expect([201, 503]).toContain(answer.status);
    for (const { body, key } of requests) expect((await post(body, key)).status).toBe(201);
    expect((await api.rows()).payout).toBe(before + requests.length);
  });
});

describe('a client that does not send its request', () => {
  it('gets an error and is disconnected; the time for our response is not limited', async () => {
    expect(api.server).toMatchObject({
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
      timeout: 0,
    });
    // Node looks every 5 s; the test waits for that once and not for the 10 s before it.
    api.server.headersTimeout = 100;
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1', () =>
        socket.write('GET /health/live HTTP/1.1\r\nHo'),
      );
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('end', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] as string)).toMatchObject({ status: 408, code: 'request_timeout' });
  });
});
