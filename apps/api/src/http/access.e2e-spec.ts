import { Controller, Get } from '@nestjs/common';
import { ALL_SCOPES, Scopes } from '#libs/clients';
import { newId, poolOf } from '#libs/platform';
import { eventually } from '../../../../test/support/eventually.js';
import { importStatement, newDifference } from '../testing/given-rows.js';
import { type Api, type Call, startApi } from '../testing/start-api.js';

/** A handler without a declared scope. */
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

/** Routes that another scope opens beside its own. */
const ALSO_OPENED_BY: Readonly<Record<string, (typeof ALL_SCOPES)[number]>> = { 'GET /v1/audit-entries': 'admin' };

/** Every other route, and the scope of its own that opens it. */
const SCOPE_OF: Readonly<Record<string, (typeof ALL_SCOPES)[number]>> = {
  'DELETE /v1/calendar/:date': 'calendar:edit',
  'PUT /v1/calendar/:date': 'calendar:edit',
  'GET /metrics': 'metrics:read',
  'GET /v1/audit-entries': 'audit:read',
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
  'GET /v1/payouts.csv': 'payouts:read',
  'GET /v1/payouts/summary': 'payouts:read',
  'GET /v1/payouts/:id': 'payouts:read',
  'GET /v1/payouts/:id/events': 'payouts:read',
  'GET /v1/payouts/:id/evidence': 'payouts:read',
  'GET /v1/rails': 'payouts:read',
  'POST /v1/payouts/search': 'payouts:read',
  'POST /v1/payouts/:id/resolve': 'payouts:resolve',
  'POST /v1/differences/:id/close': 'reconciliation:edit',
  'POST /v1/statements': 'reconciliation:edit',
  'POST /v1/statements/:id/withdraw': 'reconciliation:edit',
  'GET /v1/differences': 'reconciliation:read',
  'GET /v1/differences/:id': 'reconciliation:read',
  'GET /v1/statements': 'reconciliation:read',
  'GET /v1/statements/:id': 'reconciliation:read',
  'GET /v1/statements/:id/totals': 'reconciliation:read',
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

/** Callers that every route refuses, with the status and code of the response. */
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
    'a wrong address that claims to be the right one (S22)',
    403,
    'address_not_allowed',
    async () => ({
      ...(await spoiltKey(`update client set allowed_addresses = '{203.0.113.7}' where id = $1`)),
      headers: { 'x-forwarded-for': '203.0.113.7', 'x-real-ip': '203.0.113.7', forwarded: 'for=203.0.113.7' },
    }),
  ],
];

