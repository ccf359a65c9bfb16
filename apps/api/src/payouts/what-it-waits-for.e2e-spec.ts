import { eventually } from '../../../../test/support/eventually.js';
import { type Api, type Json, startApi } from '../testing/start-api.js';
import { tellFacts } from '../testing/tell-facts.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const JAKARTA_OFFSET_MS = 7 * 3_600_000;
const todayInJakarta = () => new Date(Date.now() + JAKARTA_OFFSET_MS).toISOString().slice(0, 10);

/** The payout once it waits for something. */
const waitingPayout = (id: string): Promise<Json> =>
  eventually('it says what it waits for', async () => {
    const { body } = await api.call(`/v1/payouts/${id}`);
    return body.waiting === null ? null : body;
  });

describe('a payout that cannot go on yet', () => {
  it('says that it waits for the hours of its rail, and until when', async () => {
    const today = `/v1/calendar/${todayInJakarta()}`;
    await api.call(today, { method: 'PUT', body: { businessDay: false, name: 'Closed for this test' } });
    const { body: created } = await api.create({ rail: 'duitku.llg' });
    expect(created).toMatchObject({ status: 'created', waiting: null });
    const { body: rails } = await api.call('/v1/rails');
    const { opensAt } = rails.data.find(({ name }: { name: string }) => name === 'duitku.llg');
    expect(await waitingPayout(created.id)).toMatchObject({
      status: 'created',
      rail: 'duitku.llg',
      waiting: { reason: 'window', until: opensAt },
    });
    await api.call(today, { method: 'DELETE' });
  });

  it('says that it waits for funds, and until when at most', async () => {
    await tellFacts(api, { balance: { available: 50_000n } });
    const { body: created } = await api.create();
    const payout = await waitingPayout(created.id);
    expect(payout).toMatchObject({ status: 'created', waiting: { reason: 'funds' } });
    expect(Date.parse(payout.waiting.until)).toBeGreaterThan(Date.now());
    await tellFacts(api, {});
  });

  it('can be cancelled, and waits no more', async () => {
    await tellFacts(api, { balance: { available: 50_000n } });
    const { body: created } = await api.create();
    await waitingPayout(created.id);
    const cancelled = await api.call(`/v1/payouts/${created.id}/cancel`, { method: 'POST' });
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled', waiting: null } });
    await tellFacts(api, {});
  });
});
