import { ALL_SCOPES } from '#libs/clients';
import { newId } from '#libs/platform';
import { type Api, BOOTSTRAP_KEY, type Json, startApi } from '../testing/start-api.js';

let api: Api;
beforeAll(async () => {
  api = await startApi({ TRUSTED_PROXIES: '127.0.0.1' });
});
afterAll(() => api.close());

const post = (path: string, body: unknown) => api.call(path, { method: 'POST', body });
const patch = (id: string, body: unknown) => api.call(`/v1/clients/${id}`, { method: 'PATCH', body });
const read = async (id: string): Promise<Json> => (await api.call(`/v1/clients/${id}`)).body;
const aName = () => `client ${newId()}`;

async function aClient(overrides: Record<string, unknown> = {}): Promise<Json> {
  const { status, body } = await post('/v1/clients', { name: aName(), ...overrides });
  expect(status).toBe(201);
  return body;
}

async function aKeyOf(clientId: string): Promise<string> {
  const { status, body } = await post(`/v1/clients/${clientId}/keys`, { scopes: ['payouts:read'] });
  expect(status).toBe(201);
  return body.key;
}

describe('POST /v1/clients', () => {
  it('creates a client without limits that may call from any address, and returns its location', async () => {
    const name = aName();
    const { status, body, headers } = await post('/v1/clients', { name });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      name,
      suspended: false,
      limits: { dailyAmount: null, dailyCount: null },
      usedToday: null,
      allowedAddresses: [],
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(headers.location).toBe(`/v1/clients/${body.id}`);
    expect(await read(body.id)).toEqual(body);
  });

  it('creates a client with every field', async () => {
    const overrides = {
      limits: { dailyAmount: Number.MAX_SAFE_INTEGER, dailyCount: 3 },
      allowedAddresses: ['203.0.113.7', '10.0.0.0/8', '2001:db8::/32'],
    };
    expect(await aClient(overrides)).toMatchObject({ ...overrides, usedToday: { amount: 0, count: 0 } });
  });

  it.each([
    ['name', {}],
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(101) }],
    ['name', { name: ' x' }],
    ['limits', { name: 'x', limits: 5 }],
    ['limits.dailyAmount', { name: 'x', limits: { dailyAmount: 0 } }],
    ['limits.dailyAmount', { name: 'x', limits: { dailyAmount: -1 } }],
    ['limits.dailyAmount', { name: 'x', limits: { dailyAmount: 1.5 } }],
    ['limits.dailyAmount', { name: 'x', limits: { dailyAmount: '5' } }],
    ['limits.dailyCount', { name: 'x', limits: { dailyCount: 0 } }],
    ['limits.dailyCount', { name: 'x', limits: { dailyCount: 1_000_000_001 } }],
    ['limits.monthly', { name: 'x', limits: { monthly: 1 } }],
    ['allowedAddresses', { name: 'x', allowedAddresses: '10.0.0.1' }],
    ['allowedAddresses', { name: 'x', allowedAddresses: ['10.0.0.1/33'] }],
    ['allowedAddresses', { name: 'x', allowedAddresses: ['example.com'] }],
    ['allowedAddresses', { name: 'x', allowedAddresses: [7] }],
    ['allowedAddresses', { name: 'x', allowedAddresses: ['10.0.0.1', '10.0.0.1'] }],
    ['allowedAddresses', { name: 'x', allowedAddresses: Array.from({ length: 101 }, (_, n) => `10.0.0.${n}`) }],
    ['id', { name: 'x', id: newId() }],
    ['suspended', { name: 'x', suspended: true }],
    ['suspendedAt', { name: 'x', suspendedAt: null }],
  ])('refuses a wrong %s: %j', async (field, body) => {
    const before = await api.rows();
    expect(await post('/v1/clients', body)).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', errors: [{ field }] },
    });
    expect(await api.rows()).toEqual(before);
  });

  it('refuses a name that is taken, also to all but one of many at once', async () => {
    const name = aName();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('/v1/clients', { name })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
    expect(await post('/v1/clients', { name })).toMatchObject({ status: 409, body: { code: 'duplicate_name' } });
  });
});

describe('GET /v1/clients', () => {
  it('lists every client once, oldest first, page by page', async () => {
    for (let n = 0; n < 5; n += 1) await aClient();
    const all = (await api.call('/v1/clients?limit=200')).body.data.map(({ id }: Json) => id);
    expect(all).toEqual([...all].sort());
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: Json = await api.call(`/v1/clients?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(body.data.length).toBeLessThanOrEqual(2);
      paged.push(...body.data.map(({ id }: Json) => id));
      cursor = body.nextCursor;
    }
    expect(paged).toEqual(all);
  });

  it.each(['limit=0', 'limit=201', 'limit=1e9', 'limit=1&limit=2', 'sort=name'])('refuses %s', async (query) => {
    expect(await api.call(`/v1/clients?${query}`)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  it('takes no cursor but its own', async () => {
    for (const cursor of ['x', Buffer.from(JSON.stringify({ id: newId(), seal: 'x' })).toString('base64url')])
      expect(await api.call(`/v1/clients?cursor=${cursor}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_cursor' },
      });
  });
});

