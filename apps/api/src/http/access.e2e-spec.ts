import { createHash, createHmac } from 'node:crypto';
import { jest } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { ALL_SCOPES, Authenticate, ensureBootstrapKey, NoteKeyUse, Scopes } from '#libs/clients';
import { newId, poolOf } from '#libs/platform';
import { type Api, BOOTSTRAP_KEY, type Call, startApi } from '../testing/start-api.js';

/** A handler whose author forgot to say who may call it. */
@Controller('forgotten')
class ForgottenController {
  @Get()
  get(): string {
    return 'open to the world';
  }

  @Get('scoped')
  @Scopes('payouts:read')
  scoped(): string {
    return 'not forgotten';
  }
}

const PEPPER = 'pepper-0123456789abcdef0123456789abcdef';

let api: Api;
beforeAll(async () => {
  api = await startApi({ API_KEY_PEPPER: PEPPER }, [ForgottenController]);
});
afterAll(() => api.close());

/** Everything that answers without an API key. Whatever is not on this list must not. */
const PUBLIC_PATHS = [
  '/callbacks/:provider/:path',
  '/callbacks/:provider/:path/:secret',
  '/docs',
  '/docs/',
  '/docs/*',
  '/docs/LICENSE',
  '/docs/docs/swagger-ui-init.js',
  '/docs/errors',
  '/docs/index.html',
  '/docs/swagger-ui-init.js',
  '/health/live',
  '/health/ready',
  '/openapi.json',
];

/** Every other route, and the one scope that opens it. */
const SCOPE_OF: Readonly<Record<string, (typeof ALL_SCOPES)[number]>> = {
  'DELETE /v1/calendar/:date': 'calendar:edit',
  'PUT /v1/calendar/:date': 'calendar:edit',
  'GET /v1/audit-entries': 'admin',
  'GET /v1/clients': 'admin',
  'POST /v1/clients': 'admin',
  'GET /v1/clients/:id': 'admin',
  'PATCH /v1/clients/:id': 'admin',
  'GET /v1/clients/:id/keys': 'admin',
  'POST /v1/clients/:id/keys': 'admin',
  'DELETE /v1/keys/:id': 'admin',
  'POST /v1/keys/:id/rotate': 'admin',
  'POST /v1/payouts/:id/cancel': 'payouts:cancel',
  'POST /v1/payouts/:id/check': 'payouts:check',
  'POST /v1/payouts/:id/confirm': 'payouts:confirm',
  'POST /v1/payouts': 'payouts:create',
  'GET /v1/balances': 'payouts:read',
  'GET /v1/banks': 'payouts:read',
  'GET /v1/calendar': 'payouts:read',
  'GET /v1/payouts': 'payouts:read',
  'GET /v1/payouts/:id': 'payouts:read',
  'GET /v1/payouts/:id/events': 'payouts:read',
  'GET /v1/payouts/:id/evidence': 'payouts:read',
  'GET /v1/rails': 'payouts:read',
  'POST /v1/payouts/:id/resolve': 'payouts:resolve',
  'GET /v1/webhook-deliveries': 'webhooks:manage',
  'GET /v1/webhook-deliveries/:id': 'webhooks:manage',
  'POST /v1/webhook-deliveries/:id/redeliver': 'webhooks:manage',
  'POST /v1/webhook-deliveries/redeliver': 'webhooks:manage',
  'GET /v1/webhook-endpoints': 'webhooks:manage',
  'POST /v1/webhook-endpoints': 'webhooks:manage',
  'GET /v1/webhook-endpoints/:id': 'webhooks:manage',
  'DELETE /v1/webhook-endpoints/:id': 'webhooks:manage',
  'POST /v1/webhook-endpoints/:id/enable': 'webhooks:manage',
  'POST /v1/webhook-endpoints/:id/rotate-secret': 'webhooks:manage',
  'POST /v1/webhook-endpoints/:id/test': 'webhooks:manage',
};

interface Route {
  readonly method: string;
  readonly path: string;
}

const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const closedRoutes = () => api.paths.list().filter(({ path }) => !PUBLIC_PATHS.includes(path));
const callOn = ({ method, path }: Route, call: Call) => api.call(path.replace(':id', newId()), { method, ...call });

/** A key with every scope, after something was done to it or its client. */
async function spoiltKey(sql: string): Promise<Call> {
  const { key, keyId, clientId } = await api.newKey(ALL_SCOPES);
  await api.dataSource.query(sql, [sql.startsWith('update client') ? clientId : keyId]);
  return { key };
}

