import { createHash, createHmac } from 'node:crypto';
import { ALL_SCOPES, Authenticate, ensureBootstrapKey, NoteKeyUse } from '#libs/clients';
import { poolOf } from '#libs/platform';
import { type Api, BOOTSTRAP_KEY, startApi } from '../testing/start-api.js';

const PEPPER = 'pepper-0123456789abcdef0123456789abcdef';

let api: Api;
beforeAll(async () => {
  api = await startApi({ API_KEY_PEPPER: PEPPER });
});
afterAll(() => api.close());

/** As another replica would have it, which remembers nothing. */
const freshAuthenticate = () =>
  new Authenticate(api.dataSource, new NoteKeyUse(api.dataSource), { apiKeyPepper: PEPPER });
const asking = (key: string) => ({ authorization: `Bearer ${key}`, address: () => '127.0.0.1' });

describe('the API key', () => {
  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another scheme', 'Basic Ym9vdHN0cmFwOg=='],
    ['no key', 'Bearer '],
    ['an unknown key', 'Bearer unknown-key-0123456789'],
    ['half the key', `Bearer ${BOOTSTRAP_KEY.slice(0, -1)}`],
    ['the key and more', `Bearer ${BOOTSTRAP_KEY}x`],
    ['two keys', `Bearer ${BOOTSTRAP_KEY} ${BOOTSTRAP_KEY}`],
    ['a very long key', `Bearer ${'k'.repeat(5_000)}`],
  ])('is refused when the header has %s', async (_what, authorization) => {
    const answer = await api.call('/v1/payouts', { key: null, headers: { authorization } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="salur"/);
  });

  it('is taken whatever the case of the scheme', async () => {
    const headers = { authorization: `bearer ${BOOTSTRAP_KEY}` };
    expect((await api.call('/v1/payouts', { key: null, headers })).status).toBe(200);
  });

  it('names the scope it lacks', async () => {
    const { key } = await api.newKey(['payouts:read']);
    const answer = await api.create({}, {}, key);
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden', scope: 'payouts:create' } });
    expect(answer.headers['www-authenticate']).toContain('error="insufficient_scope", scope="payouts:create"');
  });

  it('is checked before the body is read', async () => {
    const body = '{"amount":';
    expect((await api.call('/v1/payouts', { method: 'POST', key: null, body })).status).toBe(401);
  });

  it('is not stored: the database has only a hash, which is useless without the pepper (S31)', async () => {
    const rows: { secret_hash: Buffer }[] = await api.dataSource.query(
      `select *, secret_hash::text as hash from api_key`,
    );
    expect(JSON.stringify(rows)).not.toContain(BOOTSTRAP_KEY);
    const hashes = rows.map(({ secret_hash }) => secret_hash.toString('hex'));
    expect(hashes).toContain(createHmac('sha256', PEPPER).update(BOOTSTRAP_KEY).digest('hex'));
    expect(hashes).not.toContain(createHash('sha256').update(BOOTSTRAP_KEY).digest('hex'));
    const elsewhere = new Authenticate(api.dataSource, new NoteKeyUse(api.dataSource), {
      apiKeyPepper: 'another-pepper-0123456789abcdef01234567',
    });
    await expect(elsewhere.identify(asking(BOOTSTRAP_KEY))).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('stops working within 5 s of being revoked, without a query on every request', async () => {
    const { key, keyId } = await api.newKey(['payouts:read']);
    expect((await api.call('/v1/payouts', { key })).status).toBe(200);
    await api.dataSource.query(`update api_key set revoked_at = now() where id = $1`, [keyId]);
    expect((await api.call('/v1/payouts', { key })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    expect((await api.call('/v1/payouts', { key })).status).toBe(401);
  });

  it('of many guesses at once costs one query for each guess, and none is accepted', async () => {
    const query = jest.spyOn(poolOf(api.dataSource), 'query');
    const authenticate = freshAuthenticate();
    const tries = Array.from({ length: 50 }, () => authenticate.identify(asking('guess')).catch((error) => error.code));
    expect(new Set(await Promise.all(tries))).toEqual(new Set(['unauthenticated']));
    expect(query).toHaveBeenCalledTimes(1);
    query.mockRestore();
  });
});

describe('BOOTSTRAP_API_KEY', () => {
  const working = async (): Promise<number> => {
    const rows = await api.dataSource.query(
      `select k.id from api_key k join client c on c.id = k.client_id where c.name = 'bootstrap' and k.revoked_at is null`,
    );
    return rows.length;
  };

  it('makes one client and one key, however many replicas start at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => ensureBootstrapKey(api.dataSource, BOOTSTRAP_KEY, PEPPER)));
    expect(await working()).toBe(1);
    const [row] = await api.dataSource.query(
      `select k.scopes from api_key k join client c on c.id = k.client_id where c.name = 'bootstrap'`,
    );
    expect(row.scopes).toEqual(ALL_SCOPES);
  });

  it('replaces the key that was configured before, and brings it back when it is configured again', async () => {
    const next = 'another-bootstrap-key-0123456789abcdef';
    await ensureBootstrapKey(api.dataSource, next, PEPPER);
    expect(await working()).toBe(1);
    expect((await api.call('/v1/payouts', { key: next })).status).toBe(200);
    await expect(freshAuthenticate().identify(asking(BOOTSTRAP_KEY))).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    await ensureBootstrapKey(api.dataSource, BOOTSTRAP_KEY, PEPPER);
    await expect(freshAuthenticate().identify(asking(BOOTSTRAP_KEY))).resolves.toMatchObject({
      scopes: new Set(ALL_SCOPES),
    });
  });

  it('cannot be the key of another client', async () => {
    const { key, clientId } = await api.newKey(['payouts:read']);
    await expect(ensureBootstrapKey(api.dataSource, key, PEPPER)).rejects.toThrow('configure a different key');
    const [row] = await api.dataSource.query(`select scopes from api_key where client_id = $1`, [clientId]);
    expect(row.scopes).toEqual(['payouts:read']);
    expect(await working()).toBe(1);
  });
});
