import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { dataSourceOptions, poolOf } from '#libs/platform';
import { eventually } from '../../../../test/support/eventually.js';
import { TcpProxy } from '../../../../test/support/tcp-proxy.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { SharedAllowances } from './shared-allowances.js';

let db: DataSource;
let url: string;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ dataSource: db, url, close } = await openTestDataSource());
});
afterAll(() => close());
beforeEach(() => db.query(`truncate rate_limit`));

const opened: SharedAllowances[] = [];
afterEach(() => Promise.all(opened.splice(0).map((replica) => replica.beforeApplicationShutdown())));

function aReplica(dataSource = db): SharedAllowances {
  const replica = new SharedAllowances(dataSource);
  opened.push(replica);
  return replica;
}

/** How many of so many requests at once pass. */
async function passed(replica: SharedAllowances, key: string, requests: number, limit = 100): Promise<number> {
  let count = 0;
  for (let request = 0; request < requests; request += 1)
    if (!(await replica.increment(key, 1_000, limit)).isBlocked) count += 1;
  return count;
}

describe('limits of several replicas over one database', () => {
  it('are one limit after each replica has sent its use once (S16)', async () => {
    const [a, b] = [aReplica(), aReplica()];
    const startedAt = performance.now();
    expect(await passed(a, 'client', 1_000)).toBeGreaterThanOrEqual(100);
    await a.exchange();
    // It does not know the other replica's use yet: the next request that it accepts starts the exchange.
    expect(await passed(b, 'client', 1)).toBe(1);
    await b.exchange();
    const afterwards = await passed(b, 'client', 1_000);
    const backMs = performance.now() - startedAt;
    expect(afterwards).toBeLessThanOrEqual(backMs / 10 + 1);
  });

  it('let no more pass in the long run than one replica would, however the requests are spread', async () => {
    const replicas = [aReplica(), aReplica(), aReplica()];
    const startedAt = performance.now();
    let count = 0;
    while (performance.now() - startedAt < 2_500) {
      for (const replica of replicas) count += await passed(replica, 'spread', 20);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const allowed = 100 * (1 + (performance.now() - startedAt) / 1_000);
    expect(count).toBeGreaterThan(allowed * 0.5);
    // Without the exchange they would accept three times as much.
    expect(count).toBeLessThan(allowed * 1.7);
  });

  it('keep what belongs to one key apart from every other', async () => {
    const [a, b] = [aReplica(), aReplica()];
    await passed(a, 'busy', 1_000);
    await a.exchange();
    await passed(b, 'idle', 1);
    await b.exchange();
    expect(await passed(b, 'idle', 99)).toBe(99);
  });

  it('delay a key by one second at most, however much the replicas let pass at once or however the clock was set', async () => {
    await db.query(`insert into rate_limit values ('client', now() + interval '1 hour')`);
    const replica = aReplica();
    await passed(replica, 'client', 1, 1);
    await replica.exchange();
    const { isBlocked, timeToBlockExpire } = await replica.increment('client', 1_000, 1);
    expect([isBlocked, timeToBlockExpire]).toEqual([true, 2]);
  });
});

describe('what limits cost the database', () => {
  it('is one statement for all that came in a moment, and none while nothing comes', async () => {
    const query = jest.spyOn(poolOf(db), 'query');
    const replica = aReplica();
    for (let client = 0; client < 200; client += 1) await passed(replica, `client ${client}`, 50);
    await eventually('the first exchange', async () => query.mock.calls.length > 0);
    await eventually('nothing is left to send', async () => {
      const before = query.mock.calls.length;
      await new Promise((resolve) => setTimeout(resolve, 500));
      return query.mock.calls.length === before;
    });
    // Of 10,000 requests in a second or two.
    expect(query.mock.calls.length).toBeLessThan(30);
    query.mockRestore();
  });

  it('is one row per key of the last minutes; rows of idle keys are deleted', async () => {
    await db.query(
      `insert into rate_limit select 'old ' || n, now() - interval '2 minutes' from generate_series(1, 1000) n`,
    );
    const steady = jest.spyOn(performance, 'now');
    const replica = aReplica();
    const later = performance.now() + 61_000;
    steady.mockReturnValue(later);
    await passed(replica, 'new', 1);
    await replica.exchange();
    steady.mockRestore();
    expect(await db.query(`select key from rate_limit`)).toEqual([{ key: 'new' }]);
  });

  it('stays bounded in memory, and addresses take no room of clients', async () => {
    const replica = aReplica();
    await passed(replica, 'client', 1);
    for (let address = 0; address < 20_000; address += 1) replica.takeAddress(`address ${address}`, 10);
    expect(replica.size).toBe(1_001);
  });
});

describe('without the database', () => {
  it('each replica enforces limits on its own traffic only, and logs that once', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const proxy = await TcpProxy.start(url);
    const away = await new DataSource(
      dataSourceOptions({ url: proxy.url, poolSize: 2, applicationName: 'test' }, []),
    ).initialize();
    await proxy.close();
    const replica = aReplica(away);
    for (let time = 0; time < 3; time += 1) {
      // So few that nothing comes back before the next line.
      expect(await passed(replica, `client ${time}`, 100, 1)).toBe(1);
      await replica.exchange();
      expect(await passed(replica, `client ${time}`, 1, 1)).toBe(0);
    }
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
    await replica.beforeApplicationShutdown();
    await away.destroy();
  });

  it('nothing is lost: the replica sends its use once the database is back', async () => {
    const spies = (['warn', 'log'] as const).map((level) =>
      jest.spyOn(Logger.prototype, level).mockReturnValue(undefined),
    );
    const replica = aReplica();
    await db.query(`alter table rate_limit rename to rate_limit_away`);
    await passed(replica, 'client', 1_000);
    await replica.exchange();
    await db.query(`alter table rate_limit_away rename to rate_limit`);
    await replica.exchange();
    const [row] = await db.query(`select used_until > now() as used from rate_limit where key = 'client'`);
    expect(row).toEqual({ used: true });
    for (const spy of spies) spy.mockRestore();
  });
});
