import { DataSource } from 'typeorm';
import { CommitOutcomeUnknown, dataSourceOptions, inTransaction, poolOf, sqlStateOf } from '#libs/platform';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { eventually } from '../support/eventually.js';
import { meanwhile } from '../support/meanwhile.js';
import { TcpProxy } from '../support/tcp-proxy.js';

let database: TestDatabase;
let direct: DataSource;
let proxy: TcpProxy;
let proxied: DataSource;

const open = (url: string, poolSize = 4) =>
  new DataSource(dataSourceOptions({ url, poolSize, applicationName: 'traps' }, [])).initialize();

beforeEach(async () => {
  database = await createTestDatabase();
  direct = await open(database.url);
  await direct.query('create table note (text text primary key)');
  proxy = await TcpProxy.start(database.url);
  proxied = await open(proxy.url);
});
afterEach(async () => {
  await proxied.destroy().catch(() => undefined);
  await direct.destroy();
  await proxy.close();
  await database.drop();
});

const halfOpen = meanwhile(async () => {
  const own = await createTestDatabase();
  const silent = await TcpProxy.start(own.url);
  const throughIt = await open(silent.url);
  try {
    silent.goSilent();
    // By timers of this process, so that a machine that stalls it delays both.
    const tooLate = new Promise((resolve) => setTimeout(resolve, 10_000, 'hangs').unref());
    const outcome = throughIt.query('select 1').then(
      () => 'answered',
      () => 'given up',
    );
    expect(await Promise.race([outcome, tooLate])).toBe('given up');
  } finally {
    await throughIt.destroy().catch(() => undefined);
    await silent.close();
    await own.drop();
  }
});

const notes = async (): Promise<string[]> =>
  (await direct.query('select text from note')).map((row: { text: string }) => row.text);
const write = (text: string) => (tx: { query(sql: string, parameters: unknown[]): Promise<unknown> }) =>
  tx.query('insert into note values ($1)', [text]);

describe('a transaction', () => {
  it('whose COMMIT got no answer is reported as unknown, although it happened', async () => {
    proxy.swallowCommit();
    await expect(inTransaction(proxied, write('kept'))).rejects.toBeInstanceOf(CommitOutcomeUnknown);
    expect(await notes()).toEqual(['kept']);
    await expect(inTransaction(proxied, write('next'))).resolves.toBeDefined();
  });

  it('that the server refuses at COMMIT is reported as refused, not as unknown', async () => {
    await direct.query('alter table note add constraint later unique (text) deferrable initially deferred');
    await direct.query('alter table note drop constraint note_pkey');
    await direct.query(`insert into note values ('taken')`);
    const failed = await inTransaction(direct, write('taken')).catch((error: unknown) => error);
    expect(failed).not.toBeInstanceOf(CommitOutcomeUnknown);
    expect(sqlStateOf(failed)).toBe('23505');
  });

  it('is done again, whole, after a deadlock', async () => {
    await direct.query(`insert into note values ('a'), ('b')`);
    const runs = { first: 0, second: 0 };
    let bothHoldOne: () => void = () => undefined;
    const barrier = new Promise<void>((resolve) => {
      bothHoldOne = resolve;
    });
    const crossing = (own: string, other: string, name: 'first' | 'second') =>
      inTransaction(direct, async (tx) => {
        runs[name] += 1;
        await tx.query('select 1 from note where text = $1 for update', [own]);
        if (runs.first > 0 && runs.second > 0) bothHoldOne();
        await barrier;
        await tx.query('select 1 from note where text = $1 for update', [other]);
      });
    await Promise.all([crossing('a', 'b', 'first'), crossing('b', 'a', 'second')]);
    expect(runs.first + runs.second).toBeGreaterThan(2);
  });

  it('that throws leaves nothing behind', async () => {
    const failing = inTransaction(direct, async (tx) => {
      await write('gone')(tx);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await notes()).toEqual([]);
  });
});

describe('the pool', () => {
  it('never takes back a connection with an open transaction, so the next write is not swallowed by it', async () => {
    const pool = poolOf(direct);
    const client = await pool.connect();
    await client.query('begin');
    await client.query(`insert into note values ('half')`);
    client.release();
    await Promise.all([1, 2, 3, 4].map((number) => pool.query('insert into note values ($1)', [`whole ${number}`])));
    const other = await open(database.url);
    const seen = await other.query('select text from note order by text');
    await other.destroy();
    expect(seen.map((row: { text: string }) => row.text)).toEqual(['whole 1', 'whole 2', 'whole 3', 'whole 4']);
  });

  it('gives up after the connect timeout when it is exhausted, and recovers', async () => {
    const pool = poolOf(direct);
    const held = await Promise.all([1, 2, 3, 4].map(() => pool.connect()));
    await expect(pool.query('select 1')).rejects.toThrow(/timeout/);
    for (const client of held) client.release();
    await expect(pool.query('select 1')).resolves.toBeDefined();
  });

  it('survives the end of all its sessions', async () => {
    await Promise.all([1, 2, 3].map(() => direct.query('select pg_sleep(0.01)')));
    const killer = await open(database.url);
    await killer.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'traps' and pid <> pg_backend_pid()`,
    );
    await eventually('the pool works again', () => direct.query('select 1 as one'));
    await killer.destroy();
  });

  it('bounds statements, locks and idle transactions on the server', async () => {
    const settings = await direct.query(`select name, setting from pg_settings
      where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'TimeZone') order by name`);
    expect(
      Object.fromEntries(settings.map((row: { name: string; setting: string }) => [row.name, row.setting])),
    ).toEqual({
      TimeZone: 'UTC',
      idle_in_transaction_session_timeout: '10000',
      lock_timeout: '2000',
      statement_timeout: '5000',
    });
  });

  it('gives up a half-open connection instead of hanging', halfOpen, 20_000);
});
