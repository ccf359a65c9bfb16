import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { Controller, Get } from '@nestjs/common';
import { Public } from '#libs/clients';
import { newId } from '#libs/platform';
import { asJson, CallingProvider, REAL_PROVIDER_OFF } from '../../../../test/support/calling-provider.js';
import { type Answer, type Api, startApi } from '../testing/start-api.js';

@Controller('failing')
@Public()
class FailingController {
  @Get()
  fail(): never {
    throw new Error('a bug');
  }
}

let api: Api;
const provider = new CallingProvider();
beforeAll(async () => {
  api = await startApi({ ...REAL_PROVIDER_OFF, RATE_LIMIT_UNAUTHENTICATED: '100000' }, [FailingController], [provider]);
});
afterAll(() => api.close());

const ON_EVERY_ANSWER = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const STRICT = "default-src 'none'; frame-ancestors 'none'";
/** What Swagger UI needs: its own files, the styles in its page, small pictures in its styles, and the API itself. */
const OF_PAGES =
  "default-src 'none';base-uri 'none';connect-src 'self';form-action 'none';frame-ancestors 'none';img-src 'self' data:;script-src 'self';style-src 'self' 'unsafe-inline'";

/** Everything else that an answer may carry. */
const ALLOWED = [
  ...Object.keys(ON_EVERY_ANSWER),
  'content-security-policy',
  'allow',
  'connection',
  'content-disposition',
  'content-length',
  'content-type',
  'date',
  'idempotency-replayed',
  'keep-alive',
  'location',
  'preference-applied',
  'retry-after',
  'transfer-encoding',
  'www-authenticate',
  'x-request-id',
];
/** What helmet adds to pages, and what describes their files. */
const ALLOWED_ON_PAGES = [
  'accept-ranges',
  'cross-origin-opener-policy',
  'etag',
  'last-modified',
  'origin-agent-cluster',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
];

function expectHeaders(what: string, headers: Answer['headers'], isPage = false): void {
  const shown = (names: Record<string, unknown>) => `${what} ${JSON.stringify(names)}`;
  const present = Object.fromEntries(Object.keys(ON_EVERY_ANSWER).map((name) => [name, headers[name]]));
  expect(shown(present)).toBe(shown(ON_EVERY_ANSWER));
  const allowed = isPage ? [...ALLOWED, ...ALLOWED_ON_PAGES] : ALLOWED;
  const others = Object.keys(headers).filter((name) => !allowed.includes(name));
  expect(shown({ others })).toBe(shown({ others: [] }));
}

const isPage = (path: string) => path.startsWith('/docs');

/** A real path of a route. */
const pathOf = (pattern: string) =>
  pattern
    .replace(':provider/:path', `${provider.name}/done`)
    .replace(':date', '2027-01-01')
    .replace(/:\w+/, newId())
    .replace('*', 'swagger-ui.css');

describe('headers (S39)', () => {
  it.each([
    ['with a key', undefined],
    ['without one', null],
  ])('keep every answer of every route out of caches and browsers, %s', async (_who, key) => {
    const routes = api.paths.list();
    expect(routes.length).toBeGreaterThan(60);
    for (const { method, path } of routes) {
      const answer = await api.call(pathOf(path), { method, key });
      const what = `${method} ${path} ${answer.status}`;
      expectHeaders(what, answer.headers, isPage(path));
      const policy = answer.headers['content-security-policy'];
      // That page is plain text.
      const wanted = path === '/docs/errors' ? "default-src 'none'" : isPage(path) ? OF_PAGES : STRICT;
      expect(`${what} ${policy}`).toBe(`${what} ${wanted}`);
    }
  });

  it.each<[status: number, code: string, call: () => Promise<Answer>]>([
    [404, 'not_found', () => api.call('/nothing')],
    [404, 'not_found', () => api.call(`/v1/payouts/${newId()}`)],
    [405, 'method_not_allowed', () => api.call('/v1/payouts', { method: 'PUT' })],
    [400, 'malformed_request', () => api.call('/v1/payouts/%')],
    [400, 'validation_failed', () => api.create({ amount: 0 })],
    [413, 'payload_too_large', () => api.create({ purpose: 'x'.repeat(70_000) })],
    [415, 'unsupported_media_type', () => api.create({}, { 'content-type': 'text/plain' })],
    [500, 'internal_error', () => api.call('/failing', { key: null })],
    [401, 'callback_forged', () => callBack('{}')],
    [404, 'not_found', () => api.call('/callbacks/unknown/done', { method: 'POST', key: null, body: {} })],
    [413, 'payload_too_large', () => callBack('x'.repeat(33_000))],
  ])('are on errors too: %d %s', async (status, code, call) => {
    const answer = await call();
    expect(answer).toMatchObject({ status, body: { code } });
    expectHeaders(code, answer.headers);
    expect(answer.headers['content-security-policy']).toBe(STRICT);
  });

  it('are on what is created, repeated, and called back', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { reference: randomUUID() };
    const callback = asJson({ id: randomUUID() });
    for (const answer of [
      await api.create(body, headers),
      await api.create(body, headers),
      await callBack(callback.body, callback.headers),
    ])
      expectHeaders(String(answer.status), answer.headers);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['headers that are too large', `GET / HTTP/1.1\r\nHost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ['CONNECT', 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    ['an unknown method', 'BREW /v1/payouts HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    ['an expectation', 'GET /health/live HTTP/1.1\r\nHost: x\r\nExpect: more\r\nConnection: close\r\n\r\n', 200],
  ])('are on what is answered to %s', async (_what, text, status) => {
    const [line = '', ...lines] = ((await bare(text)).split('\r\n\r\n')[0] ?? '').split('\r\n');
    expect(line).toContain(`HTTP/1.1 ${status} `);
    const headers = Object.fromEntries(
      lines.map((each) => [each.slice(0, each.indexOf(':')).toLowerCase(), each.slice(each.indexOf(':') + 2)]),
    );
    expectHeaders(text.slice(0, 20), headers);
  });
});

describe('addresses (S39)', () => {
  it('contain no secrets or personal data, except the one secret that a provider cannot send otherwise', () => {
    const parameters = api.paths.list().flatMap(({ path }) => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name));
    expect([...new Set(parameters)].sort()).toEqual(['date', 'id', 'path', 'provider', 'secret']);
    const withSecret = new Set(
      api.paths
        .list()
        .map(({ path }) => path)
        .filter((path) => path.includes(':secret')),
    );
    expect([...withSecret]).toEqual(['/callbacks/:provider/:path/:secret']);
  });
});

function callBack(body: string, headers = {}): Promise<Answer> {
  return api.call(`/callbacks/${provider.name}/done`, { method: 'POST', key: null, body, headers });
}

function bare(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
