import { globSync, readFileSync } from 'node:fs';

const sources = globSync('{apps/!(sandbox),libs/!(api-client)}/**/*.ts').filter(
  (file) => !/spec\.ts$|\/testing\//.test(file),
);
const everything = globSync('{apps,libs,tools}/**/*.ts').filter((file) => !/spec\.ts$/.test(file));
const containing = (files: readonly string[], pattern: RegExp) =>
  files.filter((file) => pattern.test(readFileSync(file, 'utf8'))).sort();

/** All code that opens outbound connections: to providers, and to webhook endpoints of clients. */
const CALLS_OUT = [
  'libs/providers/src/kit/connect-once.ts',
  'libs/providers/src/kit/http.ts',
  'libs/webhooks/src/post-webhook.ts',
];

describe('what leaves the service', () => {
  it('leaves by one door to providers and one to receivers of webhooks, and by no other (S24)', () => {
    // The names of status codes are no connection.
    const clients =
      /^import (?!type\b)(?!\{ (?:type \w+, )*STATUS_CODES \}).*\bfrom '(undici|axios|got|node-fetch|(node:)?(http|https|http2|tls|dgram))'/m;
    const calls = /(?<![.#\w])fetch\(|\bnew (WebSocket|EventSource)\(/;
    expect([...containing(sources, clients), ...containing(sources, calls)].sort()).toEqual(CALLS_OUT);
  });

  it('follows no redirect and repeats nothing by itself (S24)', () => {
    expect(
      containing(sources, /\b(maxRedirections|interceptors|RetryAgent|RetryHandler|ProxyAgent|setGlobalDispatcher)\b/),
    ).toEqual([]);
  });

  it('goes to verified servers only: no code disables the verification, and the start refuses to (S23)', () => {
    const off =
      /\b(rejectUnauthorized|checkServerIdentity|NODE_TLS_REJECT_UNAUTHORIZED|DEFAULT_MIN_VERSION|insecureHTTPParser)\b/;
    expect(containing(everything, off)).toEqual(['libs/platform/src/config/process-options.ts']);
    const started = ['package.json', 'Dockerfile', 'docker-compose.yml', '.env.example'];
    expect(containing(started, /NODE_TLS_REJECT_UNAUTHORIZED|--tls-min|--insecure-http-parser/)).toEqual([]);
  });
});
