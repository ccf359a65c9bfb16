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

  static async open(api: Api): Promise<Line> {
    const line = new Line(connect(Number(new URL(api.url).port), '127.0.0.1'));
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
  let api: Api;
  beforeAll(async () => {
    api = await startApi({ HTTP_CONNECTIONS: '10' });
  });
  afterAll(() => api.close());

  it('are closed at once, and accepted again when others have gone', async () => {
    const lines = await Promise.all(Array.from({ length: 10 }, () => Line.open(api)));
    const [first] = lines as [Line];
    expect(await first.answerTo(LIVE)).toContain('200 OK');
    const refused = await Line.open(api);
    await eventually('it is closed', async () => refused.closedAfterMs !== null);
    expect(refused.received).toBe('');
    first.socket.destroy();
    await eventually('there is room', async () => (await (await Line.open(api)).answerTo(LIVE)).includes('200 OK'));
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
      maxConnections: 5_000,
    });
    await api.close();
  });
});
