import { randomUUID } from 'node:crypto';
import { asJson, CallingProvider, REAL_PROVIDER_OFF } from '../../../../test/support/calling-provider.js';
import { type Answer, type Api, startApi } from '../testing/start-api.js';

let api: Api;
let provider: CallingProvider;
beforeAll(async () => {
  provider = new CallingProvider();
  api = await startApi(REAL_PROVIDER_OFF, [], [provider]);
});
afterAll(() => api.close());

function callBack(told: { id: string }): Promise<Answer> {
  const { headers, body } = asJson(told);
  return api.call(`/callbacks/${provider.name}/done`, { method: 'POST', key: null, headers, body });
}

/** @throws when it was not answered 429 */
async function tooMany(answering: Promise<Answer>): Promise<Answer> {
  const answer = await answering;
  if (answer.status !== 429) throw new Error(`answered ${answer.status}`);
  return answer;
}

describe('a flood of genuine callbacks', () => {
  it('that the database cannot keep up with is turned away, and taken again when it can', async () => {
    const holder = api.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('lock table callback in share row exclusive mode');
    const flood = Array.from({ length: 1_200 }, () => callBack({ id: randomUUID() }));
    // On a slow machine the first ones are given up by the database (503) before so many have arrived.
    const turnedAway = await Promise.any(flood.map(tooMany));
    await holder.commitTransaction();
    await holder.release();
    expect(turnedAway).toMatchObject({ status: 429, body: { code: 'rate_limited' }, headers: { 'retry-after': '1' } });
    await Promise.all(flood);
    expect((await callBack({ id: randomUUID() })).status).toBe(202);
  }, 30_000);
});
