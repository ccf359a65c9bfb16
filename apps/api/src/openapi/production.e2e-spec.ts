import { ALL_SCOPES } from '#libs/clients';
import { newId, runMigrations } from '#libs/platform';
import { PRODUCTION_SECRETS } from '../../../../test/support/production-secrets.js';
import { type LocalPostgres, startLocalPostgres } from '../../../../tools/local-postgres/index.js';
import { type Api, startApi } from '../testing/start-api.js';

const KEY_WANTED = /^Bearer realm="salur"/;

let server: LocalPostgres;
let api: Api;
beforeAll(async () => {
  // Production refuses the server of the other tests, which does not keep what it acknowledges.
  server = await startLocalPostgres({ durable: true });
  await server.createDatabase('production');
  const url = server.url('production');
  await runMigrations(url);
  const environment = {
    NODE_ENV: 'production',
    DATABASE_URL: url,
    ...PRODUCTION_SECRETS,
    DUITKU_ENVIRONMENT: 'production',
    DUITKU_BASE_URL: '',
    DUITKU_CASH_OUT_BASE_URL: '',
    WORKER: 'separate',
    RATE_LIMIT_PER_CLIENT: '10000',
    RATE_LIMIT: '10000',
    RATE_LIMIT_UNAUTHENTICATED: '10000',
  };
  api = await startApi(environment, [], [], url);
});
afterAll(async () => {
  await api.close();
  await server.stop();
});

/** The paths that need no key in production. */
const OPEN = [
  // Where every problem points to. It names codes, and no path.
  '/docs/errors',
  '/health/live',
  '/health/ready',
];

const pathOf = (pattern: string) => pattern.replace(/:\w+/, newId()).replace('*', 'swagger-ui.css');

describe('in production', () => {
  it('every path needs a key except health, callbacks and the page about errors (S38)', async () => {
    const routes = api.paths.list().filter(({ path }) => !path.startsWith('/callbacks/'));
    expect(routes.length).toBeGreaterThan(60);
    for (const { method, path } of routes) {
      const { status, headers } = await api.call(pathOf(path), { method, key: null });
      const seen = `${method} ${path} ${status}`;
      expect(seen).toBe(`${method} ${path} ${OPEN.includes(path) ? 200 : 401}`);
      if (status === 401) expect(headers['www-authenticate']).toMatch(KEY_WANTED);
    }
  });

  it.each(['/openapi.json', '/docs', '/docs/', '/docs/index.html', '/docs/swagger-ui-init.js', '/docs/swagger-ui.css'])(
    '%s needs a valid key, and returns nothing without one (S38)',
    async (path) => {
      const { key } = await api.newKey([]);
      expect((await api.call(path, { key })).status).toBe(200);
      for (const wrong of [null, 'wrong-key-0123456789']) {
        const refused = await api.call(path, { key: wrong });
        expect(refused).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      }
    },
  );

  it('a browser reads the docs with a key as the password, which no other path takes (S38)', async () => {
    const { key } = await api.newKey([]);
    const basic = (password: string) => ({
      authorization: `Basic ${Buffer.from(`ani:${password}`).toString('base64')}`,
    });
    for (const path of ['/docs', '/docs/swagger-ui-init.js', '/openapi.json']) {
      const asked = await api.call(path, { key: null, headers: { accept: 'text/html,*/*' } });
      expect(asked).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': expect.stringMatching(/^Basic realm=/) },
      });
      expect((await api.call(path, { key: null, headers: basic(key) })).status).toBe(200);
      expect((await api.call(path, { key: null, headers: basic('wrong-key-0123456789') })).status).toBe(401);
    }
    const other = await api.call('/v1/rails', { key: null, headers: { ...basic(key), accept: 'text/html' } });
    expect(other.status).toBe(401);
    expect(other.headers['www-authenticate']).not.toContain('Basic');
  });

  it('metrics need a key with their scope (S38)', async () => {
    const allOthers = await api.newKey(ALL_SCOPES.filter((scope) => scope !== 'metrics:read'));
    expect(await api.call('/metrics', { key: allOthers.key })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    const { key } = await api.newKey(['metrics:read']);
    const metrics = await api.call('/metrics', { key });
    expect(metrics.status).toBe(200);
    expect(metrics.text).toContain('salur_database_up 1');
    // Workers of their own work on payouts here, so this process has no places for them.
    expect(metrics.text).not.toContain('salur_worker_free_places{');
  });

  it('no response shows how the service is built or how it runs (S38)', async () => {
    const paths = ['/metrics', '/debug', '/.env', '/.git/config', '/docs-json', '/docs-yaml', '/docs/package.json'];
    for (const each of ['/server-status', '/actuator', '/swagger.json', '/openapi.yaml', ...paths]) {
      const { status, headers } = await api.call(each, { key: null });
      expect([each, [401, 404].includes(status)]).toEqual([each, true]);
      for (const name of ['x-powered-by', 'server', 'via']) expect(headers[name]).toBeUndefined();
    }
  });
});
