import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SalurError } from './errors.js';
import { Salur, type SalurOptions } from './salur.js';

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Reply = (response: ServerResponse, received: Received) => void;

let server: Server;
let received: Received[];
/** The response to each request in turn; the last one repeats. */
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
  new Salur({ baseUrl: urlOf(server), apiKey: 'a-key', ...options });

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const problem = (status: number, code: string, headers: Record<string, string> = {}, more: object = {}): Reply =>
  json(status, { type: `/docs/errors#${code}`, title: code, status, code, detail: 'why', ...more }, headers);
const silence: Reply = () => undefined;
/** Breaks the connection in the middle of a response. */
const CUT_OFF: Reply = (response) =>
  void response.writeHead(201, { 'content-length': '9' }).write('{', () => response.destroy());
const AT_ONCE = { 'retry-after': '0' };

const ABOUT = { provider: 'duitku', from: '2026-11-20T00:00:00+07:00', to: '2026-11-21T00:00:00+07:00' } as const;
const PAYOUT = {
  reference: 'INV-1',
  amount: 50_000,
  destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673566' },
} as const;
const create = (options: Partial<SalurOptions> = {}, waitSeconds?: number) =>
  client(options).payouts.create(PAYOUT, { idempotencyKey: 'invoice-1', ...(waitSeconds && { waitSeconds }) });
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('payouts.create', () => {
  it('sends the API key, the Idempotency-Key, the wait and the body', async () => {
    replies = [json(201, { id: 'p' })];
    expect(await create({}, 10)).toEqual({ id: 'p' });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: '/v1/payouts',
      headers: { authorization: 'Bearer a-key', 'idempotency-key': 'invoice-1', prefer: 'wait=10' },
    });
    expect(JSON.parse(received[0]?.body ?? '')).toEqual(PAYOUT);
  });

  it('repeats with the same key and body after 503, 429 and idempotency_in_progress', async () => {
    replies = [
      problem(503, 'unavailable', AT_ONCE),
      problem(429, 'rate_limited', AT_ONCE),
      problem(409, 'idempotency_in_progress', AT_ONCE),
      json(201, { id: 'p' }),
    ];
    expect(await create()).toEqual({ id: 'p' });
    expect(received.map(({ headers, body }) => [headers['idempotency-key'], body])).toEqual(
      Array(4).fill(['invoice-1', JSON.stringify(PAYOUT)]),
    );
  });

  it('does not repeat beyond repeatForMs, nor more than ten times', async () => {
    replies = [problem(503, 'unavailable', { 'retry-after': '3600' })];
    expect(await failureOf(create())).toMatchObject({ code: 'unavailable', outcome: 'unknown' });
    expect(received).toHaveLength(1);
    replies = [problem(503, 'unavailable', AT_ONCE)];
    expect(await failureOf(create())).toMatchObject({ code: 'unavailable' });
    expect(received.length).toBeLessThan(20);
    expect(received.length).toBeGreaterThan(5);
  });

  it('does not repeat after any other response', async () => {
    replies = [problem(409, 'duplicate_reference', AT_ONCE)];
    expect(await failureOf(create())).toMatchObject({ code: 'duplicate_reference', outcome: 'refused' });
    replies = [problem(500, 'internal_error', AT_ONCE)];
    expect(await failureOf(create())).toMatchObject({ code: 'internal_error', outcome: 'unknown' });
    replies = [problem(503, 'unavailable')];
    expect(await failureOf(create())).toMatchObject({ code: 'unavailable', outcome: 'unknown' });
    replies = [(response) => void response.writeHead(502, AT_ONCE).end('<html>Bad Gateway</html>')];
    expect(await failureOf(create())).toMatchObject({ code: 'unreadable_response', status: 502 });
    expect(received).toHaveLength(4);
  });

  it('repeats with the same key and body after a lost connection and after a timeout', async () => {
    replies = [(response) => response.destroy(), CUT_OFF, json(201, { id: 'p' })];
    expect(await create()).toEqual({ id: 'p' });
    replies = [silence, json(201, { id: 'p' })];
    received = [];
    expect(await create({ timeoutMs: 200 })).toEqual({ id: 'p' });
    expect(received.map(({ headers, body }) => [headers['idempotency-key'], body])).toEqual(
      Array(2).fill(['invoice-1', JSON.stringify(PAYOUT)]),
    );
  });

  it('creates a key if it gets none, keeps it for every repeat, and has it in the error', async () => {
    const keys = () => received.map(({ headers }) => headers['idempotency-key']);
    replies = [problem(503, 'unavailable', AT_ONCE), problem(500, 'internal_error')];
    const error = (await failureOf(client().payouts.create(PAYOUT))) as SalurError;
    expect(keys()).toEqual([error.idempotencyKey, error.idempotencyKey]);
    expect(error.idempotencyKey).toMatch(/^[\da-f-]{36}$/);
    await failureOf(client().payouts.create(PAYOUT));
    expect(new Set(keys()).size).toBe(2);
  });
});