describe('PATCH /v1/clients/{id}', () => {
  it('changes the given fields and nothing else', async () => {
    const made = await aClient({ limits: { dailyCount: 3 }, allowedAddresses: ['10.0.0.1'] });
    const name = aName();
    const { body } = await patch(made.id, { name });
    expect(body).toEqual({ ...made, name, updatedAt: body.updatedAt });
    expect(body.updatedAt > made.updatedAt).toBe(true);
    expect((await patch(made.id, {})).body).toEqual({ ...body, updatedAt: expect.any(String) });
  });

  it('replaces limits and addresses as a whole', async () => {
    const { id } = await aClient({ limits: { dailyCount: 3 }, allowedAddresses: ['10.0.0.1'] });
    expect((await patch(id, { limits: { dailyAmount: 100 } })).body).toMatchObject({
      limits: { dailyAmount: 100, dailyCount: null },
      allowedAddresses: ['10.0.0.1'],
    });
    expect((await patch(id, { limits: { dailyAmount: null, dailyCount: null } })).body).toMatchObject({
      limits: { dailyAmount: null, dailyCount: null },
      usedToday: null,
    });
    expect((await patch(id, { allowedAddresses: [] })).body).toMatchObject({ allowedAddresses: [] });
  });

  it('suspends a client, whose keys are refused until it is resumed', async () => {
    const { id } = await aClient();
    const key = await aKeyOf(id);
    expect((await api.call('/v1/payouts', { key })).status).toBe(200);
    expect((await patch(id, { suspended: true })).body).toMatchObject({ suspended: true });
    expect(await api.call('/v1/payouts', { key })).toMatchObject({ status: 403, body: { code: 'client_suspended' } });
    expect((await patch(id, { suspended: true })).body).toMatchObject({ suspended: true });
    expect((await patch(id, { suspended: false })).body).toMatchObject({ suspended: false });
    expect((await api.call('/v1/payouts', { key })).status).toBe(200);
  });

  it('restricts a client to addresses, as reported by trusted proxies', async () => {
    const { id } = await aClient();
    const key = await aKeyOf(id);
    const from = async (forwarded: string) => {
      const answer = await api.call('/v1/payouts', { key, headers: { 'x-forwarded-for': forwarded } });
      return answer.status === 200 ? 'accepted' : `${answer.status} ${answer.body.code}`;
    };
    expect(await from('198.51.100.1')).toBe('accepted');
    await patch(id, { allowedAddresses: ['203.0.113.0/24', '2001:db8::/32'] });
    for (const right of ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1'])
      expect(await from(right)).toBe('accepted');
    // The last address is the one that our proxy saw; the sender can write the addresses before it.
    for (const wrong of ['198.51.100.1', '203.0.114.1', '2001:db9::1', '203.0.113.9, 198.51.100.1'])
      expect(await from(wrong)).toBe('403 address_not_allowed');
    await patch(id, { allowedAddresses: [] });
    expect(await from('198.51.100.1')).toBe('accepted');
  });

  it.each([
    ['name', { name: null, suspended: 'yes' }, 'suspended'],
    ['an unknown field', { createdAt: '2026-01-01T00:00:00Z' }, 'createdAt'],
    ['the same field as the database has it', { daily_amount_limit: 1 }, 'daily_amount_limit'],
  ])('refuses %s: %j', async (_what, body, field) => {
    const { id } = await aClient();
    expect(await patch(id, body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it('refuses the name of another client', async () => {
    const [one, other] = [await aClient(), await aClient()];
    expect(await patch(one.id, { name: other.name })).toMatchObject({ status: 409, body: { code: 'duplicate_name' } });
    expect(await read(one.id)).toEqual(one);
  });

  it('returns 404 for an unknown or malformed id', async () => {
    for (const id of [newId(), '1', '%00', 'null', "' or 1=1 --"]) {
      expect(await patch(id, {})).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(await api.call(`/v1/clients/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it('is logged with its actor', async () => {
    const { id } = await aClient();
    const { key, keyId } = await api.newKey(['admin']);
    await api.call(`/v1/clients/${id}`, { method: 'PATCH', key, body: { limits: { dailyCount: 9 } } });
    const lines = api.logged
      .map((text) => JSON.parse(text))
      .filter(({ msg }) => msg.includes(`client ${id} was changed`));
    expect(lines).toMatchObject([{ keyId, msg: expect.stringContaining('"dailyCount":9') }]);
  });
});

describe('the client of BOOTSTRAP_API_KEY', () => {
  const bootstrap = async (): Promise<Json> =>
    (await api.call('/v1/clients?limit=200')).body.data.find(({ name }: Json) => name === 'bootstrap');
  const RULED = { status: 409, body: { code: 'managed_by_configuration' } };

  it('can be read but not changed, so that the first access cannot be lost', async () => {
    const before = await bootstrap();
    for (const change of [{ suspended: true }, { allowedAddresses: ['10.0.0.1'] }, { name: 'x' }, {}])
      expect(await patch(before.id, change)).toMatchObject(RULED);
    expect(await bootstrap()).toEqual(before);
  });

  it('has one key, and no request adds, rotates or revokes one', async () => {
    const { id } = await bootstrap();
    const { data } = (await api.call(`/v1/clients/${id}/keys`)).body;
    expect(data).toMatchObject([{ clientId: id, scopes: ALL_SCOPES, revokedAt: null }]);
    expect(await post(`/v1/clients/${id}/keys`, { scopes: ['admin'] })).toMatchObject(RULED);
    expect(await post(`/v1/keys/${data[0].id}/rotate`, {})).toMatchObject(RULED);
    expect(await api.call(`/v1/keys/${data[0].id}`, { method: 'DELETE' })).toMatchObject(RULED);
    expect((await api.call('/v1/payouts', { key: BOOTSTRAP_KEY })).status).toBe(200);
  });

  it('keeps its name: no other client can take it', async () => {
    expect(await post('/v1/clients', { name: 'bootstrap' })).toMatchObject(RULED);
    const { id } = await aClient();
    expect(await patch(id, { name: 'bootstrap' })).toMatchObject(RULED);
  });
});
