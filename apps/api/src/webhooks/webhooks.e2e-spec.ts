import { newId } from '#libs/platform';
import { EVENT_TYPES } from '#libs/webhooks';
import { eventually } from '../../../../test/support/eventually.js';
import { answerWith, Receiver, SAY_NOTHING, TAKE, verified } from '../../../../test/support/receiver.js';
import { type Api, type Json, startApi, validCashPickup } from '../testing/start-api.js';

let api: Api;
let receiver: Receiver;
let key: string;

beforeAll(async () => {
  api = await startApi({ WEBHOOK_ALLOW_PRIVATE: 'true', WORKER_INTERVAL: '50ms' });
});
afterAll(() => api.close());
beforeEach(async () => {
  receiver = await Receiver.open();
  ({ key } = await api.newKey(['webhooks:manage', 'payouts:create', 'payouts:read', 'payouts:cancel']));
});
afterEach(() => receiver.close());

const get = (path: string, by = key) => api.call(path, { key: by });
const post = (path: string, body?: unknown, by = key) => api.call(path, { method: 'POST', body, key: by });
const FROM_THE_BEGINNING = { createdFrom: '2020-01-01T00:00:00Z', createdTo: '2100-01-01T00:00:00Z' };

async function newEndpoint(overrides: Record<string, unknown> = {}): Promise<Json> {
  const { status, body } = await post('/v1/webhook-endpoints', { url: receiver.url(), ...overrides });
  expect(status).toBe(201);
  return body;
}

/** A payout that was created and cancelled by the client. */
async function cancelledPayout(overrides: Record<string, unknown> = {}): Promise<Json> {
  const { body } = await api.create(overrides, {}, key);
  return eventually('it is cancelled', async () => {
    const { status, body: payout } = await post(`/v1/payouts/${body.id}/cancel`);
    return status === 200 ? payout : null;
  });
}

const arrived = (count: number) => eventually(`${count} arrive`, async () => receiver.received.length >= count);

function deliveriesThat(what: string, isSo: (deliveries: Json[]) => boolean): Promise<Json[]> {
  return eventually(what, async () => {
    const { data } = (await get('/v1/webhook-deliveries')).body;
    return isSo(data) ? data : null;
  });
}

describe('an endpoint', () => {
  it('is made with a secret of 32 random bytes that is shown once (S26)', async () => {
    const { secret, ...endpoint } = await newEndpoint({ description: 'Ledger' });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(endpoint).toEqual({
      id: expect.any(String),
      url: receiver.url(),
      events: [...EVENT_TYPES],
      description: 'Ledger',
      status: 'enabled',
      disabledReason: null,
      previousSecretUntil: null,
      createdAt: expect.any(String),
    });
    const answers = [await get('/v1/webhook-endpoints'), await get(`/v1/webhook-endpoints/${endpoint.id}`)];
    expect(answers.map(({ body }) => body)).toEqual([{ data: [endpoint] }, endpoint]);
    for (const { text } of answers) expect(text).not.toContain(secret);
    expect(api.logged.join('')).not.toContain(secret);
  });

  it('gets a new secret, shown once, while the one before goes on for a day (S26)', async () => {
    const { id, secret } = await newEndpoint();
    const rotated = await post(`/v1/webhook-endpoints/${id}/rotate-secret`);
    expect(rotated).toMatchObject({ status: 200, body: { secret: expect.stringMatching(/^whsec_/) } });
    expect(rotated.body.secret).not.toBe(secret);
    const overlapMs = Date.parse(rotated.body.previousSecretUntil) - Date.now();
    expect(Math.abs(overlapMs - 86_400_000)).toBeLessThan(60_000);
    await post(`/v1/webhook-endpoints/${id}/test`);
    await arrived(1);
    for (const each of [secret, rotated.body.secret])
      expect(verified(receiver.received[0] as never, each).type).toBe('webhook.test');
  });

  it('is not listed any more after it was deleted', async () => {
    const { id } = await newEndpoint();
    const deleted = await api.call(`/v1/webhook-endpoints/${id}`, { method: 'DELETE', key });
    expect(deleted).toMatchObject({ status: 200, body: { id, status: 'deleted' } });
    expect((await get('/v1/webhook-endpoints')).body).toEqual({ data: [] });
    expect((await get(`/v1/webhook-endpoints/${id}`)).status).toBe(404);
    expect((await post(`/v1/webhook-endpoints/${id}/test`)).status).toBe(404);
  });

  it.each([
    [{ url: 'not a url' }, 'url'],
    [{ url: 'https://user:word@client.example/' }, 'url'],
    [{ url: `https://client.example/${'x'.repeat(500)}` }, 'url'],
    [{ url: undefined }, 'url'],
    [{ events: [] }, 'events'],
    [{ events: ['payout.created'] }, 'events'],
    [{ events: ['payout.failed', 'payout.failed'] }, 'events'],
    [{ events: 'payout.failed' }, 'events'],
    [{ description: 'a\nb' }, 'description'],
    [{ secret: 'whsec_x' }, 'secret'],
  ])('is refused with %j', async (wrong, field) => {
    const { status, body } = await post('/v1/webhook-endpoints', { url: receiver.url(), ...wrong });
    expect([status, body.errors.map((error: Json) => error.field)]).toEqual([400, [field]]);
    expect((await get('/v1/webhook-endpoints')).body).toEqual({ data: [] });
  });

  it('is public, https and on port 443 or 8443 unless development says otherwise (S27)', async () => {
    const strict = await startApi();
    for (const url of [
      receiver.url(),
      'https://127.0.0.1/',
      'https://[::1]/',
      'http://client.example/',
      'https://client.example:8080/',
    ]) {
      const answer = await strict.call('/v1/webhook-endpoints', { method: 'POST', body: { url } });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'url' }] } });
    }
    const fine = await strict.call('/v1/webhook-endpoints', {
      method: 'POST',
      body: { url: 'https://client.example/' },
    });
    expect(fine.status).toBe(201);
    await strict.close();
  });

  it('is one of twenty at most, also when they are created all at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => post('/v1/webhook-endpoints', { url: receiver.url() })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    for (const { status, body } of answers) if (status !== 201) expect(body.code).toBe('validation_failed');
    const { body: list } = await get('/v1/webhook-endpoints');
    expect(list.data).toHaveLength(20);
  });
});

