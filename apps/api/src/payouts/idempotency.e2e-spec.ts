import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { eventually } from '../../../../test/support/eventually.js';
import { type Api, BOOTSTRAP_KEY, startApi, validPayout } from '../testing/start-api.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const post = (
  body: unknown,
  idempotencyKey: string | string[] | undefined,
  more: Record<string, string> = {},
  key?: string,
) => api.call('/v1/payouts', { method: 'POST', key, body, headers: { 'idempotency-key': idempotencyKey, ...more } });

const countOf = async (reference: unknown): Promise<number> => {
  const [{ count }] = await api.dataSource.query(`select count(*)::int from payout where reference = $1`, [reference]);
  return count;
};

describe('the Idempotency-Key', () => {
  it('returns the same bytes again for the same body, and marks the response as replayed', async () => {
    const metadata = { zeta: '1', alpha: '2', b10: '3', b9: '4', '10': '5', '9': '6', 漢: '7' };
    const body = { ...validPayout(), metadata, sender: { phoneNumber: '0812345678', name: 'B', id: 'A' } };
    const key = randomUUID();
    const first = await post(body, key);
    const again = await post(body, key);
    expect(first).toMatchObject({ status: 201, headers: { location: `/v1/payouts/${first.body.id}` } });
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again).toMatchObject({ status: 201, text: first.text });
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', location: first.headers.location });
    expect(await countOf(first.body.reference)).toBe(1);
  });

  it('returns the payout as it was created, whatever its status is now', async () => {
    const [body, key] = [validPayout(), randomUUID()];
    const first = await post(body, key);
    await api.call(`/v1/payouts/${first.body.id}/cancel`, { method: 'POST' });
    expect((await api.call(`/v1/payouts/${first.body.id}`)).body).toMatchObject({ status: 'cancelled', version: 2 });
    expect((await post(body, key)).text).toBe(first.text);
    expect((await post(body, key, { prefer: 'wait=1' })).text).toBe(first.text);
  });

  it('takes a body for the same whatever the order and the spaces, and when a default is spelled out', async () => {
    const key = randomUUID();
    const { rail: _named, ...body } = validPayout();
    const first = await post(body, key);
    const turned = JSON.stringify(
      {
        ...Object.fromEntries(Object.entries(body).reverse()),
        currency: 'IDR',
        rail: 'auto',
        confirmation: 'automatic',
        purpose: null,
        metadata: {},
      },
      null,
      2,
    );
    expect((await post(turned, key)).text).toBe(first.text);
  });

  it.each([
    ['another amount', { amount: 50_001 }],
    ['another account', { destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673567' } }],
    ['another note', { metadata: { a: 'b' } }],
    ['another reference', { reference: 'something else' }],
  ])('refuses %s under a used key, and keeps the first payout', async (_what, other) => {
    const [body, key] = [validPayout(), randomUUID()];
    const first = await post(body, key);
    const before = await api.rows();
    const answer = await post({ ...body, ...other }, key);
    expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused', payoutId: first.body.id } });
    expect(await api.rows()).toEqual(before);
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['longer than 255', 'k'.repeat(256)],
    ['not visible', 'two words'],
    ['not ASCII', 'schlüssel'],
    ['sent twice', ['one', 'two']],
  ])('is refused when it is %s', async (_what, key) => {
    const before = await api.rows();
    expect(await post(validPayout(), key)).toMatchObject({ status: 400, body: { code: 'idempotency_key_missing' } });
    expect(await api.rows()).toEqual(before);
  });

  it('may have 1 and 255 characters of any visible kind', async () => {
    for (const key of ['~', `"!{}${'k'.repeat(251)}`]) expect((await post(validPayout(), key)).status).toBe(201);
  });

  it('makes one payout of 20 requests at once, and one answer', async () => {
    const [body, key] = [validPayout(), randomUUID()];
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(body, key)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    expect(await countOf(body.reference)).toBe(1);
  });

  it('belongs to one client and does not affect another one', async () => {
    const key = randomUUID();
    const other = await api.newKey(['payouts:create']);
    const mine = await post(validPayout(), key);
    const theirs = await post({ ...validPayout(), amount: 70_000 }, key, {}, other.key);
    expect(theirs).toMatchObject({ status: 201, body: { amount: 70_000 } });
    expect(theirs.body.id).not.toBe(mine.body.id);
  });
});

describe('the reference', () => {
  it('is refused under another key, naming the payout that has it', async () => {
    const body = validPayout();
    const first = await post(body, randomUUID());
    const before = await api.rows();
    const second = await post(body, randomUUID());
    expect(second).toMatchObject({ status: 409, body: { code: 'duplicate_reference', payoutId: first.body.id } });
    expect(await api.rows()).toEqual(before);
  });

  it('goes to one of 20 requests at once', async () => {
    const body = validPayout();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(body, randomUUID())));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
    expect(await countOf(body.reference)).toBe(1);
  });

  it('belongs to one client', async () => {
    const other = await api.newKey(['payouts:create']);
    const body = validPayout();
    expect((await post(body, randomUUID())).status).toBe(201);
    expect((await post(body, randomUUID(), {}, other.key)).status).toBe(201);
  });
});

