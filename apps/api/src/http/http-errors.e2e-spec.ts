import { connect } from 'node:net';
import { Controller, Get } from '@nestjs/common';
import { Public } from '#libs/clients';
import { CommitOutcomeUnknown } from '#libs/platform';
import { type Api, startApi, validPayout } from '../testing/start-api.js';
import { PROBLEMS } from './problems.js';

const CANARY = 'canary-8760673566';

/** Handlers that fail in the ways that ours could. */
@Controller('failing')
@Public()
class FailingController {
  @Get('bug')
  bug(): never {
    throw Object.assign(new TypeError(`cannot read ${CANARY}`), { query: `select '${CANARY}'`, parameters: [CANARY] });
  }

  @Get('nothing')
  nothing(): never {
    throw undefined;
  }

  @Get('query')
  async query(): Promise<unknown> {
    return api.dataSource.query('select no_such_column from payout where reference = $1', [CANARY]);
  }

  @Get('commit')
  commit(): never {
    throw new CommitOutcomeUnknown(new Error(CANARY));
  }

  @Get('pool')
  pool(): never {
    throw new Error('timeout exceeded when trying to connect');
  }

  @Get('refused')
  refused(): never {
    throw Object.assign(new Error(CANARY), { code: 'ECONNREFUSED' });
  }

  @Get('timeout')
  async timeout(): Promise<unknown> {
    return api.dataSource.query(`set statement_timeout = 20; select pg_sleep(5)`);
  }
}

let api: Api;
beforeAll(async () => {
  api = await startApi({}, [FailingController]);
});
afterAll(() => api.close());

/** What goes over a bare connection, and what comes back. */
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

