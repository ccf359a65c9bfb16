import { ALL_SCOPES, NoteKeyUse } from '#libs/clients';
import { newId } from '#libs/platform';
import { type Api, type Json, startApi } from '../testing/start-api.js';

let api: Api;
let replica: Api;
beforeAll(async () => {
  api = await startApi();
  replica = await startApi({}, [], [], api.databaseUrl);
});
afterAll(async () => {
  await replica.close();
  await api.close();
});

const HOUR_MS = 3_600_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

async function aClientId(): Promise<string> {
  return (await api.call('/v1/clients', { method: 'POST', body: { name: `client ${newId()}` } })).body.id;
}

const make = (clientId: string, body: unknown) => api.call(`/v1/clients/${clientId}/keys`, { method: 'POST', body });
const rotate = (id: string, body: unknown = {}) => api.call(`/v1/keys/${id}/rotate`, { method: 'POST', body });
const revoke = (id: string) => api.call(`/v1/keys/${id}`, { method: 'DELETE' });

async function aKey(overrides: Record<string, unknown> = {}): Promise<Json> {
  const { status, body } = await make(await aClientId(), { scopes: ['payouts:read'], ...overrides });
  expect(status).toBe(201);
  return body;
}

/** The key as it is listed. */
async function listed({ id, clientId }: Json): Promise<Json> {
  const { body } = await api.call(`/v1/clients/${clientId}/keys?limit=200`);
  return body.data.find((each: Json) => each.id === id);
}

const statusWith = async (key: string, on = api) => (await on.call('/v1/payouts', { key })).status;

describe('POST /v1/clients/{id}/keys', () => {
  it('creates a key that works at once, for its scopes, and has an id', async () => {
    const made = await aKey();
    expect(made).toEqual({
      id: expect.any(String),
      clientId: expect.any(String),
      name: null,
      scopes: ['payouts:read'],
      createdAt: expect.any(String),
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
      replacesKeyId: null,
      key: expect.stringMatching(/^salur_[0-9a-f]{32}_[0-9a-f]{64}$/),
    });
    expect(made.key.split('_')[1]).toBe(made.id.replaceAll('-', ''));
    expect(await statusWith(made.key)).toBe(200);
    expect((await api.create({}, {}, made.key)).status).toBe(403);
  });

  it('shows the key once: not in lists, not in the log, not in the database (S31)', async () => {
    const { key, ...rest } = await aKey();
    await statusWith(key);
    expect(await listed(rest)).toEqual({ ...rest, lastUsedAt: null });
    const [row] = await api.dataSource.query(`select * from api_key where id = $1`, [rest.id]);
    const secret = key.split('_')[2];
    for (const text of [api.logged.join(''), JSON.stringify(row), row.secret_hash.toString()])
      expect(text).not.toContain(secret);
  });

  it('makes keys with any scopes there are', async () => {
    expect(await aKey({ scopes: ALL_SCOPES })).toMatchObject({ scopes: ALL_SCOPES });
  });

  it.each([
    ['scopes', {}],
    ['scopes', { scopes: [] }],
    ['scopes', { scopes: 'admin' }],
    ['scopes', { scopes: ['payouts:delete'] }],
    ['scopes', { scopes: ['toString'] }],
    ['scopes', { scopes: ['admin', 'admin'] }],
    ['scopes', { scopes: [null] }],
    ['expiresAt', { scopes: ['admin'], expiresAt: 'tomorrow' }],
    ['expiresAt', { scopes: ['admin'], expiresAt: '2026-13-01T00:00:00Z' }],
    ['expiresAt', { scopes: ['admin'], expiresAt: '2020-01-01T00:00:00Z' }],
    ['expiresAt', { scopes: ['admin'], expiresAt: '2099-01-01T00:00:00' }],
    ['expiresAt', { scopes: ['admin'], expiresAt: 4_102_444_800 }],
    ['secretHash', { scopes: ['admin'], secretHash: 'x' }],
    ['key', { scopes: ['admin'], key: 'x'.repeat(40) }],
  ])('refuses a wrong %s: %j', async (field, body) => {
    const clientId = await aClientId();
    const before = await api.rows();
    const answer = await make(clientId, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field }] } });
    expect(await api.rows()).toEqual(before);
  });

  it('returns 404 for an unknown client', async () => {
    for (const id of [newId(), '1', 'null'])
      expect(await make(id, { scopes: ['admin'] })).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });
});

