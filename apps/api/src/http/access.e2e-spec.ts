import { Controller, Get } from '@nestjs/common';
import { ALL_SCOPES, Authenticate, ensureBootstrapKey, Scopes } from '#libs/clients';
import { newId } from '#libs/platform';
import { type Api, BOOTSTRAP_KEY, startApi } from '../testing/start-api.js';

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

let api: Api;
beforeAll(async () => {
  api = await startApi({}, [ForgottenController]);
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

describe('every route', () => {
  it('is closed without an API key, except those on the list', async () => {
    const routes = api.paths.list();
    expect(routes.length).toBeGreaterThan(20);
    const open: string[] = [];
    for (const { method, path } of routes) {
      const { status } = await api.call(path.replace(':id', newId()), { method, key: null });
      if (status !== 401) open.push(path);
    }
    expect([...new Set(open)].filter((path) => !PUBLIC_PATHS.includes(path))).toEqual([]);
  });

  it('is closed to a key without scopes, except those on the list', async () => {
    const { key } = await api.newKey([]);
    for (const { method, path } of api.paths.list()) {
      if (PUBLIC_PATHS.includes(path)) continue;
      const answer = await api.call(path.replace(':id', newId()), { method, key });
      expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 403`);
    }
  });

  it('is closed, even to a key with every scope, when its handler names none', async () => {
    expect(await api.call('/forgotten')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await api.call('/forgotten/scoped')).toMatchObject({ status: 200 });
  });

  it('opens to exactly the scope it names', async () => {
    const opened: string[] = [];
    for (const scope of ALL_SCOPES) {
      const { key } = await api.newKey([scope]);
      for (const { method, path } of api.paths.list()) {
        if (method === 'HEAD' || PUBLIC_PATHS.includes(path) || path.startsWith('/forgotten')) continue;
        const { status } = await api.call(path.replace(':id', newId()), { method, key });
        if (status !== 403) opened.push(`${scope} ${method} ${path}`);
      }
    }
    expect(opened.sort()).toEqual([
      'calendar:edit DELETE /v1/calendar/:date',
      'calendar:edit PUT /v1/calendar/:date',
      'payouts:cancel POST /v1/payouts/:id/cancel',
      'payouts:check POST /v1/payouts/:id/check',
      'payouts:confirm POST /v1/payouts/:id/confirm',
      'payouts:create POST /v1/payouts',
      'payouts:read GET /v1/balances',
      'payouts:read GET /v1/banks',
      'payouts:read GET /v1/calendar',
      'payouts:read GET /v1/payouts',
      'payouts:read GET /v1/payouts/:id',
      'payouts:read GET /v1/payouts/:id/events',
      'payouts:read GET /v1/payouts/:id/evidence',
      'payouts:read GET /v1/rails',
      'payouts:resolve POST /v1/payouts/:id/resolve',
    ]);
  });
});

describe("another client's payout", () => {
  it('is not there, on every route that takes an id', async () => {
    const { body: mine } = await api.create();
    const { key } = await api.newKey(ALL_SCOPES);
    const routes = api.paths.list().filter(({ path, method }) => path.includes(':id') && method !== 'HEAD');
    expect(routes).toHaveLength(7);
    for (const { method, path } of routes) {
      const body = path.endsWith('resolve') ? { resolution: 'paid', reason: 'mine now' } : undefined;
      const theirs = await api.call(path.replace(':id', mine.id), { method, key, body });
      const nobodys = await api.call(path.replace(':id', newId()), { method, key, body });
      expect(theirs).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(theirs.body).toEqual({ ...nobodys.body, requestId: theirs.body.requestId });
    }
    expect((await api.call('/v1/payouts', { key })).body.data).toEqual([]);
    expect((await api.call(`/v1/payouts/${mine.id}`)).body).toMatchObject({ status: 'created', version: 1 });
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

  it('is not kept: the database has only its hash', async () => {
    const rows: object[] = await api.dataSource.query('select *, secret_hash::text as hash from api_key');
    expect(JSON.stringify(rows)).not.toContain(BOOTSTRAP_KEY);
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
    const authenticate = new Authenticate(api.dataSource);
    const tries = Array.from({ length: 50 }, () =>
      authenticate.run('Bearer the-same-guess').catch((error) => error.code),
    );
    expect(new Set(await Promise.all(tries))).toEqual(new Set(['unauthenticated']));
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
    await Promise.all(Array.from({ length: 8 }, () => ensureBootstrapKey(api.dataSource, BOOTSTRAP_KEY)));
    expect(await working()).toBe(1);
    const [row] = await api.dataSource.query(
      `select k.scopes from api_key k join client c on c.id = k.client_id where c.name = 'bootstrap'`,
    );
    expect(row.scopes).toEqual(ALL_SCOPES);
  });

  it('replaces the key that was configured before, and brings it back when it is configured again', async () => {
    const next = 'another-bootstrap-key-0123456789abcdef';
    await ensureBootstrapKey(api.dataSource, next);
    expect(await working()).toBe(1);
    expect((await api.call('/v1/payouts', { key: next })).status).toBe(200);
    const fresh = new Authenticate(api.dataSource);
    await expect(fresh.run(`Bearer ${BOOTSTRAP_KEY}`)).rejects.toMatchObject({ code: 'unauthenticated' });
    await ensureBootstrapKey(api.dataSource, BOOTSTRAP_KEY);
    await expect(new Authenticate(api.dataSource).run(`Bearer ${BOOTSTRAP_KEY}`)).resolves.toMatchObject({});
  });

  it('cannot be the key of another client', async () => {
    const { key, clientId } = await api.newKey(['payouts:read']);
    await expect(ensureBootstrapKey(api.dataSource, key)).rejects.toThrow('configure another one');
    const [row] = await api.dataSource.query(`select scopes from api_key where client_id = $1`, [clientId]);
    expect(row.scopes).toEqual(['payouts:read']);
    expect(await working()).toBe(1);
  });
});