describe('a webhook', () => {
  it('shows the payout as the API does, with numbers masked to their last four digits', async () => {
    const { secret } = await newEndpoint();
    const payout = await cancelledPayout({
      metadata: { b: '2', a: '1' },
      sender: { name: 'PT Maju', phoneNumber: '081234567890' },
    });
    await arrived(1);
    const event = verified(receiver.received[0] as never, secret);
    api.described.holdWebhook('payoutMoved', event);
    const { type, data } = event;
    expect(type).toBe('payout.cancelled');
    const { destination, sender, ...same } = payout;
    expect(data).toEqual({
      ...same,
      destination: { ...destination, accountNumber: '******3566' },
      sender: { ...sender, phoneNumber: expect.stringMatching(/^\*+7890$/) },
    });
    expect(Object.keys(data)).toEqual(Object.keys(payout));
  });

  it('contains neither phone nor identity number of the recipient of cash', async () => {
    const { secret } = await newEndpoint();
    const { destination } = validCashPickup() as Json;
    const payout = await cancelledPayout({ rail: 'auto', destination });
    await arrived(1);
    const event = verified(receiver.received[0] as never, secret);
    api.described.holdWebhook('payoutMoved', event);
    const { data } = event;
    expect(data).toMatchObject({ id: payout.id, cashPickup: null, destination: { recipientName: 'Siti Rahayu' } });
    expect(Object.keys(data.destination)).toEqual(Object.keys(payout.destination));
    for (const secretNumber of [destination.phoneNumber, destination.identityNumber])
      expect(receiver.received[0]?.body).not.toContain(secretNumber);
  });
});

