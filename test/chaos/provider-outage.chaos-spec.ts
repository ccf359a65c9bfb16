import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { Service } from '../support/service.js';

let database: TestDatabase;
let sandbox: Sandbox;
let service: Service;

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
  service = await Service.start(database.url, sandbox, { WORKER_CONCURRENCY: '100' });
});
afterAll(async () => {
  await service.stop();
  await sandbox.stop();
  await database.drop();
});

describe('when the provider is away for a while', () => {
  it('everything under way waits, concludes nothing, and is settled once it is back; nothing is sent twice', async () => {
    await sandbox.fault({
      step: 'transfer',
      times: 0,
      action: { kind: 'code', code: 'TO', moves: true, statusCodes: ['00'] },
    });
    // Until the outage no status check gets through, so that all are still open when it begins.
    await sandbox.fault({ step: 'status', times: 0, action: { kind: 'drop', when: 'before_answer' } });
    const created = await Promise.all(Array.from({ length: 150 }, () => service.create(ACCOUNT.paid)));
    const ids = created.map(({ body }) => body.id);
    await service.untilAll(ids, 'pending');
    await sandbox.control('POST', 'outage', { on: true });
    await sandbox.control('DELETE', 'faults');
    const during = await service.create(ACCOUNT.paid);
    const asked = await sandbox.countOf('status');
    await sandbox.received('status', asked + ids.length);
    const open = await Promise.all(ids.map((id) => service.read(id)));
    expect(new Set(open.map(({ status }) => status))).toEqual(new Set(['pending']));

    await sandbox.control('POST', 'outage', { on: false });
    const ended = await service.untilAll(ids, 'succeeded', 'failed', 'review');
    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    expect(['succeeded', 'failed']).toContain((await service.until(during.body.id, 'succeeded', 'failed')).status);
    const { transfers } = await sandbox.books();
    expect(new Set(transfers.map(({ disburseId }) => disburseId)).size).toBe(transfers.length);
  });
});
