import { createTestDatabase, type TestDatabase } from '../../../../test/support/embedded-postgres-database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { meanwhile } from '../../../../test/support/meanwhile.js';
import { readExposition, sumOf } from '../../../../test/support/read-exposition.js';
import { TcpProxy } from '../../../../test/support/tcp-proxy.js';
import { type Api, startApi } from '../testing/start-api.js';

interface World {
  readonly api: Api;
  /** Between the service and its database. */
  readonly proxy: TcpProxy;
}

/** Each story has a service and a database of its own: they wait for seconds, and run concurrently. */
function story(run: (world: World) => Promise<void>): () => Promise<void> {
  return meanwhile(async () => {
    const database: TestDatabase = await createTestDatabase();
    const proxy = await TcpProxy.start(database.url);
    const api = await startApi({ DATABASE_CONNECT_TIMEOUT: '2s' }, [], [], proxy.url);
    try {
      await run({ api, proxy });
    } finally {
      await proxy.close();
      await api.close().catch(() => undefined);
      await database.drop();
    }
  });
}

/** Metrics that only the database knows, and one that the process does. */
const OF_DATABASE = ['salur_payouts_open', 'salur_outbox_events', 'salur_alerts_last_day'];

const WAYS: Readonly<Record<string, (proxy: TcpProxy) => unknown>> = {
  'does not respond': (proxy) => proxy.goSilent(),
  'cannot be reached': (proxy) => proxy.close(),
};

const stories = Object.entries(WAYS).map(([how, goAway]) => ({
  how,
  run: story(async ({ api, proxy }) => {
    const { key } = await api.newKey(['metrics:read']);
    const other = await api.newKey(['payouts:read']);
    const before = readExposition((await api.call('/metrics', { key })).text);
    expect(sumOf(before, 'salur_database_up')).toBe(1);
    for (const name of OF_DATABASE) expect(before.get(name)?.series).not.toEqual([]);
    await api.call('/metrics', { key: other.key });
    await goAway(proxy);
    // By then no replica takes for granted any more what it knew of keys.
    await eventually(
      'requests to other routes are refused',
      async () => (await api.call('/v1/rails', { key: other.key })).status === 503,
      25_000,
    );
    const answers = await Promise.all([api.call('/metrics', { key }), api.call('/metrics', { key })]);
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      const metrics = readExposition(text);
      expect(sumOf(metrics, 'salur_database_up')).toBe(0);
      for (const name of OF_DATABASE) expect(metrics.get(name)?.series).toEqual([]);
      expect(sumOf(metrics, 'salur_http_problems_total', { code: 'unavailable' })).toBeGreaterThan(0);
    }
  }),
}));

const closedAsBefore = story(async ({ api, proxy }) => {
  const [never, other] = [await api.newKey(['metrics:read']), await api.newKey(['payouts:read'])];
  expect((await api.call('/metrics', { key: other.key })).status).toBe(403);
  proxy.goSilent();
  expect((await api.call('/metrics', { key: other.key })).status).toBe(403);
  expect((await api.call('/metrics', { key: never.key })).status).toBe(503);
});

const closedAgain = story(async ({ api }) => {
  const { key, keyId } = await api.newKey(['metrics:read']);
  expect((await api.call('/metrics', { key })).status).toBe(200);
  await api.dataSource.query(`update api_key set revoked_at = now() where id = $1`, [keyId]);
  await eventually('it is refused', async () => (await api.call('/metrics', { key })).status === 401);
  expect((await api.call('/metrics', { key })).body).toMatchObject({ code: 'unauthenticated' });
});

describe('while the database does not answer', () => {
  it.each(stories)(
    'because it $how, the service returns the metrics of the process in time, and that the database is down',
    ({ run }) => run(),
    60_000,
  );

  it('a key that is new to the replica, or lacks the scope, is refused as before (S1)', closedAsBefore, 60_000);
});

describe('when the database is back', () => {
  it('a key that was revoked meanwhile is refused (S1)', closedAgain, 60_000);
});
