import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SalurProblem, SalurUnknown } from './errors.js';
import { bodyOf, createSalurClient, type SalurOptions } from './salur-client.js';

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Reply = (response: ServerResponse, received: Received) => void;

let server: Server;
let received: Received[];
/** What is answered to each request in turn; the last repeats. */
let replies: Reply[];
beforeEach(async () => {
  received = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
    received.push(one);
    const reply = replies[Math.min(received.length, replies.length) - 1] as Reply;
    reply(response, one);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const urlOf = (of: Server) => `http://127.0.0.1:${(of.address() as AddressInfo).port}`;
const client = (options: Partial<SalurOptions> = {}) =>
  createSalurClient({ baseUrl: urlOf(server), apiKey: 'a-key', ...options });

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const problem = (status: number, code: string, headers: Record<string, string> = {}, more: object = {}): Reply =>
  json(status, { type: `/docs/errors#${code}`, title: code, status, code, detail: 'why', ...more }, headers);
const silence: Reply = () => undefined;
const AT_ONCE = { 'retry-after': '0' };

const WISH = {
  reference: 'INV-1',
  amount: 50_000,
  destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673566' },
} as const;
const create = (options: Partial<SalurOptions> = {}, waitSeconds?: number) =>
  client(options).createPayout(WISH, { idempotencyKey: 'invoice-1', ...(waitSeconds && { waitSeconds }) });
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('a payout that is created', () => {
  it('is asked for with the key, the Idempotency-Key, the wait and the body', async () => {
    replies = [json(201, { id: 'p' })];
    expect(await create({}, 10)).toEqual({ id: 'p' });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: '/v1/payouts',
      headers: { authorization: 'Bearer a-key', 'idempotency-key': 'invoice-1', prefer: 'wait=10' },
    });
    expect(JSON.parse(received[0]?.body ?? '')).toEqual(WISH);
  });

  it('is asked for again with the same key and body while Salur says that it may go well later', async () => {
    replies = [
      problem(503, 'unavailable', AT_ONCE),
      problem(429, 'rate_limited', AT_ONCE),
      problem(409, 'idempotency_in_progress', AT_ONCE),
      json(201, { id: 'p' }),
    ];
    expect(await create()).toEqual({ id: 'p' });
    expect(received.map(({ headers, body }) => [headers['idempotency-key'], body])).toEqual(
      Array(4).fill(['invoice-1', JSON.stringify(WISH)]),
    );
  });

  it('is asked for again no sooner than Salur wishes', async () => {
    replies = [problem(503, 'unavailable', { 'retry-after': '1' }), json(201, { id: 'p' })];
    const startedAt = performance.now();
    await create();
    expect(performance.now() - startedAt).toBeGreaterThan(990);
  });

  it('is not asked for again when that would take too long, or too often', async () => {
    replies = [problem(503, 'unavailable', { 'retry-after': '3600' })];
    expect(await failureOf(create())).toMatchObject({ code: 'unavailable', outcome: 'unknown' });
    expect(received).toHaveLength(1);
    replies = [problem(503, 'unavailable', AT_ONCE)];
    expect(await failureOf(create())).toMatchObject({ code: 'unavailable' });
    expect(received.length).toBeLessThan(20);
    expect(received.length).toBeGreaterThan(5);
  });

  it('is not asked for again after any other answer', async () => {
    replies = [problem(409, 'duplicate_reference', AT_ONCE)];
    expect(await failureOf(create())).toMatchObject({ code: 'duplicate_reference', outcome: 'refused' });
    replies = [problem(500, 'internal_error', AT_ONCE)];
    expect(await failureOf(create())).toMatchObject({ code: 'internal_error', outcome: 'unknown' });
    expect(received).toHaveLength(2);
  });
});

describe('a request without an Idempotency-Key', () => {
  it('is repeated when it only reads', async () => {
    replies = [problem(503, 'unavailable', AT_ONCE), json(200, { id: 'p' })];
    expect(await client().getPayout('p')).toEqual({ id: 'p' });
  });

  it('is the caller’s to repeat when it changes something', async () => {
    replies = [problem(503, 'unavailable', AT_ONCE)];
    expect(await failureOf(client().confirmPayout('p'))).toMatchObject({ code: 'unavailable' });
    expect(received).toHaveLength(1);
  });
});

describe('an error', () => {
  it('is thrown with all that Salur says of it', async () => {
    const errors = [{ field: 'amount', message: 'send whole rupiah' }];
    replies = [problem(400, 'validation_failed', { 'x-request-id': 'r-1' }, { errors })];
    const error = await failureOf(create());
    expect(error).toBeInstanceOf(SalurProblem);
    expect(error).toMatchObject({ status: 400, code: 'validation_failed', detail: 'why', errors, requestId: 'r-1' });
  });

  it('is thrown by every path, also those without a method of their own', async () => {
    replies = [problem(403, 'forbidden', {}, { scope: 'payouts:read' })];
    const error = await failureOf(bodyOf(client().api.GET('/v1/rails')));
    expect(error).toMatchObject({ code: 'forbidden', problem: { scope: 'payouts:read' } });
  });
});

