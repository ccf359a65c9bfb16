import { ACCOUNT } from '../support/sandbox.js';
import type { Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

let stage: Stage;
let service: Service;
beforeAll(async () => {
  stage = await Stage.open();
  service = await stage.start({ WORKER_CONCURRENCY: '100' });
});
afterAll(() => stage.close());

describe('when the provider is away for a while', () => {
  it('everything under way waits, concludes nothing, and is settled once it is back; nothing is sent twice', async () => {
    await stage.sandbox.fault({
      step: 'transfer',
      times: 0,
      action: { kind: 'code', code: 'TO', moves: true, statusCodes: ['00'] },
    });
    // Until the outage no status check gets through, so that all are still open when it begins.
    await stage.sandbox.fault({ step: 'status', times: 0, action: { kind: 'drop', when: 'before_answer' } });
    const created = await Promise.all(Array.from({ length: 150 }, () => service.create(ACCOUNT.paid)));
    const ids = created.map(({ body }) => body.id);
    await service.untilAll(ids, 'pending');
    await stage.sandbox.control('POST', 'outage', { on: true });
    await stage.sandbox.control('DELETE', 'faults');
    const during = await service.create(ACCOUNT.paid);
    const asked = await stage.sandbox.countOf('status');
    await stage.sandbox.received('status', asked + ids.length);
    const open = await Promise.all(ids.map((id) => service.read(id)));
    expect(new Set(open.map(({ status }) => status))).toEqual(new Set(['pending']));

    await stage.sandbox.control('POST', 'outage', { on: false });
    const ended = await service.untilAll(ids, 'succeeded', 'failed', 'review');
    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    expect(['succeeded', 'failed']).toContain((await service.until(during.body.id, 'succeeded', 'failed')).status);
    const { transfers } = await stage.sandbox.books();
    expect(new Set(transfers.map(({ disburseId }) => disburseId)).size).toBe(transfers.length);
  });
});
