import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually } from '../../../../test/support/eventually.js';
import { type Api, BOOTSTRAP_KEY, startApi } from '../testing/start-api.js';

const SOCKETS = 500;
const HEADERS_MS = 1_500;
const REQUEST_MS = 3_000;

/** A connection to the service, and what came over it. */
class Line {
  readonly openedAt = performance.now();
  received = '';
  closedAfterMs: number | null = null;

  private constructor(readonly socket: Socket) {
    socket.on('data', (bytes) => {
      this.received += bytes.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closedAfterMs = performance.now() - this.openedAt;
    });
  }

  /** @param from an address of this machine */
  static async open(api: Api, from = '127.0.0.1'): Promise<Line> {
    const line = new Line(connect({ port: Number(new URL(api.url).port), host: '127.0.0.1', localAddress: from }));
    opened.push(line);
    await once(line.socket, 'connect');
    return line;
  }

  /** @returns what came until the end of an answer's head, or until the connection was closed */
  async answerTo(request: string): Promise<string> {
    this.received = '';
    this.socket.write(request);
    const answered = () => this.received.includes('\r\n\r\n') || this.closedAfterMs !== null;
    await eventually('an answer or the end is there', async () => answered());
    return this.received;
  }
}

const opened: Line[] = [];
afterEach(() => {
  for (const { socket } of opened.splice(0)) socket.destroy();
});

const HEAD = `POST /v1/payouts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${BOOTSTRAP_KEY}\r\n`;
const BODY_HEAD = `${HEAD}Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n`;
const LIVE = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';

describe('500 clients that send a byte now and then (S18)', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi({ HTTP_HEADERS_TIMEOUT: `${HEADERS_MS}ms`, HTTP_REQUEST_TIMEOUT: `${REQUEST_MS}ms` });
  });
  afterAll(() => api.close());

  it('delay no other client, and are disconnected when their time is over', async () => {
    const lines = await Promise.all(Array.from({ length: SOCKETS }, () => Line.open(api)));
    for (const [index, { socket }] of lines.entries()) socket.write(index % 2 === 0 ? HEAD : BODY_HEAD);
    const drip = setInterval(() => {
      for (const [index, { socket }] of lines.entries()) if (socket.writable) socket.write(index % 2 === 0 ? 'x' : '{');
    }, 250);
    for (let payout = 0; payout < 20; payout += 1) expect((await api.create()).status).toBe(201);

    await eventually('all of them are closed', async () => lines.every((line) => line.closedAfterMs !== null));
    clearInterval(drip);
    for (const [index, { closedAfterMs, received }] of lines.entries()) {
      const allowedMs = index % 2 === 0 ? HEADERS_MS : REQUEST_MS;
      expect(closedAfterMs).toBeGreaterThan(allowedMs - 100);
      if (received !== '') expect(received).toMatch(/^HTTP\/1\.1 408 .*"code":"request_timeout"/s);
    }
    expect(lines.filter(({ received }) => received !== '').length).toBeGreaterThan(SOCKETS / 2);
    const [row] = await api.dataSource.query(`select count(*)::int as payouts from payout`);
    expect(row.payouts).toBe(20);
  });

  it('are the same as for clients that send nothing at all', async () => {
    const line = await Line.open(api);
    await eventually('it is closed', async () => line.closedAfterMs !== null);
    expect(line.closedAfterMs).toBeGreaterThan(HEADERS_MS - 100);
  });

  it('do not include those that keep a connection for their next request', async () => {
    const line = await Line.open(api);
    expect(await line.answerTo(LIVE)).toContain('200 OK');
    // Longer than a request may take; no request arrives.
    await new Promise((resolve) => setTimeout(resolve, REQUEST_MS + HEADERS_MS));
    expect(line.closedAfterMs).toBeNull();
    expect(await line.answerTo(LIVE)).toContain('200 OK');
  });
});

describe('more connections than there may be (S18)', () => {
  const [MOST, MOST_OF_ONE] = [40, 10];
  const [STRANGER, PROXY] = ['127.0.0.2', '127.0.0.9'];
  let api: Api;
  beforeAll(async () => {
    const most = { HTTP_CONNECTIONS: String(MOST), HTTP_CONNECTIONS_PER_ADDRESS: String(MOST_OF_ONE) };
    api = await startApi({ ...most, TRUSTED_PROXIES: PROXY });
  });
  afterAll(() => api.close());

  const many = (count: number, from?: string) => Promise.all(Array.from({ length: count }, () => Line.open(api, from)));
  const open = (lines: readonly Line[]) => lines.filter(({ closedAfterMs }) => closedAfterMs === null);

  async function goodRequestsAreAnswered(): Promise<void> {
    const lines = await many(MOST_OF_ONE / 2);
    for (const line of lines) expect(await line.answerTo(LIVE)).toContain('200 OK');
  }

  it('of one address close those of it that are idle longest, and leave the others their room', async () => {
    const idle = await many(3 * MOST, STRANGER);
    await eventually('it has its share', async () => open(idle).length === MOST_OF_ONE);
    expect(open(idle)).toEqual(idle.slice(-MOST_OF_ONE));
    await goodRequestsAreAnswered();
    const [latest] = idle.slice(-1) as [Line];
    expect(await latest.answerTo(LIVE)).toContain('200 OK');
  });

  it('of many addresses close those of the address that has the most', async () => {
    const strangers = [2, 3, 4, 5, 6, 7].map((last) => `127.0.0.${last}`);
    for (const stranger of strangers) await many(2 * MOST_OF_ONE, stranger);
    await goodRequestsAreAnswered();
  });

  it('never close one with a request: when there are only those, the new one is closed', async () => {
    const busy = await many(MOST_OF_ONE, STRANGER);
    const waits = BODY_HEAD.replace('60000\r\n', '2\r\nExpect: 100-continue\r\n');
    for (const line of busy) expect(await line.answerTo(waits)).toContain('100 Continue');
    const refused = await Line.open(api, STRANGER);
    await eventually('it is closed', async () => refused.closedAfterMs !== null);
    expect(open(busy)).toEqual(busy);
    for (const { socket } of busy) socket.write('{}');
    for (const line of busy) await eventually('it is answered', async () => line.received.includes('HTTP/1.1 4'));
  });

  it('has a trusted proxy: only the limit for all holds for it', async () => {
    const lines = await many(2 * MOST_OF_ONE, PROXY);
    for (const line of lines) expect(await line.answerTo(LIVE)).toContain('200 OK');
    expect(open(lines)).toHaveLength(2 * MOST_OF_ONE);
  });

  it('shorten the time for which an idle one is kept', async () => {
    expect(api.server.keepAliveTimeout).toBe(65_000);
    const lines = await many(MOST * 0.9, PROXY);
    await eventually('they are counted', async () => api.server.keepAliveTimeout === 5_000);
    for (const { socket } of lines) socket.destroy();
    await eventually('they have gone', async () => api.server.keepAliveTimeout === 65_000);
  });
});

describe('by default (S18)', () => {
  it('headers have 10 s, requests 30 s, and connections outlive those of the load balancer', async () => {
    const api = await startApi();
    const { headersTimeout, requestTimeout, keepAliveTimeout, maxConnections } = api.server;
    expect({ headersTimeout, requestTimeout, keepAliveTimeout, maxConnections }).toEqual({
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
      // Ours close idle ones from 5,000 on.
      maxConnections: 6_000,
    });
    await api.close();
  });
});
