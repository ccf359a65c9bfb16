import { randomInt } from 'node:crypto';
import { type Api, startApi, validCashPickup } from '../testing/start-api.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const newAccount = () => String(randomInt(10 ** 11, 10 ** 12));
const bankAccount = (accountNumber: string) => ({
  destination: { type: 'bank_account', bankCode: '014', accountNumber },
});
const search = (body: object, key?: string) => api.call('/v1/payouts/search', { method: 'POST', body, key });
const idsOf = ({ body }: { body: { data: { id: string }[] } }) => body.data.map(({ id }) => id);

describe('POST /v1/payouts/search', () => {
  it('finds the payouts to an account, newest first and page by page, and no others', async () => {
    const account = newAccount();
    const created: string[] = [];
    for (let count = 0; count < 3; count += 1) created.unshift((await api.create(bankAccount(account))).body.id);
    await api.create(bankAccount(newAccount()));
    expect(idsOf(await search({ accountNumber: account }))).toEqual(created);
    const first = await search({ accountNumber: account, limit: 2 });
    expect(idsOf(first)).toEqual(created.slice(0, 2));
    const second = await search({ accountNumber: account, limit: 2, cursor: first.body.nextCursor });
    expect([idsOf(second), second.body.nextCursor]).toEqual([created.slice(2), null]);
    const other = await search({ accountNumber: newAccount(), cursor: first.body.nextCursor });
    expect(other).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
  });

  it('finds cash by the phone number, in whatever form it is sent', async () => {
    const phoneNumber = `0812${randomInt(10 ** 7, 10 ** 8)}`;
    const order: Record<string, unknown> = { ...validCashPickup(), rail: 'auto' };
    const { body, status } = await api.create({
      ...order,
      destination: { ...(order.destination as object), phoneNumber },
    });
    expect(status).toBe(201);
    for (const form of [phoneNumber, `62${phoneNumber.slice(1)}`, `+62${phoneNumber.slice(1)}`])
      expect(idsOf(await search({ accountNumber: form }))).toEqual([body.id]);
  });

  it('finds nothing of another client', async () => {
    const account = newAccount();
    await api.create(bankAccount(account));
    const { key } = await api.newKey(['payouts:read']);
    expect(idsOf(await search({ accountNumber: account }, key))).toEqual([]);
  });

  it.each([
    {},
    { accountNumber: '' },
    { accountNumber: '12 34' },
    { accountNumber: '1234', limit: 201 },
    { accountNumber: 1234 },
  ])('refuses %j', async (body) => {
    expect(await search(body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});

describe('numbers of people', () => {
  it('are shown in full to keys that create, confirm or resolve, and masked to keys that only read (S7)', async () => {
    const [account, phone] = [newAccount(), '081234567890'];
    const payout = { ...bankAccount(account), sender: { name: 'Finance', phoneNumber: phone } };
    const { key: maker, clientId } = await api.newKey(['payouts:create', 'payouts:read']);
    const { body: created } = await api.create(payout, {}, maker);
    expect(created).toMatchObject({ destination: { accountNumber: account }, sender: { phoneNumber: phone } });
    const order: Record<string, unknown> = { ...validCashPickup(), rail: 'auto' };
    const { body: cash, status } = await api.create(order, {}, maker);
    expect(status).toBe(201);

    const masked = {
      destination: { accountNumber: `********${account.slice(-4)}` },
      sender: { phoneNumber: '********7890' },
    };
    const { key: reader } = await api.newKey(['payouts:read'], clientId);
    for (const path of [`/v1/payouts/${created.id}`, '/v1/payouts', '/v1/payouts/search']) {
      const isSearch = path.endsWith('search');
      const call = isSearch ? { method: 'POST', body: { accountNumber: account } } : {};
      const shown = await api.call(path, { ...call, key: reader });
      expect(shown.text.includes(account) || shown.text.includes(phone)).toBe(false);
      const one = shown.body.data?.find(({ id }: { id: string }) => id === created.id) ?? shown.body;
      expect(one).toMatchObject(masked);
    }
    const seen = await api.call(`/v1/payouts/${cash.id}`, { key: reader });
    expect(seen.body.destination).toMatchObject({ phoneNumber: '********9110', identityNumber: '************0001' });
    for (const scope of ['payouts:confirm', 'payouts:resolve'] as const) {
      const { key } = await api.newKey(['payouts:read', scope], clientId);
      expect((await api.call(`/v1/payouts/${created.id}`, { key })).body.destination.accountNumber).toBe(account);
    }
  });
});
