import { setTimeout } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { type Api, startApi } from '../../apps/api/src/testing/start-api.js';
import { CommandLine } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';

let api: Api;
let salur: CommandLine;
beforeAll(async () => {
  api = await startApi();
  salur = new CommandLine({ NODE_ENV: 'test', DATABASE_URL: api.databaseUrl, SALUR_OPERATOR: 'fatima' });
});
afterAll(() => api.close());

/** What a command could leave behind in its process. */
function held() {
  const listeners = process.eventNames().map((name) => [String(name), process.listenerCount(name)] as const);
  const resources = process.getActiveResourcesInfo();
  const count = (kind: string) => resources.filter((resource) => resource === kind).length;
  return { listeners: Object.fromEntries(listeners), sockets: count('TCPSocketWrap'), timers: count('Timeout') };
}

async function connections(): Promise<number> {
  const [{ count }] = await api.dataSource.query(
    `select count(*)::int from pg_stat_activity where application_name like 'salur-cli %' and datname = current_database()`,
  );
  return count;
}

describe('twenty commands in one process', () => {
  it('leave no listener, connection, timer or logger behind', async () => {
    // The first loads what all need.
    await salur.run('client', 'list');
    await salur.run('client', 'show', 'unknown');
    const before = held();
    for (let round = 0; round < 5; round += 1) {
      expect(await salur.run('client', 'list')).toMatchObject({ code: 0 });
      expect(await salur.run('client', 'show', 'unknown')).toMatchObject({ code: 1 });
      expect(await salur.run('client', 'frob')).toMatchObject({ code: 2 });
      expect(await salur.run('--help')).toMatchObject({ code: 0 });
    }
    await eventually('the connections are closed', async () => (await connections()) === 0);
    await eventually('nothing is held', async () => {
      await setTimeout(0);
      const now = held();
      expect(now.listeners).toEqual(before.listeners);
      return now.sockets <= before.sockets && now.timers <= before.timers;
    });
  });
});

describe('commands that run concurrently, and beside a service', () => {
  it('each print their own lines, and the service logs its own again', async () => {
    const logger = new Logger('Test');
    const logged = () => api.logged.filter((line) => line.includes('a line of the service')).length;
    const done = Promise.all([
      salur.run('client', 'create', 'one'),
      salur.run('client', 'show', 'unknown'),
      salur.run('client', 'create', 'two', '--format', 'json'),
    ]);
    logger.warn('a line of the service');
    const [one, none, two] = await done;
    logger.warn('a line of the service, afterwards');
    expect(one).toMatchObject({ code: 0, stderr: 'Created by operator:fatima.\n' });
    expect(one.stdout).toMatch(/^client +one\n/);
    expect(none).toEqual({ code: 1, stdout: '', stderr: 'salur: There is no such client (not_found)\n' });
    expect(JSON.parse(two.stdout)).toMatchObject({ name: 'two' });
    expect(logged()).toBe(2);
  });
});
