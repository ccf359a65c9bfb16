import pg from 'pg';
import { createTestDatabase } from '../../../../test/support/embedded-postgres-database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { type Api, startApi } from '../testing/start-api.js';
import { stopTheClock } from '../testing/stop-the-clock.js';

/** What an administrator may have set for the database, or for the whole server. */
const OTHER_DEFAULTS = {
  datestyle: `'SQL, DMY'`,
  intervalstyle: 'sql_standard',
  timezone: `'Asia/Jayapura'`,
  bytea_output: 'escape',
  standard_conforming_strings: 'off',
  default_transaction_isolation: 'serializable',
  search_path: 'pg_catalog',
};

async function administer(api: Pick<Api, 'databaseUrl'>, statement: (database: string) => string): Promise<void> {
  const admin = new pg.Client({ connectionString: process.env.TEST_POSTGRES_URL });
  await admin.connect();
  await admin.query(statement(new URL(api.databaseUrl).pathname.slice(1)));
  await admin.end();
}

describe('a database with other defaults', () => {
  it('accepts, shows and finds payouts as one without them does', async () => {
    const database = await createTestDatabase();
    for (const [name, value] of Object.entries(OTHER_DEFAULTS))
      await administer({ databaseUrl: database.url }, (name_) => `alter database ${name_} set ${name} = ${value}`);
    const api = await startApi({}, [], [], database.url);
    try {
      const since = new Date(Date.now() - 60_000).toISOString();
      const created = await api.create();
      expect(created.status).toBe(201);
      expect(Math.abs(Date.parse(created.body.createdAt) - Date.now())).toBeLessThan(60_000);
      const { body: list } = await api.call(`/v1/payouts?createdFrom=${since}`);
      expect(list.data).toMatchObject([{ id: created.body.id, createdAt: created.body.createdAt }]);
      expect((await api.call(`/v1/payouts/${created.body.id}/cancel`, { method: 'POST' })).status).toBe(200);
      expect((await api.call('/health/ready')).status).toBe(200);
    } finally {
      await api.close();
      await database.drop();
    }
  });
});

describe('a database that cannot be used', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  /** Every connection made from now on; those that exist end, as after a failover. */
  const setReadOnly = async (value: 'on' | 'off') => {
    await administer(api, (name) => `alter database ${name} set default_transaction_read_only = ${value}`);
    await administer(api, (name) => `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  };
  const readyWith = (status: number) =>
    eventually(`it reports ${status}`, async () => {
      const answer = await api.call('/health/ready', { key: null });
      return answer.status === status ? answer : null;
    });

  it('because it is read-only makes the replica not ready, and accepts again by itself afterwards', async () => {
    await setReadOnly('on');
    expect((await readyWith(503)).body).toMatchObject({ code: 'unavailable' });
    const refused = await eventually('a payout is refused for that', async () => {
      const answer = await api.create();
      return answer.body.detail === 'The database is read-only' ? answer : null;
    });
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect((await api.call('/health/ready')).body.detail).toBe('The database is read-only');
    await setReadOnly('off');
    await readyWith(200);
    await eventually('a payout is accepted', async () => (await api.create()).status === 201);
  });

  it('because its disk is full makes the replica not ready, and ready again by itself once there is space', async () => {
    type Pool = { query: (...call: unknown[]) => Promise<unknown> };
    const pool = (api.dataSource.driver as unknown as { master: Pool }).master;
    const query = pool.query;
    // PostgreSQL has its disk to itself in no test: its answer to a statement that needs space is given here.
    pool.query = (...call) =>
      /work_mem/.test(String(call[0]))
        ? Promise.reject(Object.assign(new Error('could not write to file'), { code: '53100' }))
        : query.apply(pool, call);
    try {
      expect((await readyWith(503)).body).toMatchObject({ detail: 'The database has no disk space left' });
    } finally {
      pool.query = query;
    }
    await readyWith(200);
  });

  it('because the clock of the replica is an hour ahead makes the replica not ready', async () => {
    const goOn = stopTheClock(new Date(Date.now() + 3_600_000).toISOString());
    try {
      const answer = await api.call('/health/ready', { key: null });
      expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(answer.body.detail).toMatch(/^The clock of this process is 3\d{3} s ahead of the database's: correct it$/);
    } finally {
      goOn();
    }
    await readyWith(200);
  });
});
