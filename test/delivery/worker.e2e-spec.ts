import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Child } from '../support/child-process.js';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { readExposition, sumOf } from '../support/read-exposition.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { API_KEY, Service } from '../support/service.js';

let database: TestDatabase;
let sandbox: Sandbox;
/** Where the worker keeps its heartbeat: not the common one, which another user may own. */
const TMPDIR = mkdtempSync(path.join(tmpdir(), 'salur-worker-test-'));

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
});
afterAll(async () => {
  await sandbox.stop();
  await database.drop();
  rmSync(TMPDIR, { recursive: true });
});

const environment = () => ({
  ...sandbox.environment,
  TMPDIR,
  NODE_ENV: 'test',
  WORKER: 'separate',
  STATUS_CHECK_DELAYS: '100ms',
  DATABASE_URL: database.url,
});

/** What a worker says over HTTP; with the key: whether it shows moves, calls to providers and free places of its own. */
async function metricsAt(address: string) {
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${address}${path}`, { headers });
  const live = await get('/health/live');
  const served = await get('/metrics', { authorization: `Bearer ${API_KEY}` });
  const metrics = readExposition(await served.text());
  return {
    live: [live.status, live.headers.get('cache-control')],
    ready: [(await get('/health/ready')).status],
    withoutKey: (await get('/metrics')).status,
    withWrongKey: (await get('/metrics', { authorization: `Bearer ${API_KEY}x` })).status,
    withKey: [
      served.status,
      sumOf(metrics, 'salur_payout_moves_total', { event: 'paid' }) > 0,
      sumOf(metrics, 'salur_provider_call_duration_seconds_count', { step: 'transfer' }) > 0,
      sumOf(metrics, 'salur_worker_free_places') > 0,
    ],
  };
}

describe('a worker of its own', () => {
  it('pays what an API accepts that does not work itself, serves metrics to a key with their scope alone, and ends in order (S38)', async () => {
    const api = await Service.start(database.url, sandbox, { WORKER: 'separate' });
    const worker = Child.start('programs/worker.js', { ...environment(), WORKER_METRICS_PORT: '0' });
    const [, address] = await worker.prints(
      /The worker is working; its metrics are at (http:\/\/127\.0\.0\.1:\d+)\/metrics/,
    );
    try {
      const { status, body } = await api.create(ACCOUNT.paid, {}, { prefer: 'wait=10' });
      expect([status, body.status]).toEqual([201, 'succeeded']);
      const timedOut = await api.create(ACCOUNT.timesOutThenPaid);
      expect(await api.until(timedOut.body.id, 'succeeded')).toMatchObject({ proof: 'status_check' });

      expect(await metricsAt(address as string)).toEqual({
        live: [200, 'no-store'],
        ready: [200],
        withoutKey: 401,
        withWrongKey: 401,
        withKey: [200, true, true, true],
      });

      const check = Child.start('apps/worker/src/is-alive.js', { TMPDIR });
      expect(await check.exit()).toMatchObject({ code: 0 });
    } finally {
      await api.stop();
      await worker.end('SIGTERM');
    }
    expect(await worker.exit()).toMatchObject({ code: 0 });
  });

  it('limits how many keys an address may guess on its port, and serves its health all the same', async () => {
    const limit = { WORKER_METRICS_PORT: '0', RATE_LIMIT_UNAUTHENTICATED: '2' };
    const worker = Child.start('programs/worker.js', { ...environment(), ...limit });
    const [, address] = await worker.prints(/its metrics are at (http:\/\/127\.0\.0\.1:\d+)\/metrics/);
    try {
      const guess = () => fetch(`${address}/metrics`, { headers: { authorization: 'Bearer not-a-key' } });
      // One after the other: a guess counts once it was found to be wrong.
      const answers: Response[] = [];
      for (let guesses = 0; guesses < 60; guesses += 1) answers.push(await guess());
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThan(10);
      expect(refused[0]?.headers.get('retry-after')).toBe('1');
      expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    } finally {
      await worker.end('SIGTERM');
    }
  });

  it('ends in order when the reader of its log has gone, serves no metrics by default, and every line it printed is JSON', async () => {
    const worker = Child.start('programs/worker.js', environment());
    await worker.prints(/"The worker is working"/);
    worker.process.stdout?.destroy();
    worker.process.kill('SIGTERM');
    expect(await worker.exit()).toEqual({ code: 0, signal: null });
    for (const line of worker.printed.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('does not start on a port that is taken, and names the variable', async () => {
    const { port } = new URL(sandbox.url);
    const worker = Child.start('programs/worker.js', { ...environment(), WORKER_METRICS_PORT: port });
    expect(await worker.exit()).toMatchObject({ code: 1 });
    expect(worker.printed).toContain('set WORKER_METRICS_PORT or HOST');
  });

  it.each([
    [
      'a database in production',
      { DATABASE_URL: '', NODE_ENV: 'production' },
      'DATABASE_URL: is required in production',
    ],
    ['a database that answers', { DATABASE_URL: 'postgres://u:s3cret@127.0.0.1:1/x' }, 'PostgreSQL cannot be used'],
    ['a port', { WORKER_METRICS_PORT: 'http' }, 'WORKER_METRICS_PORT: must be a whole number'],
    ['variables it understands', { STATUS_CHECK_DELAYS: 'soon' }, 'STATUS_CHECK_DELAYS: must be durations'],
  ])('does not start without %s, and prints that', async (_, wrong, words) => {
    const worker = Child.start('programs/worker.js', { ...environment(), ...wrong });
    expect(await worker.exit()).toMatchObject({ code: 1 });
    expect(worker.printed).toContain(words);
    expect(worker.printed).not.toContain('s3cret');
  });
});