describe('every route', () => {
  it('is either on the list of public paths or names the one scope that opens it (S2)', () => {
    const named = closedRoutes()
      .filter(({ method, path }) => method !== 'HEAD' && !path.startsWith('/forgotten'))
      .map(nameOf);
    expect(named.sort()).toEqual(Object.keys(SCOPE_OF).sort());
  });

  it.each(REFUSED)('is closed to %s: %i %s (S2)', async (_who, status, code, callOf) => {
    const call = await callOf();
    const before = await api.rows();
    const routes = closedRoutes();
    expect(routes.length).toBeGreaterThan(30);
    for (const route of routes) {
      const answer = await callOn(route, call);
      const seen = route.method === 'HEAD' ? code : answer.body.code;
      expect(`${nameOf(route)} ${answer.status} ${seen}`).toBe(`${nameOf(route)} ${status} ${code}`);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="salur"/);
      if (typeof call.key === 'string') expect(answer.text).not.toContain(call.key);
    }
    expect(await api.rows()).toEqual(before);
  });

  it.each(Object.entries(SCOPE_OF))(
    '%s opens to %s, and not to all other scopes together (S4)',
    async (name, scope) => {
      const [method = '', path = ''] = name.split(' ');
      const others = await api.newKey(ALL_SCOPES.filter((other) => other !== scope && other !== ALSO_OPENED_BY[name]));
      const refused = await callOn({ method, path }, { key: others.key });
      expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden', scope } });
      const { key } = await api.newKey([scope]);
      expect([401, 403, 500]).not.toContain((await callOn({ method, path }, { key })).status);
    },
  );

  it.each(ALL_SCOPES)('is closed to a key with %s alone, unless it is the one that opens it (S4)', async (scope) => {
    const { key } = await api.newKey([scope]);
    for (const { method, path } of closedRoutes().filter((route) => !route.path.startsWith('/forgotten'))) {
      const name = nameOf({ method: method === 'HEAD' ? 'GET' : method, path });
      const opens = SCOPE_OF[name] === scope || ALSO_OPENED_BY[name] === scope;
      const { status } = await callOn({ method, path }, { key });
      const seen = [401, 403, 500].includes(status) ? status : 'open';
      expect(`${method} ${path}: ${seen}`).toBe(`${method} ${path}: ${opens ? 'open' : 403}`);
    }
  });

  it('is closed, even to a key with every scope, when its handler declares none (S2)', async () => {
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
  '/v1/differences/:id': async () => {
    const [{ id }] = await api.dataSource.query(`select id from client where name = 'bootstrap'`);
    return newDifference(api, id);
  },
  '/v1/statements/:id': async () => (await importStatement(api)).body.id,
};

async function anEndpoint(): Promise<string> {
  const body = { url: 'https://hooks.example.com/salur' };
  return (await api.call('/v1/webhook-endpoints', { method: 'POST', body })).body.id;
}

/** Rows that no client owns: an administrator reads and changes them. */
const UNOWNED = ['/v1/clients/:id', '/v1/keys/:id'];
const prefixOf = (path: string) => path.slice(0, path.indexOf(':id') + 3);
const routesWithIds = Object.keys(SCOPE_OF).filter((name) => name.includes(':id'));
const ownedRoutes = routesWithIds.filter((name) => !UNOWNED.includes(prefixOf(name.split(' ')[1] ?? '')));

/** What has to be said before anything is looked for, by the end of the path. */
const BODIES: Readonly<Record<string, object>> = {
  resolve: { resolution: 'paid', reason: 'x' },
  close: { reason: 'x' },
  withdraw: { reason: 'x' },
};
const bodyFor = (path: string) => BODIES[path.split('/').at(-1) ?? ''];

/** The statements that the database is sent during a request, by their text. */
async function statementsOf(request: () => Promise<unknown>): Promise<string[]> {
  const client = await poolOf(api.dataSource).connect();
  const sent = jest.spyOn(Object.getPrototypeOf(client), 'query');
  client.release();
  try {
    await request();
    return sent.mock.calls.map(([query]) => (typeof query === 'string' ? query : (query as { text: string }).text));
  } finally {
    sent.mockRestore();
  }
}

const LISTS = ['/v1/payouts', '/v1/webhook-endpoints', '/v1/webhook-deliveries', '/v1/statements', '/v1/differences'];

describe('what belongs to another client', () => {
  it.each(ownedRoutes)(
    'returns 404 from %s, like an id that does not exist, and stays unchanged (S3)',
    async (name) => {
      const [method = '', path = ''] = name.split(' ');
      const [prefix, body] = [prefixOf(path), bodyFor(path)];
      const mine = (await OWNED[prefix]?.()) as string;
      // What is explained changes by itself: a worker asks the provider meanwhile.
      const shownOf = async () => {
        const { status, body: seen } = await api.call(prefix.replace(':id', mine));
        return { status, seen: { ...seen, explanation: null } };
      };
      const shown = await shownOf();
      const { key } = await api.newKey(ALL_SCOPES);
      const theirs = await api.call(path.replace(':id', mine), { method, key, body });
      const unknown = await api.call(path.replace(':id', newId()), { method, key, body });
      expect(theirs).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(theirs.body).toEqual({ ...unknown.body, requestId: theirs.body.requestId });
      expect(shown.status).toBe(200);
      expect(await shownOf()).toEqual(shown);
    },
  );

  it.each(ownedRoutes)('costs %s the same statements as an id that does not exist (S3)', async (name) => {
    const [method = '', path = ''] = name.split(' ');
    const mine = (await OWNED[prefixOf(path)]?.()) as string;
    const { key } = await api.newKey(ALL_SCOPES);
    const statementsFor = (id: string) =>
      statementsOf(() => api.call(path.replace(':id', id), { method, key, body: bodyFor(path) }));
    // What is done beside the requests now and then is in one list only, and not again the next time.
    await eventually('both are asked for alike', async () => {
      const [theirs, nobodys] = [await statementsFor(mine), await statementsFor(newId())];
      expect(theirs).toEqual(nobodys);
      return theirs.length > 0;
    });
  });

  it('is on no list (S3)', async () => {
    for (const make of Object.values(OWNED)) await make();
    const { key } = await api.newKey(ALL_SCOPES);
    for (const path of LISTS) {
      expect((await api.call(path)).body.data).not.toEqual([]);
      expect((await api.call(path, { key })).body.data).toEqual([]);
    }
  });

  it.each(['1', 'not-an-id', "' or 1=1 --", '..%2f..%2fhealth', '%00', 'null', 'x'.repeat(90)])(
    'is not found by %s either (S3)',
    async (id) => {
      expect(await api.call(`/v1/payouts/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    },
  );
});
