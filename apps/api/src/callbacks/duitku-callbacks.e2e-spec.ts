import { createHash, randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/support/eventually.js';
import { newPayout } from '../../../../test/support/new-payout.js';
import { wholeDatabase } from '../testing/json-bodies.js';
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

  it('that comes again with other unsigned words, fields or encoding adds no row and no work', async () => {
    const disburseId = String(Math.trunc(Math.random() * 1e9) + 1);
    await pendingPayout(`disburseId:${disburseId}`);
    const fields = { ...clearing(disburseId), statusCode: '00' };
    const genuine = { ...fields, signature: sign(fields, CLEARING_SIGNED) };
    const rowsOf = (hint: string) =>
      api.dataSource.query(
        `select duplicates, status, result from callback where keys = array['disburseId:' || $1] and hint = $2`,
        [disburseId, hint],
      );
    await callBack('clearing', genuine);
    await eventually('it is processed', async () => (await rowsOf('paid'))[0]?.status === 'processed');
    const replays: readonly Fields[] = [
      { ...genuine, statusDesc: 'SUCCESS' },
      { ...genuine, errorMessage: randomUUID() },
      { ...genuine, attempt: '2' },
      { ...genuine, amountTransfer: '50000.0' },
      Object.fromEntries(Object.entries(genuine).reverse()),
    ];
    for (const replay of replays) expect((await callBack('clearing', replay)).status).toBe(200);
    expect((await callBack('clearing', genuine, 'application/x-www-form-urlencoded')).status).toBe(200);
    await processed();
    expect(await rowsOf('paid')).toEqual([{ duplicates: replays.length + 1, status: 'processed', result: 'woke' }]);

    // Duitku does not sign the result, so another result is news, once.
    for (const statusDesc of ['a', 'b']) await callBack('clearing', { ...genuine, statusCode: '-120', statusDesc });
    await processed();
    expect(
      await api.dataSource.query(`select 1 from callback where keys = array['disburseId:' || $1]`, [disburseId]),
    ).toHaveLength(2);
  });

  it.each([
    ['NUL', 'a\u0000b'],
    ['half a character', 'a\ud800b'],
    ['a direction override', '\u202eb'],
    ['an escape sequence and line breaks', '\u001b[31m\r\n\u2028'],
    ['10,000 characters', 'x'.repeat(10_000)],
  ])('is stored in plain characters when its message has %s (S9) (F63)', async (_, text) => {
    const disburseId = String(Math.trunc(Math.random() * 1e9) + 1);
    const payoutId = await pendingPayout(`disburseId:${disburseId}`);
    const fields = { ...clearing(disburseId), statusDesc: `done${text}`, errorMessage: text };
    const answer = await callBack('clearing', { ...fields, signature: sign(fields, CLEARING_SIGNED) });
    expect(answer).toMatchObject({ status: 200, text: 'SUCCESS' });
    await processed();
    expect(await hintOf(payoutId)).toBe('paid');
    const [{ words, keys }] = await api.dataSource.query(
      `select status_words as words, keys::text from callback where $1 = any(keys)`,
      [`disburseId:${disburseId}`],
    );
    expect(words).toMatch(/^00 done/);
    for (const kept of [words, keys]) expect(kept).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    expect(words.length).toBeLessThanOrEqual(255);
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

/** What a forger may try on a genuine callback. */
function forgeries(genuine: Fields): [what: string, forged: Record<string, unknown>][] {
  const { signature = '', ...unsigned } = genuine;
  const hash = (algorithm: string, key = SECRET_KEY) =>
    createHash(algorithm)
      .update(CLEARING_SIGNED.map((name) => unsigned[name]).join('') + key)
      .digest('hex');
  const signedBy = (value: unknown) => ({ ...unsigned, signature: value });
  const last = signature.at(-1) === '0' ? '1' : '0';
  return [
    ['no signature', unsigned],
    ...(['', ' ', null, true, 0, [], {}, [signature], { signature }] as unknown[]).map(
      (value): [string, Record<string, unknown>] => [
        `${JSON.stringify(value)?.slice(0, 20)} for a signature`,
        signedBy(value),
      ],
    ),
    ['its signature in capitals', signedBy(signature.toUpperCase())],
    ['its signature in base64', signedBy(Buffer.from(signature, 'hex').toString('base64'))],
    ['its signature without the last character', signedBy(signature.slice(0, -1))],
    ['its signature and one character more', signedBy(`${signature}0`)],
    ['its signature twice', signedBy(signature + signature)],
    ['its signature after a space', signedBy(` ${signature}`)],
    ['its signature with the last character changed', signedBy(signature.slice(0, -1) + last)],
    ['its signature backwards', signedBy([...signature].reverse().join(''))],
    ['zeros for a signature', signedBy('0'.repeat(64))],
    ['a signature without the key', signedBy(hash('sha256', ''))],
    ['a signature with another key', signedBy(hash('sha256', 'another-secret'))],
    ['a signature by MD5', signedBy(hash('md5'))],
    ['a signature by SHA-512', signedBy(hash('sha512'))],
    ['the signature of a cash out', signedBy(sign(unsigned, CASH_OUT_SIGNED))],
    ...CLEARING_SIGNED.map((name): [string, Fields] => [
      `${name} and one character more`,
      { ...genuine, [name]: `${genuine[name]}1` },
    ]),
    ...CLEARING_SIGNED.filter((name) => name !== 'disburseId').map((name): [string, Record<string, unknown>] => [
      `no ${name}`,
      { ...genuine, [name]: undefined },
    ]),
    ['an e-mail address that is not ours, signed with our key', resigned({ ...unsigned, email: 'other@example.com' })],
    ['a user that is not ours', { ...genuine, userId: '3552' }],
  ];
}

const resigned = (fields: Fields): Fields => ({ ...fields, signature: sign(fields, CLEARING_SIGNED) });

describe('a forged callback', () => {
  const forged = forgeries(resigned(clearing('12345')));

  it('is covered by at least 30 variants', () => expect(forged.length).toBeGreaterThanOrEqual(30));

  it.each(forged)('with %s is answered 401, and changes nothing (S19)', async (_, body) => {
    const payoutId = await pendingPayout(`disburseId:${randomUUID()}`);
    const before = await wholeDatabase(api);
    const answer = await callBack('clearing', body as Fields);
    expect(answer).toMatchObject({ status: 401, body: { code: 'callback_forged' } });
    expect(await hintOf(payoutId)).toBeNull();
    expect({ ...(await wholeDatabase(api)), callback_refusal: '' }).toEqual({ ...before, callback_refusal: '' });
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

  it('that another transfer signed proves nothing at this address (S21)', async () => {
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