describe('a request without an answer of Salur', () => {
  const unknown = async (options: Partial<SalurOptions> = {}) => {
    const error = (await failureOf(create(options))) as SalurUnknown;
    expect(error).toBeInstanceOf(SalurUnknown);
    expect(error.message).toMatch(/unknown.*Repeat it with the same Idempotency-Key/);
    expect(error.message).not.toContain('a-key');
    return error;
  };

  it('is unknown after the timeout, and sent once', async () => {
    replies = [silence];
    expect(await unknown({ timeoutMs: 200 })).toMatchObject({ reason: 'timeout', outcome: 'unknown' });
    expect(received).toHaveLength(1);
  });

  it('is unknown after the timeout also when the answer has begun', async () => {
    replies = [(response) => void response.writeHead(201, { 'content-length': '100' }).write('{"id":')];
    expect(await unknown({ timeoutMs: 200 })).toMatchObject({ reason: 'timeout' });
  });

  it('has the time that it asked to wait on top', async () => {
    replies = [(response, one) => void setTimeout(() => json(201, { id: 'p' })(response, one), 500)];
    expect(await create({ timeoutMs: 100 }, 5)).toEqual({ id: 'p' });
  });

  it('is unknown when the connection breaks off', async () => {
    replies = [(response) => response.destroy()];
    expect(await unknown()).toMatchObject({ reason: 'connection' });
    replies = [
      (response) => void response.writeHead(201, { 'content-length': '9' }).write('{', () => response.destroy()),
    ];
    expect(await unknown()).toMatchObject({ reason: 'connection' });
  });

  it('is unknown when something else answers', async () => {
    replies = [(response) => void response.writeHead(502).end('<html>Bad Gateway</html>')];
    expect(await unknown()).toMatchObject({ reason: 'unreadable' });
    replies = [json(503, { message: 'no upstream' })];
    expect(await unknown()).toMatchObject({ reason: 'unreadable' });
    replies = [(response) => void response.writeHead(200).end('<html>Welcome</html>')];
    expect(await unknown()).toMatchObject({ reason: 'unreadable' });
  });

  it('goes nowhere else, and takes the key nowhere else', async () => {
    const elsewhere: string[] = [];
    const other = createServer((request, response) => {
      elsewhere.push(String(request.headers.authorization));
      response.end('{}');
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    replies = [(response) => void response.writeHead(307, { location: `${urlOf(other)}/v1/payouts` }).end()];
    expect(await unknown()).toMatchObject({ reason: 'connection' });
    expect(elsewhere).toEqual([]);
    other.close();
  });

  it('can be called off while it waits to be repeated', async () => {
    const controller = new AbortController();
    replies = [
      (response, one) => {
        problem(503, 'unavailable', { 'retry-after': '3600' })(response, one);
        setTimeout(() => controller.abort(), 100);
      },
    ];
    const failure = await failureOf(client().api.GET('/v1/rails', { signal: controller.signal }));
    expect(failure).toMatchObject({ reason: 'aborted' });
  });
});

describe('a list', () => {
  it('is read page by page, and no further than it is needed', async () => {
    replies = [
      json(200, { data: [{ id: '1' }, { id: '2' }], nextCursor: 'c&d' }),
      json(200, { data: [{ id: '3' }], nextCursor: null }),
    ];
    const payouts = client().listPayouts({ status: 'review' });
    const ids: string[] = [];
    for await (const { id } of payouts) {
      ids.push(id);
      if (id === '2') expect(received).toHaveLength(1);
    }
    expect(ids).toEqual(['1', '2', '3']);
    const queries = received.map(({ url }) => Object.fromEntries(new URL(url ?? '', 'http://x').searchParams));
    expect(queries).toEqual([
      { status: 'review', limit: '200' },
      { status: 'review', limit: '200', cursor: 'c&d' },
    ]);
  });
});

describe('a statement', () => {
  const ABOUT = { provider: 'duitku', from: '2026-11-20T00:00:00+07:00', to: '2026-11-21T00:00:00+07:00' } as const;
  const FILE = 'date,disburseId,type,amount\n2026-11-20 09:15:02,28008972303,transfer,50000\n';

  it.each([
    ['text', FILE],
    ['bytes', Buffer.from(FILE)],
    ['a blob', new Blob([FILE], { type: 'application/json' })],
  ])('that is %s is sent as it is, as CSV', async (_what, file) => {
    replies = [json(201, { id: 's' })];
    expect(await client().importStatement({ ...ABOUT, columns: 'amount=Nominal (Rp)' }, file)).toEqual({ id: 's' });
    expect(received).toMatchObject([{ method: 'POST', headers: { 'content-type': 'text/csv' }, body: FILE }]);
    const { searchParams } = new URL(received[0]?.url ?? '', 'http://x');
    expect(Object.fromEntries(searchParams)).toEqual({ ...ABOUT, columns: 'amount=Nominal (Rp)' });
  });

  it('is the caller’s to repeat', async () => {
    replies = [problem(503, 'unavailable', AT_ONCE)];
    expect(await failureOf(client().importStatement(ABOUT, FILE))).toMatchObject({ code: 'unavailable' });
    expect(received).toHaveLength(1);
  });

  it('leaves differences, which are read page by page', async () => {
    replies = [
      json(200, { data: [{ id: '1' }], nextCursor: 'c' }),
      json(200, { data: [{ id: '2' }], nextCursor: null }),
    ];
    const ids: string[] = [];
    for await (const { id } of client().listDifferences({ status: 'open' }, { pageSize: 1 })) ids.push(id);
    expect(ids).toEqual(['1', '2']);
    expect(received.map(({ url }) => url)).toEqual([
      '/v1/differences?status=open&limit=1',
      '/v1/differences?status=open&limit=1&cursor=c',
    ]);
  });
});
