import { randomUUID } from 'node:crypto';
import { asJson, CallingProvider, keyOf, REAL_PROVIDER_OFF } from '../../../../test/support/calling-provider.js';
import { eventually } from '../../../../test/support/eventually.js';
import { newPayout } from '../../../../test/support/new-payout.js';
import { type Answer, type Api, startApi } from '../testing/start-api.js';

let api: Api;
let provider: CallingProvider;
beforeAll(async () => {
  provider = new CallingProvider();
  api = await startApi(REAL_PROVIDER_OFF, [], [provider]);
});
afterAll(() => api.close());

function callBack(told: { id: string; unsigned?: number }): Promise<Answer> {
  const { headers, body } = asJson(told);
  return api.call(`/callbacks/${provider.name}/done`, { method: 'POST', key: null, headers, body });
}

describe('a flood of genuine callbacks', () => {
  it('about one transfer is answered as its provider wants, stored up to a limit, and the rest is counted', async () => {
    const payoutId = await newPayout(api.dataSource, { status: 'pending' });
    await api.dataSource.query(`update payout set due_at = now() + interval '1 h' where id = $1`, [payoutId]);
    const id = randomUUID();
    await api.dataSource.query(
      `insert into attempt_key (provider, key, attempt_id) select $1, $2, id from attempt where payout_id = $3`,
      [provider.name, keyOf(id), payoutId],
    );
    for (let time = 0; time < 60; time += 1) {
      const { status, text } = await callBack({ id, unsigned: time });
      expect([status, text]).toEqual([202, expect.stringMatching(/^THANKS FOR \d+ BYTES$/)]);
    }
    const rows = await api.dataSource.query(`select id from callback where $1 = any(keys)`, [keyOf(id)]);
    expect(rows).toHaveLength(20);
    expect(provider.asked.length).toBeLessThanOrEqual(20);
    const [{ count }] = await eventually('the rest is counted', async () => {
      const found = await api.dataSource.query(`select count from callback_refusal where reason = 'over_limit'`);
      return found.length > 0 && found;
    });
    expect(Number(count)).toBeGreaterThan(0);
  });

  it('that the database cannot keep up with is turned away, and taken again when it can', async () => {
    const holder = api.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('lock table callback in share row exclusive mode');
    const flood = Array.from({ length: 1_200 }, () => callBack({ id: randomUUID() }));
    const first = await Promise.race(flood);
    await holder.commitTransaction();
    await holder.release();
    expect(first).toMatchObject({ status: 429, body: { code: 'rate_limited' }, headers: { 'retry-after': '1' } });
    await Promise.all(flood);
    expect((await callBack({ id: randomUUID() })).status).toBe(202);
  }, 30_000);
});