describe('a key that expires', () => {
  it('works until then and not longer, also where it was remembered a moment ago (S1)', async () => {
    const { key } = await aKey({ expiresAt: inMs(1_500) });
    expect(await statusWith(key)).toBe(200);
    await pause(1_600);
    expect(await api.call('/v1/payouts', { key })).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated', detail: 'The API key has expired: use the one that took its place' },
    });
  });
});

describe('GET /v1/clients/{id}/keys', () => {
  it('lists the keys of the client and of no other, page by page, also ended ones', async () => {
    const clientId = await aClientId();
    await aKey();
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push((await make(clientId, { scopes: ['admin'] })).body.id);
    await revoke(ids[2] as string);
    const path = `/v1/clients/${clientId}/keys`;
    const first = (await api.call(`${path}?limit=3`)).body;
    const second = (await api.call(`${path}?limit=3&cursor=${first.nextCursor}`)).body;
    expect([...first.data, ...second.data].map(({ id }: Json) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    const elsewhere = `/v1/clients/${await aClientId()}/keys?cursor=${first.nextCursor}`;
    expect(await api.call(elsewhere)).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    expect(await api.call(`/v1/clients/${newId()}/keys`)).toMatchObject({ status: 404 });
  });
});

describe('POST /v1/keys/{id}/rotate', () => {
  it('makes a key with the same scopes; both work until the overlap is over, then the new one only (S1)', async () => {
    const old = await aKey({ scopes: ['payouts:read', 'payouts:check'] });
    const { status, body: made } = await rotate(old.id, { overlapSeconds: 2 });
    expect(status).toBe(201);
    expect(made).toMatchObject({ clientId: old.clientId, scopes: old.scopes, replacesKeyId: old.id, expiresAt: null });
    expect(made.key).not.toBe(old.key);
    expect([await statusWith(old.key), await statusWith(made.key)]).toEqual([200, 200]);
    await pause(2_100);
    expect([await statusWith(old.key), await statusWith(made.key)]).toEqual([401, 200]);
  });

  it('keeps the old key valid for a day by default, and no longer than its own expiry', async () => {
    const ends = async (key: Json) => Date.parse((await listed(key)).expiresAt) - Date.now();
    const endless = await aKey();
    await rotate(endless.id);
    expect(Math.abs((await ends(endless)) - 24 * HOUR_MS)).toBeLessThan(10_000);
    const short = await aKey({ expiresAt: inMs(HOUR_MS) });
    await rotate(short.id);
    expect(Math.abs((await ends(short)) - HOUR_MS)).toBeLessThan(10_000);
  });

  it('ends the old key at once without an overlap', async () => {
    const old = await aKey();
    expect(await statusWith(old.key)).toBe(200);
    expect((await rotate(old.id, { overlapSeconds: 0 })).status).toBe(201);
    expect(await statusWith(old.key)).toBe(401);
  });

  it('gives the new key the lifetime of the old one, unless the request sets another', async () => {
    const old = await aKey({ expiresAt: inMs(HOUR_MS) });
    const { body: made } = await rotate(old.id);
    const lifetimeMs = ({ createdAt, expiresAt }: Json) => Date.parse(expiresAt) - Date.parse(createdAt);
    expect(Math.abs(lifetimeMs(made) - lifetimeMs(old))).toBeLessThan(10);
    const expiresAt = inMs(48 * HOUR_MS);
    expect((await rotate(made.id, { expiresAt })).body).toMatchObject({ expiresAt });
  });

  it('makes one new key, however many ask at once', async () => {
    const old = await aKey();
    const answers = await Promise.all(Array.from({ length: 10 }, () => rotate(old.id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
    const made = answers.find(({ status }) => status === 201)?.body;
    const again = await rotate(old.id);
    expect(again).toMatchObject({ status: 409, body: { code: 'key_not_rotatable' } });
    expect(again.body.detail).toContain(made.id);
  });

  it('does not revive an ended key', async () => {
    const revoked = await aKey();
    await revoke(revoked.id);
    const expired = await aKey();
    await api.dataSource.query(`update api_key set expires_at = now() where id = $1`, [expired.id]);
    const before = await api.rows();
    for (const { id } of [revoked, expired])
      expect(await rotate(id)).toMatchObject({ status: 409, body: { code: 'key_not_rotatable' } });
    expect(await api.rows()).toEqual(before);
  });

  it.each([
    ['overlapSeconds', { overlapSeconds: -1 }],
    ['overlapSeconds', { overlapSeconds: 2_592_001 }],
    ['overlapSeconds', { overlapSeconds: '60' }],
    ['expiresAt', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['scopes', { scopes: ['admin'] }],
  ])('refuses a wrong %s: %j', async (field, body) => {
    const { id } = await aKey();
    expect(await rotate(id, body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});

describe('DELETE /v1/keys/{id}', () => {
  it('ends a key at once here and within 5 s on other replicas, for good (S1)', async () => {
    const made = await aKey();
    expect([await statusWith(made.key), await statusWith(made.key, replica)]).toEqual([200, 200]);
    const { status, body } = await revoke(made.id);
    const revokedAt = performance.now();
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: made.id, revokedAt: expect.any(String) });
    expect(body).not.toHaveProperty('key');
    expect(await statusWith(made.key)).toBe(401);
    await pause(Math.max(0, 5_000 - (performance.now() - revokedAt)));
    expect(await statusWith(made.key, replica)).toBe(401);
    expect((await revoke(made.id)).body.revokedAt).toBe(body.revokedAt);
  });

  it('leaves the other keys of the client as they are', async () => {
    const one = await aKey();
    const { body: other } = await make(one.clientId, { scopes: ['payouts:read'] });
    await revoke(one.id);
    expect(await statusWith(other.key)).toBe(200);
  });

  it('is logged with its actor, like every change of keys', async () => {
    const made = await aKey();
    const { body: next } = await rotate(made.id);
    const { key, keyId } = await api.newKey(['admin']);
    await api.call(`/v1/keys/${next.id}`, { method: 'DELETE', key });
    const lines = api.logged.map((text) => JSON.parse(text));
    const logLinesOf = (id: string) =>
      lines.filter(({ msg }) => msg.startsWith(`API key ${id} of client ${made.clientId} was`));
    expect(logLinesOf(made.id)).toMatchObject([
      { msg: expect.stringContaining('was made: {"scopes":["payouts:read"]') },
    ]);
    expect(logLinesOf(next.id)).toMatchObject([
      { msg: expect.stringContaining(`"replacesKeyId":"${made.id}"`) },
      { keyId, msg: expect.stringContaining('was revoked') },
    ]);
  });

  it('returns 404 for an unknown key', async () => {
    for (const id of [newId(), '1', 'null']) {
      expect(await revoke(id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(await rotate(id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });
});

describe('when a key was last used', () => {
  const lastUse = async (id: string) =>
    (await api.dataSource.query(`select last_used_at as at from api_key where id = $1`, [id]))[0].at as Date | null;

  it('is written outside of the requests, for all keys together, and at most once a minute for each', async () => {
    const [one, other, unused] = [await aKey(), await aKey(), await aKey()];
    const noted = new NoteKeyUse(api.dataSource);
    noted.note(one.id);
    noted.note(other.id);
    noted.note(one.id);
    expect(await lastUse(one.id)).toBeNull();
    await noted.flush();
    const first = await lastUse(one.id);
    expect(Math.abs((first?.getTime() ?? 0) - Date.now())).toBeLessThan(10_000);
    expect(await lastUse(other.id)).toEqual(first);
    expect(await lastUse(unused.id)).toBeNull();
    const elsewhere = new NoteKeyUse(replica.dataSource);
    for (const each of [noted, elsewhere]) {
      each.note(one.id);
      await each.flush();
      expect(await lastUse(one.id)).toEqual(first);
    }
    await api.dataSource.query(`update api_key set last_used_at = now() - interval '61 seconds' where id = $1`, [
      one.id,
    ]);
    noted.note(one.id);
    await noted.flush();
    expect((await lastUse(one.id))?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? 0);
  });

  it('is returned with the key once the service has written it, and the service writes it before it stops', async () => {
    const made = await aKey();
    const stopping = await startApi({}, [], [], api.databaseUrl);
    await statusWith(made.key, stopping);
    expect((await listed(made)).lastUsedAt).toBeNull();
    await stopping.close();
    expect((await listed(made)).lastUsedAt).toMatch(/Z$/);
  });

  it('is not lost while the database does not answer, and a key that was refused was not used', async () => {
    const made = await aKey();
    const broken = new NoteKeyUse({ driver: { master: { query: () => Promise.reject(new Error('away')) } } } as never);
    broken.note(made.id);
    await broken.flush();
    Object.assign(broken, { dataSource: api.dataSource });
    await broken.flush();
    expect(await lastUse(made.id)).not.toBeNull();
    const ended = await aKey();
    await revoke(ended.id);
    const stopping = await startApi({}, [], [], api.databaseUrl);
    expect(await statusWith(ended.key, stopping)).toBe(401);
    await stopping.close();
    expect(await lastUse(ended.id)).toBeNull();
  });
});
