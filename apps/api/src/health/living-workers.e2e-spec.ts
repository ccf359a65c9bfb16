import { randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/support/eventually.js';
import { type Api, startApi } from '../testing/start-api.js';

describe('an API that leaves the work to other processes', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi({ WORKER: 'separate', READY_WITHOUT_WORKER: '1ms' });
  });
  afterAll(() => api.close());
  afterEach(() => api.dataSource.query(`delete from worker`));

  const LOOPS = { 'work-due-payouts': { everyMs: 1_000, runningMs: null, endedMs: 300, failed: false } };
  const worker = (row: { seenAgo?: string; problem?: string; loops?: object } = {}) =>
    api.dataSource.query(
      `insert into worker (id, seen_at, release, host, pid, kind, providers, problem, loops)
       values ($1, now() - $2::interval, '0.1.0', 'somewhere', 1, 'separate', '{}', $3, $4)`,
      [randomUUID(), row.seenAgo ?? '0 s', row.problem ?? null, JSON.stringify(row.loops ?? LOOPS)],
    );
  const readyWith = (status: number) =>
    eventually(`it reports ${status}`, async () => {
      const answer = await api.call('/health/ready', { key: null });
      return answer.status === status ? answer : null;
    });

  it('is not ready while no worker lives, says so, and is ready again once one does', async () => {
    const { body } = await readyWith(503);
    expect(body).toMatchObject({ code: 'unavailable', detail: expect.stringMatching(/^No worker has been alive for/) });
    await worker();
    expect((await readyWith(200)).body).toMatchObject({ status: 'ready', workers: 1 });
  });

  it.each([
    ['was last seen a minute ago', { seenAgo: '1 min' }],
    ['may not work', { problem: 'The clock of this process is 90 s ahead of the database’s' }],
    [
      'has a loop for payouts that hangs',
      { loops: { 'work-due-payouts': { ...LOOPS['work-due-payouts'], runningMs: 200_000 } } },
    ],
  ])('does not count a worker that %s', async (_what, row) => {
    await worker(row);
    expect((await readyWith(503)).body.detail).toMatch(/^No worker has been alive for/);
  });
});

describe('an API that works itself', () => {
  it('shows itself as a worker from its start, and takes its row away when it stops', async () => {
    const other = await startApi({ WORKER: 'separate' });
    const api = await startApi({}, [], [], other.databaseUrl);
    const rows = () => other.dataSource.query(`select kind, providers, problem, loops from worker`);
    try {
      expect((await api.call('/health/ready')).body).toMatchObject({ workers: 1 });
      const [row] = await rows();
      expect(row).toMatchObject({ kind: 'inline', providers: ['duitku'], problem: null });
      // Only the heartbeat after it knows that one was written.
      const loops = await eventually('a second heartbeat is written', async () => {
        const [{ loops: reported }] = await rows();
        return reported['show-life']?.endedMs == null ? null : reported;
      });
      expect(loops['work-due-payouts']).toMatchObject({ everyMs: 3_600_000, runningMs: null, failed: false });
    } finally {
      await api.close();
    }
    expect(await rows()).toEqual([]);
    await other.close();
  });
});