describe('a client that is gone before the answer', () => {
  /** Sends a request, or the beginning of it, over a connection of its own and cuts that. */
  function sendAndCut(body: string, key: string, bytes = body.length): Promise<void> {
    const head = [
      'POST /v1/payouts HTTP/1.1',
      'Host: salur',
      `Authorization: Bearer ${BOOTSTRAP_KEY}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `Idempotency-Key: ${key}`,
    ].join('\r\n');
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
      socket.on('error', reject);
      socket.on('close', () => resolve());
      socket.on('connect', () => socket.write(`${head}\r\n\r\n${body.slice(0, bytes)}`, () => socket.destroy()));
    });
  }

  it('gets its payout processed to the same end, and returned under the same key (F66)', async () => {
    const requests = Array.from({ length: 20 }, () => ({ body: validPayout(), key: randomUUID() }));
    await Promise.all(requests.map(({ body, key }) => sendAndCut(JSON.stringify(body), key)));
    for (const { body, key } of requests) {
      await eventually('it is accepted', async () => (await countOf(body.reference)) === 1);
      expect(await post(body, key)).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
      expect(await countOf(body.reference)).toBe(1);
    }
    await eventually('each owner has been asked for', async () => {
      const [{ count }] = await api.dataSource.query(
        `select count(distinct payout_id)::int from exchange join payout on payout.id = payout_id where reference = any ($1)`,
        [requests.map(({ body }) => body.reference)],
      );
      return count === requests.length;
    });
  });

  it('in the middle of its request has created nothing, and may use its key (F66)', async () => {
    const [body, key] = [validPayout(), randomUUID()];
    const text = JSON.stringify(body);
    await sendAndCut(text, key, text.length - 1);
    await sendAndCut(text, key, 0);
    expect(await countOf(body.reference)).toBe(0);
    const answer = await post(body, key);
    expect(answer.status).toBe(201);
    expect(answer.headers['idempotency-replayed']).toBeUndefined();
    expect(await countOf(body.reference)).toBe(1);
  });

  it('finds the payout under its key (F66)', async () => {
    const [body, key] = [validPayout(), randomUUID()];
    const gone = new AbortController();
    const lost = fetch(`${api.url}/v1/payouts`, {
      method: 'POST',
      signal: gone.signal,
      headers: {
        authorization: `Bearer bootstrap-key-0123456789abcdef0123456789`,
        'content-type': 'application/json',
        'idempotency-key': key,
        prefer: 'wait=1',
      },
      body: JSON.stringify(body),
    });
    setTimeout(() => gone.abort(), 150);
    await expect(lost).rejects.toThrow();
    const running = await post(body, key);
    expect(running).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    const found = await post(body, key);
    expect(found).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
    expect(await countOf(body.reference)).toBe(1);
  });
});