describe('a delivery', () => {
  it('is listed with its tries and the beginning of what was answered', async () => {
    const { id: endpointId } = await newEndpoint();
    receiver.answer = answerWith(500, {}, 'out of order');
    const payout = await cancelledPayout();
    const [delivery] = await deliveriesThat('it was tried', ([first]) => first?.attempts.length === 1);
    expect(delivery).toEqual({
      id: expect.any(String),
      eventId: receiver.received[0]?.headers['webhook-id'],
      type: 'payout.cancelled',
      endpointId,
      payoutId: payout.id,
      status: 'pending',
      nextTryAt: expect.any(String),
      createdAt: expect.any(String),
      deliveredAt: null,
      attempts: [
        {
          at: expect.any(String),
          durationMs: expect.any(Number),
          httpStatus: 500,
          error: null,
          answer: 'out of order',
        },
      ],
    });
    expect((await get(`/v1/webhook-deliveries/${delivery.id}`)).body).toEqual(delivery);
  });

  it('is found by what it is, page by page, newest first', async () => {
    const { id: endpointId } = await newEndpoint();
    const payouts = [];
    for (let index = 0; index < 5; index += 1) payouts.push(await cancelledPayout());
    await deliveriesThat(
      'all are delivered',
      (all) => all.length === 5 && all.every((each) => each.status === 'delivered'),
    );
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await get(`/v1/webhook-deliveries?limit=2&status=delivered${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.body.data.map((each: Json) => each.payoutId));
      cursor = page.body.nextCursor ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(payouts.map(({ id }) => id).reverse());
    const count = async (query: string) => (await get(`/v1/webhook-deliveries?${query}`)).body.data.length;
    expect(await count(`payoutId=${seen[0]}`)).toBe(1);
    expect(await count(`endpointId=${endpointId}&type=payout.cancelled`)).toBe(5);
    expect(await count('type=payout.failed')).toBe(0);
    expect(await count('status=parked')).toBe(0);
    expect(await count('createdFrom=2100-01-01T00:00:00Z')).toBe(0);
    expect((await get('/v1/webhook-deliveries?status=lost')).body.code).toBe('validation_failed');
    expect((await get('/v1/webhook-deliveries?cursor=x')).body.code).toBe('invalid_cursor');
  });

  it('is sent again when it is ordered, with the same id and body', async () => {
    await newEndpoint();
    await cancelledPayout();
    const [{ id }] = (await deliveriesThat('it is delivered', ([first]) => first?.status === 'delivered')) as [Json];
    // It answers after the order is answered, so that the order shows what it has done.
    const ordered = Promise.withResolvers<void>();
    receiver.answer = (response) => void ordered.promise.then(() => response.end());
    const again = await post(`/v1/webhook-deliveries/${id}/redeliver`);
    ordered.resolve();
    expect(again).toMatchObject({ status: 202, body: { id, status: 'pending', deliveredAt: null } });
    await arrived(2);
    const [first, second] = receiver.received;
    expect([second?.headers['webhook-id'], second?.body]).toEqual([first?.headers['webhook-id'], first?.body]);
    const [redelivered] = await deliveriesThat('it is delivered again', ([first]) => first?.status === 'delivered');
    expect(redelivered.attempts).toHaveLength(2);
  });

  it('that waits for its next try is sent at once when it is ordered, and not twice', async () => {
    await newEndpoint();
    receiver.answer = answerWith(500, { 'retry-after': '3600' });
    await cancelledPayout();
    const [{ id }] = (await deliveriesThat('it was tried', ([first]) => first?.attempts.length === 1)) as [Json];
    receiver.answer = TAKE;
    await post(`/v1/webhook-deliveries/${id}/redeliver`);
    await deliveriesThat('it is delivered', ([first]) => first?.status === 'delivered');
    await post(`/v1/webhook-deliveries/${id}/redeliver`);
    await arrived(3);
    await deliveriesThat('it is delivered again', ([first]) => first?.status === 'delivered');
    expect(receiver.received).toHaveLength(3);
  });

  it('is sent again with all the parked ones of a time', async () => {
    const { id: endpointId } = await newEndpoint();
    receiver.answer = answerWith(503);
    for (let index = 0; index < 3; index += 1) await cancelledPayout();
    const waits = ({ attempts }: Json) => attempts.length === 1;
    await deliveriesThat('all three were tried', (all) => all.length === 3 && all.every(waits));
    receiver.answer = answerWith(410);
    await api.dataSource.query(`update webhook_delivery set due_at = now() where endpoint_id = $1`, [endpointId]);
    await deliveriesThat('they are parked', (all) => all.some((each) => each.status === 'parked'));
    expect((await get(`/v1/webhook-endpoints/${endpointId}`)).body).toMatchObject({
      status: 'disabled',
      disabledReason: 'gone',
    });
    const parked = await deliveriesThat('all are', (all) => all.every((each) => each.status === 'parked'));
    expect((await post('/v1/webhook-deliveries/redeliver', FROM_THE_BEGINNING)).body).toEqual({
      count: 0,
      more: false,
    });
    expect(await post(`/v1/webhook-deliveries/${parked[0].id}/redeliver`)).toMatchObject({
      status: 409,
      body: { code: 'endpoint_takes_nothing' },
    });
    expect((await post(`/v1/webhook-endpoints/${endpointId}/test`)).body.code).toBe('endpoint_takes_nothing');
    receiver.answer = TAKE;
    receiver.received.length = 0;
    expect((await post(`/v1/webhook-endpoints/${endpointId}/enable`)).body.status).toBe('enabled');
    const order = await post('/v1/webhook-deliveries/redeliver', { ...FROM_THE_BEGINNING, endpointId });
    expect(order).toMatchObject({ status: 202, body: { count: parked.length, more: false } });
    await deliveriesThat('all are delivered', (all) => all.every((each) => each.status === 'delivered'));
    expect(receiver.received).toHaveLength(parked.length);
    expect((await post('/v1/webhook-deliveries/redeliver', FROM_THE_BEGINNING)).body.count).toBe(0);
    const all = await post('/v1/webhook-deliveries/redeliver', { ...FROM_THE_BEGINNING, status: 'all' });
    expect(all.body.count).toBe(parked.length);
  });

  it('whose last try failed is parked, raises an alert in the log too, and is found and sent again by hand (F67)', async () => {
    const { id: endpointId } = await newEndpoint();
    receiver.answer = answerWith(503);
    await cancelledPayout();
    const [{ id }] = (await deliveriesThat('it was tried', ([first]) => first?.attempts.length === 1)) as [Json];
    await api.dataSource.query(`update webhook_delivery set tries = 9, due_at = now() where id = $1`, [id]);
    const parked = await eventually('it is parked', async () => {
      const { data } = (await get('/v1/webhook-deliveries?status=parked')).body;
      return data.length === 1 && data;
    });
    expect(parked).toMatchObject([{ id, nextTryAt: null, attempts: [{ httpStatus: 503 }, { httpStatus: 503 }] }]);
    const line = await eventually('the log has it', async () =>
      api.logged.find((each) => each.includes('webhook_parked') && each.includes(endpointId)),
    );
    expect(JSON.parse(line)).toMatchObject({ level: 'error', alert: 'webhook_parked' });
    receiver.answer = TAKE;
    expect((await post(`/v1/webhook-deliveries/${id}/redeliver`)).status).toBe(202);
    await deliveriesThat('it is delivered', ([first]) => first?.status === 'delivered');
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it.each([
    [{}, ['createdFrom', 'createdTo']],
    [{ ...FROM_THE_BEGINNING, createdFrom: 'yesterday' }, ['createdFrom']],
    [{ ...FROM_THE_BEGINNING, createdTo: '2026-13-01T00:00:00Z' }, ['createdTo']],
    [{ ...FROM_THE_BEGINNING, status: 'pending' }, ['status']],
    [{ ...FROM_THE_BEGINNING, endpointId: 'x' }, ['endpointId']],
  ])('is not sent again by an order like %j', async (order, fields) => {
    const { status, body } = await post('/v1/webhook-deliveries/redeliver', order);
    expect([status, body.errors.map((error: Json) => error.field)]).toEqual([400, fields]);
  });
});

describe('a test', () => {
  it('is sent once, signed, and not again when it fails', async () => {
    const { id, secret } = await newEndpoint();
    receiver.answer = answerWith(500);
    const answer = await post(`/v1/webhook-endpoints/${id}/test`);
    expect(answer).toMatchObject({ status: 202, body: { type: 'webhook.test', payoutId: null, status: 'pending' } });
    const [delivery] = await deliveriesThat('it was tried', ([first]) => first?.attempts.length === 1);
    expect(delivery.status).toBe('parked');
    const event = verified(receiver.received[0] as never, secret);
    api.described.holdWebhook('test', event);
    expect(event).toEqual({
      type: 'webhook.test',
      timestamp: expect.any(String),
      data: {},
    });
    const alerts = await api.dataSource.query(`select 1 from alert where detail ->> 'endpointId' = $1`, [id]);
    expect(alerts).toEqual([]);
  });
});

describe('another client', () => {
  it('sees neither endpoints nor deliveries nor what was answered, and can do nothing with them (S28)', async () => {
    const { id: endpointId } = await newEndpoint();
    receiver.answer = answerWith(500, {}, 'canary-of-the-receiver');
    await cancelledPayout();
    const [{ id }] = (await deliveriesThat('it was tried', ([first]) => first?.attempts.length === 1)) as [Json];
    const { key: stranger } = await api.newKey(['webhooks:manage']);
    const answers = [
      await get('/v1/webhook-endpoints', stranger),
      await get('/v1/webhook-deliveries', stranger),
      await get(`/v1/webhook-deliveries?endpointId=${endpointId}`, stranger),
    ];
    for (const { body } of answers) expect(body.data).toEqual([]);
    const paths = [`/v1/webhook-endpoints/${endpointId}`, `/v1/webhook-deliveries/${id}`];
    for (const path of [...paths, `/v1/webhook-endpoints/${newId()}`, '/v1/webhook-deliveries/x'])
      expect((await get(path, stranger)).status).toBe(404);
    for (const verb of ['enable', 'rotate-secret', 'test'])
      expect((await post(`${paths[0]}/${verb}`, undefined, stranger)).status).toBe(404);
    expect((await post(`${paths[1]}/redeliver`, undefined, stranger)).status).toBe(404);
    expect((await api.call(paths[0] as string, { method: 'DELETE', key: stranger })).status).toBe(404);
    const order = { ...FROM_THE_BEGINNING, status: 'all', endpointId };
    expect((await post('/v1/webhook-deliveries/redeliver', order, stranger)).body.count).toBe(0);
    expect(api.logged.join('')).not.toContain('canary-of-the-receiver');
  });
});

describe('a receiver that does not respond', () => {
  it('holds nothing of the API up', async () => {
    await newEndpoint();
    receiver.answer = SAY_NOTHING;
    await cancelledPayout();
    await arrived(1);
    expect((await get('/v1/webhook-deliveries')).body.data).toMatchObject([{ status: 'pending', attempts: [] }]);
  });
});