/** Whoever is refused on every route, with every scope or none, and how they are told. */
const REFUSED: readonly (readonly [who: string, status: number, code: string, call: () => Promise<Call>])[] = [
  ['no key', 401, 'unauthenticated', async () => ({ key: null })],
  [
    'a wrong key',
    401,
    'unauthenticated',
    async () => ({ key: `salur_${newId().replaceAll('-', '')}_${'0'.repeat(64)}` }),
  ],
  [
    'the id of a key with another secret',
    401,
    'unauthenticated',
    async () => ({ key: `salur_${(await api.newKey(ALL_SCOPES)).keyId.replaceAll('-', '')}_${'0'.repeat(64)}` }),
  ],
  ['a key without scopes', 403, 'forbidden', async () => ({ key: (await api.newKey([])).key })],
  [
    'an expired key',
    401,
    'unauthenticated',
    () => spoiltKey(`update api_key set expires_at = now() - interval '1 millisecond' where id = $1`),
  ],
  ['a revoked key', 401, 'unauthenticated', () => spoiltKey(`update api_key set revoked_at = now() where id = $1`)],
  [
    'a suspended client',
    403,
    'client_suspended',
    () => spoiltKey(`update client set suspended_at = now() where id = $1`),
  ],
  [
    'a wrong address',
    403,
    'address_not_allowed',
    () => spoiltKey(`update client set allowed_addresses = '{203.0.113.7,2001:db8::/32}' where id = $1`),
  ],
  [
    'a wrong address that claims to be the right one',
    403,
    'address_not_allowed',
    async () => ({
      ...(await spoiltKey(`update client set allowed_addresses = '{203.0.113.7}' where id = $1`)),
      headers: { 'x-forwarded-for': '203.0.113.7', 'x-real-ip': '203.0.113.7', forwarded: 'for=203.0.113.7' },
    }),
  ],
];

/** As another replica would have it, which remembers nothing. */
const freshAuthenticate = () =>
  new Authenticate(api.dataSource, new NoteKeyUse(api.dataSource), { apiKeyPepper: PEPPER });
const asking = (key: string) => ({ authorization: `Bearer ${key}`, address: () => '127.0.0.1' });

describe('every route', () => {
  it('is either on the list of public paths or names the one scope that opens it', () => {
    const named = closedRoutes()
      .filter(({ method, path }) => method !== 'HEAD' && !path.startsWith('/forgotten'))
      .map(nameOf);
    expect(named.sort()).toEqual(Object.keys(SCOPE_OF).sort());
  });

  it.each(REFUSED)('is closed to %s: %i %s', async (_who, status, code, callOf) => {
    const call = await callOf();
    const before = await api.rows();
    const routes = closedRoutes();
    expect(routes.length).toBeGreaterThan(30);
    for (const route of routes) {
      const answer = await callOn(route, call);
      const told = route.method === 'HEAD' ? code : answer.body.code;
      expect(`${nameOf(route)} ${answer.status} ${told}`).toBe(`${nameOf(route)} ${status} ${code}`);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="salur"/);
      if (typeof call.key === 'string') expect(answer.text).not.toContain(call.key);
    }
    expect(await api.rows()).toEqual(before);
  });

  it.each(Object.entries(SCOPE_OF))('%s opens to %s and to no other scope', async (name, scope) => {
    const [method = '', path = ''] = name.split(' ');
    const others = await api.newKey(ALL_SCOPES.filter((other) => other !== scope));
    const refused = await callOn({ method, path }, { key: others.key });
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden', scope } });
    const { key } = await api.newKey([scope]);
    expect([401, 403, 500]).not.toContain((await callOn({ method, path }, { key })).status);
  });

  it('is closed, even to a key with every scope, when its handler names none', async () => {
    expect(await api.call('/forgotten')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await api.call('/forgotten/scoped')).toMatchObject({ status: 200 });
  });
});

/** Something of the bootstrap client for every kind of path that takes the id of what belongs to a client. */
const OWNED: Readonly<Record<string, () => Promise<string>>> = {
  '/v1/payouts/:id': async () => (await api.create()).body.id,
  '/v1/webhook-endpoints/:id': anEndpoint,
  '/v1/webhook-deliveries/:id': async () => {
    const test = await api.call(`/v1/webhook-endpoints/${await anEndpoint()}/test`, { method: 'POST' });
    return test.body.id;
  },
};

