import { Child } from '../../../../test/support/child-process.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/embedded-postgres-database.js';
import { ACCOUNT, Sandbox } from '../../../../test/support/sandbox.js';
import { Service } from '../../../../test/support/service.js';

/** A moment more than the service gives itself. */
const GONE_WITHIN_MS = 25_000;

let database: TestDatabase;
let sandbox: Sandbox;
let service: Service;
beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
});
beforeEach(async () => {
  service = await Service.start(database.url, sandbox);
});
afterEach(() => service.child.end());
afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});

/** Sends SIGTERM; gives how the process ended, or null when it was still there after the limit. */
async function stopInTime(child: Child): Promise<Awaited<ReturnType<Child['exit']>> | null> {
  child.process.kill('SIGTERM');
  let limit: NodeJS.Timeout | undefined;
  const tooLate = new Promise<null>((resolve) => {
    limit = setTimeout(resolve, GONE_WITHIN_MS, null);
  });
  const ended = await Promise.race([child.exit(), tooLate]);
  clearTimeout(limit);
  return ended;
}

/** More lines than the pipe to a reader holds: one of them is being written and others wait behind it. */
async function logMuch(): Promise<void> {
  for (let round = 0; round < 40; round += 1)
    await Promise.all(Array.from({ length: 25 }, () => service.call('GET', '/health/live')));
}

describe('a log whose reader is gone', () => {
  it('does not hold up SIGTERM that comes at once', async () => {
    service.child.process.stdout?.destroy();
    expect(await stopInTime(service.child)).toEqual({ code: 0, signal: null });
  });

  it('does not hold up payouts, nor SIGTERM after them', async () => {
    service.child.process.stdout?.destroy();
    service.child.process.stderr?.destroy();
    const { body } = await service.create(ACCOUNT.timesOutThenPaid);
    expect(await service.until(body.id, 'succeeded')).toMatchObject({ proof: 'status_check' });
    expect(await stopInTime(service.child)).toEqual({ code: 0, signal: null });
  });

  it('does not hold up SIGTERM when it goes while lines wait for it', async () => {
    service.child.process.stdout?.pause();
    await logMuch();
    service.child.process.stdout?.destroy();
    expect(await stopInTime(service.child)).toEqual({ code: 0, signal: null });
  });
});

describe('a log whose reader reads no more', () => {
  it('does not hold up payouts, nor SIGTERM after them', async () => {
    service.child.process.stdout?.pause();
    await logMuch();
    const { body } = await service.create(ACCOUNT.paid);
    await service.until(body.id, 'succeeded');
    expect(await stopInTime(service.child)).toEqual({ code: 0, signal: null });
  });
});
