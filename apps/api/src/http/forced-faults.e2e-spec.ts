import { newId } from '#libs/platform';
import { JSON_BODIES } from '../testing/json-bodies.js';
import { type Answer, type Api, startApi } from '../testing/start-api.js';

const CANARY = 'canary-8760673566';

/** Answered without a table of the database. */
const NEEDS_NO_TABLE = /^\/(docs|openapi\.json|health\/(live|ready)|v1\/(rails|banks|calendar))(\/|$)/;

let api: Api;
let paths: ReadonlyMap<string, string>;
beforeAll(async () => {
  api = await startApi();
  const entries = await Promise.all(
    JSON_BODIES.map(async ({ operation, path }) => [operation, await path(api)] as const),
  );
  paths = new Map(entries);
  // Every query fails from now on, with an error that quotes SQL and names of tables.
  await api.dataSource.query('drop schema public cascade');
});
afterAll(() => api.close());

/** What a query has to say, or where a text can be put. */
const QUERIES: Readonly<Record<string, string>> = {
  '/v1/payouts': `?reference=${CANARY}`,
  '/v1/payouts/summary': `?reference=${CANARY}&createdFrom=2026-01-01T00:00:00Z`,
};

/** A request that is fine, with a text in it that must not come back. */
function call(method: string, route: string): Promise<Answer> {
  const operation = `${method} ${route.replace(/:(\w+)/g, '{$1}')}`;
  const json = JSON_BODIES.find((each) => each.operation === operation);
  const id = newId();
  const path = paths.get(operation) ?? route.replace(':date', '2027-03-03').replace(':id', id).replace(/:\w+/g, CANARY);
  const body = json && { ...json.valid(), ...(operation === 'POST /v1/payouts' && { purpose: CANARY }) };
  return api.call(`${path}${method === 'GET' ? (QUERIES[route] ?? '') : ''}`, {
    method,
    body: body ?? (method === 'POST' && route.startsWith('/callbacks') ? CANARY : undefined),
    headers: { 'idempotency-key': CANARY, ...(json === undefined && { 'content-type': undefined }) },
  });
}

describe('a fault of ours on any route', () => {
  it('is a problem document with a number, without a stack, SQL or the request’s content (S33)', async () => {
    const failed: string[] = [];
    const routes = api.paths.list().filter(({ method }) => method !== 'HEAD');
    for (const { method, path } of routes) {
      const answer = await call(method, path);
      if (answer.status < 500) continue;
      failed.push(`${method} ${path}`);
      expect([path, answer.headers['content-type']]).toEqual([
        path,
        expect.stringMatching(/^application\/(problem\+)?json/),
      ]);
      expect(answer.text).not.toMatch(
        /canary|relation|select|insert|update|pg_|\bat \w|\.[jt]s\b|node_modules|postgres/i,
      );
      if (path.startsWith('/health/')) continue;
      expect(Object.keys(answer.body).sort()).toEqual(['code', 'detail', 'requestId', 'status', 'title', 'type']);
      expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
    }
    const expected = routes
      .filter(({ method, path }) => !(NEEDS_NO_TABLE.test(path) && method === 'GET') && !path.startsWith('/callbacks/'))
      .map(({ method, path }) => `${method} ${path}`);
    expect(expected.filter((name) => !failed.includes(name))).toEqual([]);
    expect(failed.length).toBeGreaterThan(20);
  });

  it('is in the log once, as one line of JSON, without what was sent (S33) (S34)', async () => {
    const { body } = await call('POST', '/v1/payouts');
    const lines = api.logged.filter((line) => line.includes(body.requestId) && line.includes('"level":"error"'));
    expect(lines).toHaveLength(1);
    for (const line of api.logged) expect(() => JSON.parse(line)).not.toThrow();
    expect(api.logged.join('')).not.toContain(CANARY);
  });
});