describe('a request without an Idempotency-Key', () => {
  it('is repeated if it only reads', async () => {
    replies = [problem(503, 'unavailable', AT_ONCE), (response) => response.destroy(), json(200, { id: 'p' })];
    expect(await client().payouts.get('p')).toEqual({ id: 'p' });
  });

  it.each<[string, (salur: Salur) => Promise<unknown>]>([
    ['payouts.confirm', (salur) => salur.payouts.confirm('p')],
    ['payouts.resolve', (salur) => salur.payouts.resolve('p', { resolution: 'paid', reason: 'seen' })],
    ['statements.import', (salur) => salur.statements.import(ABOUT, 'a,b')],
    ['keys.create', (salur) => salur.keys.create('c', { scopes: ['payouts:read'] })],
    ['calendar.declare', (salur) => salur.calendar.declare('2027-03-08', { businessDay: false, name: 'Cuti bersama' })],
  ])('is sent once if it changes something: %s', async (_name, call) => {
    replies = [problem(503, 'unavailable', AT_ONCE)];
    expect(await failureOf(call(client()))).toMatchObject({ code: 'unavailable' });
    replies = [problem(429, 'rate_limited', AT_ONCE)];
    expect(await failureOf(call(client()))).toMatchObject({ code: 'rate_limited', outcome: 'refused' });
    replies = [(response) => response.destroy()];
    expect(await failureOf(call(client()))).toMatchObject({ code: 'connection_failed', outcome: 'unknown' });
    expect(received).toHaveLength(3);
  });
});

describe('SalurError', () => {
  it('has every field of Salur’s error', async () => {
    const errors = [{ field: 'amount', message: 'send whole rupiah' }];
    replies = [problem(400, 'validation_failed', { 'x-request-id': 'r-1' }, { errors })];
    const error = await failureOf(create());
    expect(error).toBeInstanceOf(SalurError);
    const idempotencyKey = 'invoice-1';
    expect(error).toMatchObject({
      status: 400,
      code: 'validation_failed',
      detail: 'why',
      errors,
      requestId: 'r-1',
      idempotencyKey,
    });
    expect((error as Error).message).toBe('400 validation_failed: why');
  });

  it('is thrown for the plain paths of the API too', async () => {
    replies = [problem(403, 'forbidden', {}, { scope: 'payouts:read' })];
    const error = await failureOf(client().api.GET('/v1/rails'));
    expect(error).toMatchObject({ code: 'forbidden', problem: { scope: 'payouts:read' }, errors: [] });
  });
});