describe('a wrong request', () => {
  it.each([
    ['GET', '/', 404, 'not_found'],
    ['GET', '/v1', 404, 'not_found'],
    ['GET', '/v1/payouts/', 404, 'not_found'],
    ['GET', '/V1/payouts', 404, 'not_found'],
    ['GET', '/v1/nothing', 404, 'not_found'],
    ['POST', '/v1/nothing', 404, 'not_found'],
    ['TRACE', '/v1/nothing', 404, 'not_found'],
    ['OPTIONS', '*', 404, 'not_found'],
    ['GET', '/docs/../../package.json', 400, 'malformed_request'],
    ['GET', '/docs/%2e%2e/%2e%2e/package.json', 400, 'malformed_request'],
    ['PUT', '/v1/payouts', 405, 'method_not_allowed'],
    ['PATCH', '/v1/payouts', 405, 'method_not_allowed'],
    ['DELETE', '/v1/payouts/x', 405, 'method_not_allowed'],
    ['OPTIONS', '/v1/payouts', 405, 'method_not_allowed'],
    ['TRACE', '/v1/payouts', 405, 'method_not_allowed'],
    ['GET', '/v1/payouts/x/confirm', 405, 'method_not_allowed'],
    ['POST', '/health/live', 405, 'method_not_allowed'],
    ['GET', '/v1/payouts/%E0%A4%A', 400, 'malformed_request'],
    ['GET', '/v1/payouts/%', 400, 'malformed_request'],
    ['GET', `/v1/payouts/${'x'.repeat(3_000)}`, 404, 'not_found'],
  ] as const)('%s %s is answered %d %s', async (method, path, status, code) => {
    const answer = await bare(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    const [head, body] = answer.split('\r\n\r\n') as [string, string];
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(head.toLowerCase()).toContain('content-type: application/problem+json');
    expect(head.toLowerCase()).toContain('cache-control: no-store');
    expect(JSON.parse(body)).toMatchObject({ status, code, title: PROBLEMS[code].title, type: `/docs/errors#${code}` });
  });

  it('with a wrong method returns the allowed methods', async () => {
    const answer = await api.call('/v1/payouts', { method: 'PUT', body: {} });
    expect(answer.headers.allow).toBe('GET, HEAD, POST');
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'malformed_request'],
    ['a header without a name', 'GET /health/live HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n', 400, 'malformed_request'],
    [
      'two lengths',
      'POST /v1/payouts HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
      'malformed_request',
    ],
    [
      'a length and chunks',
      'POST /v1/payouts HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'malformed_request',
    ],
    ['20 KB of headers', `GET / HTTP/1.1\r\nHost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
  ])('of %s is answered on the bare connection', async (_what, text, status, code) => {
    const [head, body] = (await bare(text)).split('\r\n\r\n') as [string, string];
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(head).toContain('connection: close');
    expect(JSON.parse(body)).toMatchObject({ status, code });
  });

  it.each(['Authorization', 'Content-Type', 'Content-Encoding'])(
    'with two %s headers is refused, whichever of them is right',
    async (name) => {
      const answer = await bare(
        `GET /health/live HTTP/1.1\r\nHost: x\r\n${name}: a\r\n${name}: b\r\nConnection: close\r\n\r\n`,
      );
      const [head, body] = answer.split('\r\n\r\n') as [string, string];
      expect(head).toContain('HTTP/1.1 400 ');
      expect(JSON.parse(body)).toMatchObject({
        code: 'malformed_request',
        detail: `${name.toLowerCase()}: send this header once`,
      });
    },
  );

  it('in HTTP/0.9 is refused', async () => {
    for (const text of ['GET /health/live\r\n\r\n', 'GET /health/live HTTP/0.9\r\nHost: x\r\n\r\n']) {
      const answer = await bare(text);
      expect(answer).toContain('"code":"malformed_request"');
      expect(answer).not.toContain('"up"');
    }
  });

  it('does not reach a second request through the first one', async () => {
    const smuggled = 'POST /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(await bare(`${smuggled}0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: x\r\n\r\n`)).not.toContain('200 OK');
  });
});

describe('a fault of ours', () => {
  it.each(['bug', 'nothing', 'query'])('(%s) returns only the number that finds it in the log (S33)', async (path) => {
    const answer = await api.call(`/failing/${path}`, { key: null });
    expect(answer).toMatchObject({
      status: 500,
      body: { code: 'internal_error', requestId: answer.headers['x-request-id'] },
    });
    expect(answer.text).not.toMatch(/canary|select|at \w|\.ts|node_modules/i);
    const lines = api.logged.filter((line) => line.includes(answer.body.requestId) && line.includes('"level":"error"'));
    expect(lines).toHaveLength(1);
  });

  it('is logged without the query and its parameters (S33)', async () => {
    await api.call('/failing/query', { key: null });
    const line = api.logged.findLast((text) => text.includes('QueryFailedError')) as string;
    expect(JSON.parse(line).err).toMatchObject({ type: 'QueryFailedError', code: '42703' });
    expect(line).not.toContain(CANARY);
    expect(line).not.toContain('select no_such_column');
  });

  it.each(['commit', 'pool', 'refused', 'timeout'])('of the database (%s) asks for a retry (S33)', async (path) => {
    const answer = await api.call(`/failing/${path}`, { key: null });
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.text).not.toContain(CANARY);
  });
});

describe('every answer', () => {
  it('forbids caching, does not name the software, and carries its id', async () => {
    const calls = [
      api.call('/health/live'),
      api.call('/v1/payouts'),
      api.call('/v1/payouts', { key: null }),
      api.call('/nothing'),
      api.call('/openapi.json'),
      api.call('/docs'),
      api.call('/docs/errors'),
      api.call('/v1/payouts/%'),
      api.create(),
    ];
    for (const answer of await Promise.all(calls)) {
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      for (const name of ['x-powered-by', 'server', 'set-cookie', 'etag']) expect(answer.headers[name]).toBeUndefined();
    }
  });

  it('to HEAD is that to GET without its body', async () => {
    const { body } = await api.create();
    for (const path of ['/health/live', '/v1/payouts', `/v1/payouts/${body.id}`, '/openapi.json']) {
      const answer = await api.call(path, { method: 'HEAD' });
      expect(answer).toMatchObject({ status: 200, text: '' });
    }
    expect((await api.call('/v1/payouts', { method: 'HEAD', key: null })).status).toBe(401);
  });
});

describe('the log', () => {
  it('has one line of JSON per request, with nothing that the caller wrote (S34)', async () => {
    const WRITTEN = 'written-by-the-caller';
    const secret = 'forged\\n{"level":"error"}';
    await api.call(`/v1/payouts?reference=${WRITTEN}`, { headers: { 'x-request-id': WRITTEN, 'user-agent': WRITTEN } });
    await api.call(`/v1/${WRITTEN}`, { method: 'POST', body: { note: WRITTEN } });
    await api.create({ reference: WRITTEN, purpose: secret, [WRITTEN]: 1 });
    await api.create({ ...validPayout(), purpose: WRITTEN });
    for (const line of api.logged) expect(() => JSON.parse(line)).not.toThrow();
    expect(api.logged.join('')).not.toContain(WRITTEN);
    expect(api.logged.join('')).not.toContain('forged');
    const line = JSON.parse(api.logged.findLast((text) => text.includes('"route":"/v1/payouts"')) as string);
    expect(Object.keys(line).sort()).toEqual(
      [
        'clientId',
        'durationMs',
        'keyId',
        'level',
        'method',
        'msg',
        'payoutId',
        'pid',
        'requestId',
        'route',
        'status',
        'time',
      ].sort(),
    );
  });

  it('has no line that a caller started, ended or coloured (S34)', async () => {
    const forged = `\n{"level":"error","msg":"forged-by-caller"}\r\n\u001b[31mforged-by-caller\u001b[0m\u2028`;
    const encoded = encodeURIComponent(forged);
    const before = api.logged.length;
    await api.call(`/v1/payouts/${encoded}`);
    await api.call(`/v1/${encoded}?${encoded}=${encoded}`);
    await api.call(`/callbacks/${encoded}/${encoded}`, { method: 'POST', key: null, body: forged });
    await api.call('/v1/payouts', {
      headers: { 'x-request-id': 'forged-by-caller\t[31m' },
    });
    await api.create({ purpose: forged, metadata: { [forged]: forged } });
    await api.create({ [forged]: forged });
    await api.create({}, { 'idempotency-key': 'forged-by-caller' }, 'forged-by-caller');
    const raw = `GET /v1/payouts?a=\u001b[31m HTTP/1.1\r\nHost: x\r\nUser-Agent: \u001b[31mforged-by-caller\r\nConnection: close\r\n\r\n`;
    await bare(raw);
    const lines = api.logged.slice(before);
    expect(lines.length).toBeGreaterThanOrEqual(7);
    for (const line of lines) {
      expect(() => JSON.parse(line)).not.toThrow();
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(line.trimEnd()).not.toMatch(/[\p{Cc}\u2028\u2029]|\\u001b|forged-by-caller/u);
    }
  });
});
