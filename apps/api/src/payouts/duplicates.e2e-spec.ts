import { randomInt, randomUUID } from 'node:crypto';
import { CommandLine } from '../../../../test/support/command-line.js';
import { newPayout } from '../../../../test/support/new-payout.js';
import { type Api, startApi } from '../testing/start-api.js';

const DAY_MS = 86_400_000;
const SCOPES = ['payouts:create', 'payouts:read', 'payouts:cancel'];

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const newAccount = () => String(randomInt(10 ** 11, 10 ** 12));
const to = (accountNumber: string, bankCode = '014') => ({ type: 'bank_account', bankCode, accountNumber });
const read = async (id: string, key: string) => (await api.call(`/v1/payouts/${id}`, { key })).body;
const warningOf = (...payoutIds: string[]) => [
  { code: 'possible_duplicate', message: expect.stringContaining('within 45 days'), payoutIds },
];

describe('the warning of a possible duplicate', () => {
  it('is in the response to the second create with the same account and amount, and in both payouts', async () => {
    const { key } = await api.newKey(SCOPES);
    const destination = to(newAccount());
    const first = await api.create({ destination }, {}, key);
    const idempotency = { 'idempotency-key': randomUUID() };
    const body = { destination, reference: randomUUID() };
    const second = await api.create(body, idempotency, key);
    expect(first).toMatchObject({ status: 201, body: { warnings: [] } });
    expect(second).toMatchObject({ status: 201, body: { warnings: warningOf(first.body.id) } });
    expect((await read(first.body.id, key)).warnings).toEqual(warningOf(second.body.id));
    expect((await read(second.body.id, key)).warnings).toEqual(warningOf(first.body.id));

    await api.create({ destination }, {}, key);
    const again = await api.create(body, idempotency, key);
    expect([again.headers['idempotency-replayed'], again.text]).toEqual(['true', second.text]);
    const { body: events } = await api.call(`/v1/payouts/${second.body.id}/events`, { key });
    expect(events.data[0].detail).toEqual({ possibleDuplicates: [first.body.id] });
  });

  it('is in payouts that are created at the same moment', async () => {
    const { key } = await api.newKey(SCOPES);
    const destination = to(newAccount());
    const twins = await Promise.all(Array.from({ length: 4 }, () => api.create({ destination }, {}, key)));
    const ids = twins.map(({ body }) => body.id).sort();
    const { body } = await api.call('/v1/payouts', { key });
    for (const { id, warnings } of body.data) {
      const others = ids.filter((other) => other !== id).reverse();
      expect(warnings).toEqual(warningOf(...others));
    }
  });

  it('is given to a client with daily limits too', async () => {
    const { key, clientId } = await api.newKey(SCOPES);
    await api.dataSource.query(`update client set daily_count_limit = 10 where id = $1`, [clientId]);
    const destination = to(newAccount());
    const first = await api.create({ destination }, {}, key);
    expect((await api.create({ destination }, {}, key)).body.warnings).toEqual(warningOf(first.body.id));
  });

  it.each([
    ['another amount', { amount: 50_001 }, {}],
    ['the same number at another bank', {}, { bankCode: '008' }],
    ['another account', {}, { accountNumber: newAccount() }],
  ])('is not given for %s', async (_what, other, elsewhere) => {
    const { key } = await api.newKey(SCOPES);
    const destination = to(newAccount());
    await api.create({ destination }, {}, key);
    const { body } = await api.create({ destination: { ...destination, ...elsewhere }, ...other }, {}, key);
    expect([body.warnings, (await read(body.id, key)).warnings]).toEqual([[], []]);
  });

  it('is not given for what was cancelled or failed, nor for what is older than 45 days', async () => {
    const { key, clientId } = await api.newKey(SCOPES);
    const accountNumber = newAccount();
    const at = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY_MS);
    await newPayout(api.dataSource, { clientId, accountNumber, createdAt: at(46) });
    await newPayout(api.dataSource, { clientId, accountNumber, status: 'failed' });
    const cancelled = await api.create({ destination: to(accountNumber) }, {}, key);
    expect(cancelled.body.warnings).toEqual([]);
    await api.call(`/v1/payouts/${cancelled.body.id}/cancel`, { method: 'POST', key });
    const recent = await newPayout(api.dataSource, { clientId, accountNumber, createdAt: at(44) });
    const { body } = await api.create({ destination: to(accountNumber) }, {}, key);
    expect(body.warnings).toEqual(warningOf(recent));
    expect((await read(body.id, key)).warnings).toEqual(warningOf(recent));
  });

  it("names no other client's payouts to a client, and all to an operator", async () => {
    const [mine, theirs] = [await api.newKey(SCOPES), await api.newKey(SCOPES)];
    const destination = to(newAccount());
    const { body: other } = await api.create({ destination }, {}, theirs.key);
    const { body } = await api.create({ destination }, {}, mine.key);
    expect([body.warnings, (await read(body.id, mine.key)).warnings]).toEqual([[], []]);
    const salur = new CommandLine({ NODE_ENV: 'test', DATABASE_URL: api.databaseUrl, SALUR_OPERATOR: 'fatima' });
    expect(await salur.json('payout', 'show', body.id)).toMatchObject({ warnings: warningOf(other.id) });
    expect((await salur.run('payout', 'show', body.id)).stdout).toMatch(
      new RegExp(`^WARNING +Another payout has the same destination.*: ${other.id}$`, 'm'),
    );
  });
});