describe('a request without a usable response', () => {
  const failureOnce = async (options: Partial<SalurOptions> = {}) => {
    const error = (await failureOf(create({ repeatForMs: 0, ...options }))) as SalurError;
    expect(error).toBeInstanceOf(SalurError);
    expect(error).toMatchObject({ outcome: 'unknown', problem: null, errors: [], idempotencyKey: 'invoice-1' });
    expect(error.message).not.toContain('a-key');
    return error;
  };

  it('times out', async () => {
    replies = [silence];
    expect(await failureOnce({ timeoutMs: 200 })).toMatchObject({ code: 'timed_out', status: null });
    expect(received).toHaveLength(1);
  });

  it('times out also after the response has begun', async () => {
    replies = [(response) => void response.writeHead(201, { 'content-length': '100' }).write('{"id":')];
    expect(await failureOnce({ timeoutMs: 200 })).toMatchObject({ code: 'timed_out' });
  });

  it('times out as the one request says, not as the client does', async () => {
    replies = [silence];
    const failure = await failureOf(client({ repeatForMs: 0 }).payouts.cancel('p', { timeoutMs: 100 }));
    expect(failure).toMatchObject({ code: 'timed_out', detail: 'No response within 100 ms.' });
  });

  it('has the seconds of waitSeconds on top of its timeout', async () => {
    replies = [(response, one) => void setTimeout(() => json(201, { id: 'p' })(response, one), 500)];
    expect(await create({ timeoutMs: 100, repeatForMs: 0 }, 5)).toEqual({ id: 'p' });
  });

  it('reports a broken connection', async () => {
    replies = [(response) => response.destroy()];
    expect(await failureOnce()).toMatchObject({ code: 'connection_failed', status: null });
    replies = [CUT_OFF];
    expect(await failureOnce()).toMatchObject({ code: 'connection_failed', status: null });
  });

  it('reports a response that is not one of Salur’s', async () => {
    replies = [(response) => void response.writeHead(502).end('<html>Bad Gateway</html>')];
    expect(await failureOnce()).toMatchObject({ code: 'unreadable_response', status: 502 });
    replies = [json(503, { message: 'no upstream' })];
    expect(await failureOnce()).toMatchObject({ code: 'unreadable_response', status: 503 });
    replies = [(response) => void response.writeHead(200).end('<html>Welcome</html>')];
    expect(await failureOnce()).toMatchObject({ code: 'unreadable_response', status: 200 });
  });

  it('follows no redirect, so the key reaches no other address, and is not repeated', async () => {
    const elsewhere: string[] = [];
    const other = createServer((request, response) => {
      elsewhere.push(String(request.headers.authorization));
      response.end('{}');
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    replies = [(response) => void response.writeHead(307, { location: `${urlOf(other)}/v1/payouts` }).end()];
    expect(await failureOf(create())).toMatchObject({ code: 'unreadable_response', status: 307 });
    expect(received).toHaveLength(1);
    expect(elsewhere).toEqual([]);
    other.close();
  });

  it('can be aborted, while it is sent and while it waits to be repeated', async () => {
    const sending = new AbortController();
    replies = [() => sending.abort()];
    expect(await failureOf(client().payouts.get('p', { signal: sending.signal }))).toMatchObject({ code: 'aborted' });
    const waiting = new AbortController();
    replies = [
      (response, one) => {
        response.on('finish', () => setTimeout(() => waiting.abort(), 100));
        problem(503, 'unavailable', { 'retry-after': '20' })(response, one);
      },
    ];
    expect(await failureOf(client().payouts.get('p', { signal: waiting.signal }))).toMatchObject({ code: 'aborted' });
    expect(received).toHaveLength(2);
  });
});

describe('a list', () => {
  beforeEach(() => {
    replies = [
      json(200, { data: [{ id: '1' }, { id: '2' }], nextCursor: 'c&d' }),
      json(200, { data: [{ id: '3' }], nextCursor: null }),
    ];
  });
  const queries = () => received.map(({ url }) => Object.fromEntries(new URL(url ?? '', 'http://x').searchParams));

  it('is read page by page, and no further than the loop needs', async () => {
    const ids: string[] = [];
    for await (const { id } of client().payouts.list({ status: 'review' })) {
      ids.push(id);
      if (id === '2') expect(received).toHaveLength(1);
    }
    expect(ids).toEqual(['1', '2', '3']);
    expect(queries()).toEqual([
      { status: 'review', limit: '200' },
      { status: 'review', limit: '200', cursor: 'c&d' },
    ]);
  });

  it('gives single pages, and as many items as asked for', async () => {
    const payouts = client().payouts.list({}, { pageSize: 2 });
    const { nextCursor } = await payouts.page();
    expect((await payouts.page(nextCursor)).data).toEqual([{ id: '3' }]);
    expect(queries()).toEqual([{ limit: '2' }, { limit: '2', cursor: 'c&d' }]);
    received = [];
    expect(await payouts.toArray(2)).toEqual([{ id: '1' }, { id: '2' }]);
    expect(received).toHaveLength(1);
    received = [];
    expect(await payouts.toArray(10)).toHaveLength(3);
    expect(await payouts.toArray(0)).toEqual([]);
  });

  it('of a search has its page in the body', async () => {
    const found = await client().payouts.search({ accountNumber: '8760673566' }, { pageSize: 2 }).toArray(10);
    expect(found).toHaveLength(3);
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([
      { accountNumber: '8760673566', limit: 2 },
      { accountNumber: '8760673566', limit: 2, cursor: 'c&d' },
    ]);
  });
});

describe('statements.import', () => {
  const FILE = 'date,disburseId,type,amount\n2026-11-20 09:15:02,28008972303,transfer,50000\n';

  it.each([
    ['text', FILE],
    ['bytes', Buffer.from(FILE)],
    ['a blob', new Blob([FILE], { type: 'application/json' })],
  ])('sends %s unchanged, as CSV', async (_what, file) => {
    replies = [json(201, { id: 's' })];
    expect(await client().statements.import({ ...ABOUT, columns: 'amount=Nominal (Rp)' }, file)).toEqual({ id: 's' });
    expect(received).toMatchObject([{ method: 'POST', headers: { 'content-type': 'text/csv' }, body: FILE }]);
    expect(Object.fromEntries(new URL(received[0]?.url ?? '', 'http://x').searchParams)).toEqual({
      ...ABOUT,
      columns: 'amount=Nominal (Rp)',
    });
  });
});
