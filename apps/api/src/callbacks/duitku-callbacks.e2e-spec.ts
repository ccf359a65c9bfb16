import { createHash, randomUUID } from 'node:crypto';
import { newPayout } from '../../../../test/support/new-payout.js';
import { type Answer, type Api, startApi } from '../testing/start-api.js';

/** As `start-api.ts` configures the provider, which is never reachable. */
const EMAIL = 'test@example.com';
const SECRET_KEY = 'secret';

let api: Api;
beforeAll(async () => {
  api = await startApi({ DUITKU_CASH_OUT_BASE_URL: 'http://127.0.0.1:9' });
});
afterAll(() => api.close());

type Fields = Readonly<Record<string, string>>;

const sign = (fields: Fields, names: readonly string[]): string =>
  createHash('sha256')
    .update(names.map((name) => fields[name]).join('') + SECRET_KEY)
    .digest('hex');

const CLEARING_SIGNED = [
  'email',
  'bankCode',
  'bankAccount',
  'accountName',
  'custRefNumber',
  'amountTransfer',
  'disburseId',
];
const CASH_OUT_SIGNED = ['email', 'disburseId', 'custRefNumber'];

const clearing = (disburseId: string): Fields => ({
  disburseId,
  userId: '3551',
  email: EMAIL,
  bankCode: '014',
  bankAccount: '8760673566',
  amountTransfer: '50000',
  accountName: 'Test Account',
  custRefNumber: '000000001278',
  statusCode: '00',
  statusDesc: 'Success',
  errorMessage: '',
});
const cashOut = (disburseId: string, custRefNumber: string): Fields => ({
  disburseId,
  email: EMAIL,
  amountTransfer: '50000',
  custRefNumber,
  accountName: 'Siti Rahayu',
  // Of the bank account to which payouts of tests go.
  bankCode: '014',
  statusCode: '00',
  statusDesc: 'Success',
  errorMessage: '',
});

function callBack(path: string, body: Fields, type = 'application/json'): Promise<Answer> {
  return api.call(`/callbacks/duitku/${path}`, {
    method: 'POST',
    key: null,
    headers: { 'content-type': type },
    body: type.includes('form') ? new URLSearchParams({ ...body }).toString() : JSON.stringify(body),
  });
}

/** A pending payout, with the texts by which a callback may name its transfer. */
async function pendingPayout(...keys: string[]): Promise<string> {
  const payoutId = await newPayout(api.dataSource, { status: 'pending' });
  await api.dataSource.query(`update payout set due_at = now() + interval '1 h' where id = $1`, [payoutId]);
  for (const key of keys)
    await api.dataSource.query(
      `insert into attempt_key (provider, key, attempt_id) select 'duitku', $2, id from attempt where payout_id = $1`,
      [payoutId, key],
    );
  return payoutId;
}

const hintOf = async (payoutId: string) =>
  (await api.dataSource.query(`select callback_hint as hint from attempt where payout_id = $1`, [payoutId]))[0].hint;

const callbacks = () => api.dataSource.query(`select id from callback`);

/** Waits until what was stored has been processed. */
async function processed(): Promise<void> {
  for (;;) {
    const open: unknown[] = await api.dataSource.query(`select 1 from callback where tries = 0`);
    if (open.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("Duitku's clearing callback", () => {
  it.each(['application/json', 'application/x-www-form-urlencoded'])('is taken as %s', async (type) => {
    const disburseId = String(Math.trunc(Math.random() * 1e9) + 1);
    const payoutId = await pendingPayout(`disburseId:${disburseId}`);
    const fields = clearing(disburseId);
    const answer = await callBack('clearing', { ...fields, signature: sign(fields, CLEARING_SIGNED) }, type);
    expect(answer).toMatchObject({ status: 200, text: 'SUCCESS' });
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
    await processed();
    expect(await hintOf(payoutId)).toBe('paid');
  });

  it.each([...CLEARING_SIGNED, 'signature'])('is refused when its %s was changed', async (name) => {
    const fields = clearing('12345');
    const genuine: Fields = { ...fields, signature: sign(fields, CLEARING_SIGNED) };
    const before = await callbacks();
    const answer = await callBack('clearing', { ...genuine, [name]: `${genuine[name]}1` });
    expect(answer).toMatchObject({ status: 401, body: { code: 'callback_forged' } });
    expect(await callbacks()).toEqual(before);
  });
});

describe("Duitku's cash out callback", () => {
  const secretKeyOf = (secret: string) => `secret:${createHash('sha256').update(secret).digest('hex')}`;

  it('is taken at the secret address of its transfer, and nowhere else', async () => {
    const [secret, reference] = [randomUUID(), String(Math.trunc(Math.random() * 1e9) + 1)];
    const payoutId = await pendingPayout(secretKeyOf(secret), `custRefNumber:${reference}`);
    const fields = cashOut('777', reference);
    const genuine = { ...fields, signature: sign(fields, CASH_OUT_SIGNED) };
    for (const path of ['cash-out', `cash-out/${randomUUID()}`])
      expect(await callBack(path, genuine)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await callBack(`cash-out/${secret}`, genuine)).toMatchObject({ status: 200, text: 'SUCCESS' });
    await processed();
    expect(await hintOf(payoutId)).toBe('paid');
  });

  it.each([...CASH_OUT_SIGNED, 'signature'])('is refused when its %s was changed', async (name) => {
    const secret = randomUUID();
    const payoutId = await pendingPayout(secretKeyOf(secret));
    const fields = cashOut('777', '42');
    const genuine: Fields = { ...fields, signature: sign(fields, CASH_OUT_SIGNED) };
    expect(await callBack(`cash-out/${secret}`, { ...genuine, [name]: `${genuine[name]}1` })).toMatchObject({
      status: 401,
    });
    expect(await hintOf(payoutId)).toBeNull();
  });

  it('that another transfer signed proves nothing at this address', async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    const reference = String(Math.trunc(Math.random() * 1e9) + 1);
    const payoutId = await pendingPayout(secretKeyOf(mine), `custRefNumber:1${reference}`);
    const other = await pendingPayout(secretKeyOf(theirs), `custRefNumber:${reference}`);
    const fields = cashOut('778', reference);
    const stolen = { ...fields, signature: sign(fields, CASH_OUT_SIGNED) };
    expect((await callBack(`cash-out/${mine}`, stolen)).status).toBe(200);
    await processed();
    expect(await hintOf(payoutId)).toBeNull();
    expect(await hintOf(other)).toBeNull();
    const alerts = await api.dataSource.query(`select kind, message from alert where payout_id = $1`, [payoutId]);
    expect(alerts).toEqual([
      { kind: 'callback_mismatch', message: expect.stringMatching(/differs from it in: transfer$/) },
    ]);
  });
});