async function anEndpoint(): Promise<string> {
  const body = { url: 'https://hooks.example.com/salur' };
  return (await api.call('/v1/webhook-endpoints', { method: 'POST', body })).body.id;
}

/** Whom an administrator may see and change belongs to nobody. */
const OF_NOBODY = ['/v1/clients/:id', '/v1/keys/:id'];
const prefixOf = (path: string) => path.slice(0, path.indexOf(':id') + 3);
const routesWithIds = Object.keys(SCOPE_OF).filter((name) => name.includes(':id'));
const ownedRoutes = routesWithIds.filter((name) => !OF_NOBODY.includes(prefixOf(name.split(' ')[1] ?? '')));

describe('what belongs to another client', () => {
  it.each(ownedRoutes)('is not there for %s, as if it were nobody’s, and stays as it is', async (name) => {
    const [method = '', path = ''] = name.split(' ');
    const [prefix, body] = [prefixOf(path), path.endsWith('resolve') ? { resolution: 'paid', reason: 'x' } : undefined];
    const mine = (await OWNED[prefix]?.()) as string;
    const shown = (await api.call(prefix.replace(':id', mine))).text;
    const { key } = await api.newKey(ALL_SCOPES);
    const theirs = await api.call(path.replace(':id', mine), { method, key, body });
    const nobodys = await api.call(path.replace(':id', newId()), { method, key, body });
    expect(theirs).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(theirs.body).toEqual({ ...nobodys.body, requestId: theirs.body.requestId });
    const after = await api.call(prefix.replace(':id', mine));
    expect(after).toMatchObject({ status: 200, text: shown });
  });

  it('is on no list', async () => {
    for (const make of Object.values(OWNED)) await make();
    const { key } = await api.newKey(ALL_SCOPES);
    for (const path of ['/v1/payouts', '/v1/webhook-endpoints', '/v1/webhook-deliveries']) {
      expect((await api.call(path)).body.data).not.toEqual([]);
      expect((await api.call(path, { key })).body.data).toEqual([]);
    }
  });

  it.each(['1', 'not-an-id', "' or 1=1 --", '..%2f..%2fhealth', '%00', 'null', 'x'.repeat(90)])(
    'is not found by %s either',
    async (id) => {
      expect(await api.call(`/v1/payouts/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    },
  );
});

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

  it('is asked for before the body is looked at', async () => {
    const body = '{"amount":';
    expect((await api.call('/v1/payouts', { method: 'POST', key: null, body })).status).toBe(401);
  });

  it('is not kept: the database has only a hash, and that opens nothing without the pepper', async () => {
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
    await expect(elsewhere.run(asking(BOOTSTRAP_KEY))).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('stops working within 5 s of being revoked, and is not asked for on every request', async () => {
    const { key, keyId } = await api.newKey(['payouts:read']);
    expect((await api.call('/v1/payouts', { key })).status).toBe(200);
    await api.dataSource.query(`update api_key set revoked_at = now() where id = $1`, [keyId]);
    expect((await api.call('/v1/payouts', { key })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    expect((await api.call('/v1/payouts', { key })).status).toBe(401);
  });

  it('of many guesses at once costs one query for each guess, and none is let in', async () => {
    const query = jest.spyOn(poolOf(api.dataSource), 'query');
    const authenticate = freshAuthenticate();
    const tries = Array.from({ length: 50 }, () => authenticate.run(asking('guess')).catch((error) => error.code));
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
    await expect(freshAuthenticate().run(asking(BOOTSTRAP_KEY))).rejects.toMatchObject({ code: 'unauthenticated' });
    await ensureBootstrapKey(api.dataSource, BOOTSTRAP_KEY, PEPPER);
    await expect(freshAuthenticate().run(asking(BOOTSTRAP_KEY))).resolves.toMatchObject({
      scopes: new Set(ALL_SCOPES),
    });
  });

  it('cannot be the key of another client', async () => {
    const { key, clientId } = await api.newKey(['payouts:read']);
    await expect(ensureBootstrapKey(api.dataSource, key, PEPPER)).rejects.toThrow('configure another one');
    const [row] = await api.dataSource.query(`select scopes from api_key where client_id = $1`, [clientId]);
    expect(row.scopes).toEqual(['payouts:read']);
    expect(await working()).toBe(1);
  });
});
