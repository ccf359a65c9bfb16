import { once } from 'node:events';
import { connect } from 'node:net';
import { newId } from '#libs/platform';
import { type Api, startApi } from '../testing/start-api.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** Answers over a connection of its own; `fetch` and its like refuse to send most of these. */
async function bare(line: string): Promise<{ status: number; allow: string | undefined; code: string }> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.write(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  await once(socket, 'close');
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return {
    status: Number(head.split(' ')[1]),
    allow: /^allow: (.*)$/im.exec(head)?.[1],
    code: JSON.parse(body).code,
  };
}

describe('a method that a path does not have', () => {
  it.each(['TRACE', 'OPTIONS', 'PROPFIND', 'QUERY', 'PURGE', 'LINK'])(
    'is refused on every path, with its allowed methods: %s (S38)',
    async (method) => {
      const methodsOf = Map.groupBy(api.paths.list(), ({ path }) => path);
      expect(methodsOf.size).toBeGreaterThan(35);
      for (const [path, routes] of methodsOf) {
        // What matches everything below it has the methods of that as well.
        if (path.includes('*')) continue;
        const { status, code, allow = '' } = await bare(`${method} ${path.replace(/:\w+/g, newId())}`);
        expect(`${path} ${status} ${code}`).toBe(`${path} 405 method_not_allowed`);
        expect(allow.split(', ')).toEqual(expect.arrayContaining(routes.map((route) => route.method)));
        expect(allow).not.toContain(method);
      }
    },
  );

  it.each(['CONNECT 127.0.0.1:5432', 'CONNECT /v1/payouts', 'BREW /v1/payouts', 'get /v1/payouts', 'X /'])(
    'is refused when no path has it: %s (S38)',
    async (line) => {
      expect(await bare(line)).toEqual({
        status: 405,
        allow: 'DELETE, GET, HEAD, PATCH, POST, PUT',
        code: 'method_not_allowed',
      });
    },
  );

  it.each(['TRACE /nothing', 'PROPFIND /', 'OPTIONS *'])(
    'is refused where there is no path: %s (S38)',
    async (line) => {
      expect(await bare(line)).toEqual({ status: 404, allow: undefined, code: 'not_found' });
    },
  );
});

describe('a method override (S38)', () => {
  const claiming = (method: string) => ({
    'x-http-method': method,
    'x-http-method-override': method,
    'x-method-override': method,
  });

  it('is ignored in headers, query and body', async () => {
    const day = '/v1/calendar/2027-03-08';
    const body = { businessDay: false, name: 'Cuti bersama' };
    expect((await api.call(day, { method: 'PUT', body })).status).toBe(200);
    const read = await api.call(`${day}?_method=DELETE`, { headers: claiming('DELETE') });
    expect(read).toMatchObject({ status: 405, headers: { allow: 'DELETE, PUT' } });
    const put = await api.call(`${day}?_method=DELETE`, { method: 'PUT', headers: claiming('DELETE'), body });
    expect(put).toMatchObject({ status: 200, body });
    const answer = await api.call(day, { method: 'PUT', body: { ...body, _method: 'DELETE' } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: '_method' }] } });
    expect((await api.call(day, { method: 'DELETE' })).status).toBe(200);
  });

  it('does not turn a creating request into a GET', async () => {
    const answer = await api.create({}, claiming('GET'));
    expect(answer.status).toBe(201);
  });
});
