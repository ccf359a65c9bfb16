import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { eventually } from '../../../../test/support/eventually.js';
import { wholeDatabase } from '../testing/json-bodies.js';
import { type Answer, type Api, BOOTSTRAP_KEY, startApi } from '../testing/start-api.js';

const REQUEST_MS = 2_000;

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const TIME = { provider: 'duitku', from: '2026-11-19T00:00:00Z', to: '2026-11-20T00:00:00Z' };
const PATH = `/v1/statements?${new URLSearchParams(TIME)}`;
const HEADER = 'date,disburseId,type,amount,fee\n';
const row = (disburseId: number | string, time = '2026-11-19 10:00:00') =>
  `${time},${disburseId},transfer,50000,2500\n`;
const CSV = { 'content-type': 'text/csv' };

const upload = (body: unknown, headers: Record<string, string> = {}, path = PATH): Promise<Answer> =>
  api.call(path, { method: 'POST', body, headers: { ...CSV, ...headers } });

let lastId = 0;
/** A file that was not imported yet, with some rows. */
function newFile(rows = 1): string {
  lastId += rows;
  return HEADER + Array.from({ length: rows }, (_, index) => row(lastId - index)).join('');
}

/** A bare connection to the service, and what came over it. */
class Line {
  received = '';
  closed = false;
  private constructor(readonly socket: Socket) {
    socket.on('data', (bytes) => {
      this.received += bytes.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
    });
  }

  static async open({ url } = api): Promise<Line> {
    const line = new Line(connect(Number(new URL(url).port), '127.0.0.1'));
    opened.push(line);
    await once(line.socket, 'connect');
    return line;
  }

  /** Begins to hand a statement in, as the caller of a key. */
  begin(bytes: number | 'chunked', key: string | null = BOOTSTRAP_KEY, path = PATH): void {
    const length = bytes === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${bytes}`;
    const authorization = key === null ? '' : `Authorization: Bearer ${key}\r\n`;
    this.socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\n${authorization}Content-Type: text/csv\r\n${length}\r\n\r\n`,
    );
  }

  answer(): Promise<string> {
    return eventually('an answer is there', async () => {
      const [head = '', body = ''] = this.received.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.POSITIVE_INFINITY);
      return body.length >= length && this.received;
    });
  }

  /** Sends a request of another kind over the same connection. @returns its answer */
  async next(): Promise<string> {
    this.received = '';
    this.socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    return this.answer();
  }

  /** Writes no faster than it is taken. */
  async write(bytes: Buffer | string): Promise<void> {
    if (!this.socket.write(bytes)) await once(this.socket, 'drain');
  }
}

const opened: Line[] = [];
afterEach(() => {
  for (const { socket } of opened.splice(0)) socket.destroy();
});

describe('a statement', () => {
  it('is imported from a body in one piece, in small pieces, and in pieces that cut a character in two', async () => {
    const file = newFile().replace('fee\n', 'fee,nama\n').replace(/\n$/, ',Müller 陈\n');
    expect(await upload(file, { 'content-type': 'text/csv; charset=UTF-8' })).toMatchObject({ status: 201 });
    const bytes = Buffer.from(`${file}\n`);
    const pieces = Readable.from([...bytes].map((byte) => Buffer.of(byte)));
    const answer = await upload(pieces);
    expect(answer).toMatchObject({ status: 201, body: { lines: 1, repeatedLines: 1 } });
  });
});

describe('a statement that arrives slowly', () => {
  let hasty: Api;
  beforeAll(async () => {
    hasty = await startApi({ HTTP_REQUEST_TIMEOUT: `${REQUEST_MS}ms`, HTTP_HEADERS_TIMEOUT: `${REQUEST_MS}ms` });
  });
  afterAll(() => hasty.close());

  it('may take time, as long as the time of a request is not over', async () => {
    const line = await Line.open(hasty);
    const file = Buffer.from(newFile(40));
    line.begin(file.length);
    for (let at = 0; at < file.length; at += Math.ceil(file.length / 10)) {
      line.socket.write(file.subarray(at, at + Math.ceil(file.length / 10)));
      await new Promise((resolve) => setTimeout(resolve, REQUEST_MS / 30));
    }
    expect(await line.answer()).toMatch(/^HTTP\/1\.1 201 .*"lines":40/s);
    expect(await line.next()).toContain('200 OK');
  });

  it('is not imported when it arrives more slowly than that', async () => {
    const before = await wholeDatabase(hasty);
    const line = await Line.open(hasty);
    line.begin('chunked');
    const piece = newFile(5);
    line.socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
    await eventually('it is closed', async () => line.closed);
    expect(line.received).toMatch(/^HTTP\/1\.1 408 .*"code":"request_timeout"/s);
    expect(await wholeDatabase(hasty)).toEqual(before);
  });

  it('is not imported either when its sender was refused and goes on', async () => {
    const socket = connect({ port: Number(new URL(hasty.url).port), host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined);
    const ended = once(socket, 'end');
    const file = Buffer.from(newFile());
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${BOOTSTRAP_KEY}\r\n`);
    socket.write(`Content-Type: text/csv\r\nContent-Length: ${file.length}\r\n\r\n`);
    socket.write(file.subarray(0, 10));
    socket.resume();
    await ended;
    socket.end(file.subarray(10));
    await once(socket, 'close');
    // An import waits for the others.
    await hasty.call(PATH, { method: 'POST', body: newFile(), headers: CSV });
    const [{ lines }] = await hasty.dataSource.query(
      'select array_agg(line_count order by id) as lines from statement',
    );
    expect(lines).toEqual([40, 1]);
  });
});

describe('a body that is no statement', () => {
  it.each([
    ['JSON', { 'content-type': 'application/json' }],
    ['a form', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['text', { 'content-type': 'text/plain' }],
    ['another charset', { 'content-type': 'text/csv; charset=windows-1252' }],
    ['another charset in quotes', { 'content-type': 'text/csv;header=present; charset="utf-16"' }],
    ['compressed', { 'content-encoding': 'gzip' }],
  ])('(%s) is refused', async (_what, headers) => {
    const before = await wholeDatabase(api);
    const body = 'content-encoding' in headers ? gzipSync(newFile()) : newFile();
    const answer = await upload(body, headers as Record<string, string>);
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    expect(await wholeDatabase(api)).toEqual(before);
  });

  it('is refused when it does not say what it is, or is not there', async () => {
    expect(await api.call(PATH, { method: 'POST' })).toMatchObject({ status: 415 });
    const line = await Line.open();
    line.socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${BOOTSTRAP_KEY}\r\n`);
    line.socket.write('Content-Length: 4\r\n\r\na,b\n');
    expect(await line.answer()).toMatch(/^HTTP\/1\.1 415 /);
    expect(await upload('')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'header', message: 'the file is empty: it has no header' }] },
    });
  });
});

describe('CSV', () => {
  it.each([
    ['POST', '/v1/payouts'],
    ['POST', '/v1/payouts/search'],
    ['POST', '/v1/webhook-endpoints'],
    ['PUT', '/v1/calendar/2027-01-04'],
    ['POST', '/v1/differences/0197a000-0000-7000-8000-000000000000/close'],
  ])('is no body for %s %s', async (method, path) => {
    const answer = await api.call(path, { method, body: newFile(), headers: CSV });
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  });
});

/** Bytes of buffers that are still referenced. */
function memoryHeld(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().arrayBuffers;
}

describe('a key that may not import', () => {
  it.each([
    ['without a key', null, 401],
    ['without the scope', ['reconciliation:read', 'payouts:create'], 403],
  ])(
    '%s gets the error before the body arrives; the service stores none of it and keeps the connection',
    async (_, scopes, status) => {
      const key = scopes === null ? null : (await api.newKey(scopes)).key;
      const database = await wholeDatabase(api);
      const line = await Line.open();
      const piece = Buffer.alloc(1024 * 1024, 'x');
      line.begin(32 * piece.length + 1, key);
      line.socket.write('x');
      expect(await line.answer()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      const before = memoryHeld();
      for (let sent = 0; sent < 31; sent += 1) await line.write(piece);
      // The request is not over, so whatever is kept of it is still there.
      await eventually('none of it is held', async () => memoryHeld() - before < 4 * piece.length);
      await line.write(piece);
      expect(await line.next()).toContain('200 OK');
      expect(await wholeDatabase(api)).toEqual(database);
    },
  );
});

describe('a sender who breaks off', () => {
  it('in the middle imports nothing, and affects no other request', async () => {
    const before = await wholeDatabase(api);
    const logged = api.logged.length;
    const closed = [];
    for (let count = 0; count < 20; count += 1) {
      const line = await Line.open();
      const file = newFile(2_000);
      line.begin(file.length);
      // Never all of it: a statement that is there as a whole is imported, whether its sender waits or not.
      await line.write(file.slice(0, Math.floor((file.length * count) / 20) + 1));
      if (count % 2 === 0) line.socket.destroy();
      else line.socket.end();
      closed.push(eventually('it is closed', async () => line.closed));
    }
    await Promise.all(closed);
    const line = await Line.open();
    const refused = newFile(50).replace('transfer', 'nothing');
    line.begin(2 * refused.length);
    line.socket.write(refused);
    line.socket.resetAndDestroy();
    await eventually('all of them are over', async () => requestsLogged(logged).length >= 20);
    expect(await wholeDatabase(api)).toEqual(before);
    expect(await upload(newFile())).toMatchObject({ status: 201 });
  });

  it('is in the log once, as a request that is done: a stop waits for none of them', async () => {
    const before = api.logged.length;
    const line = await Line.open();
    line.begin(1_000_000);
    await line.write(newFile(10));
    line.socket.resetAndDestroy();
    await eventually('it is in the log', async () => requestsLogged(before).length > 0);
    expect(requestsLogged(before)).toEqual([400]);
    expect(api.logged.slice(before).join('')).not.toMatch(/"level":"(error|warn)"/);
  });
});

describe('statements that come at the same moment', () => {
  it('are read one at a time for a client, and two at a time: the others wait, and take no memory', async () => {
    const { key } = await api.newKey(['reconciliation:edit']);
    const [first, second] = [await Line.open(), await Line.open()];
    const files = [newFile(3), newFile(3)];
    for (const [index, line] of [first, second].entries()) {
      line.begin(files[index]?.length as number, index === 0 ? BOOTSTRAP_KEY : key);
      await line.write(files[index]?.slice(0, 60) as string);
    }
    const { key: third } = await api.newKey(['reconciliation:edit']);
    let answered = 0;
    const waiting = [
      upload(newFile()),
      api.call(PATH, { method: 'POST', body: newFile(), headers: CSV, key: third }),
    ].map((answer) =>
      answer.finally(() => {
        answered += 1;
      }),
    );
    for (let count = 0; count < 30; count += 1) expect(await api.call('/v1/statements')).toMatchObject({ status: 200 });
    expect(answered).toBe(0);
    await first.write(files[0]?.slice(60) as string);
    expect(await first.answer()).toMatch(/^HTTP\/1\.1 201 /);
    for (const answer of waiting) expect(await answer).toMatchObject({ status: 201 });
    await second.write(files[1]?.slice(60) as string);
    expect(await second.answer()).toMatch(/^HTTP\/1\.1 201 /);
  });

  it('do not wait for one whose sender has gone', async () => {
    const lines = [await Line.open(), await Line.open()];
    for (const line of lines) {
      line.begin(1_000_000);
      await line.write(newFile(3));
    }
    const next = upload(newFile());
    for (const { socket } of lines) socket.destroy();
    expect(await next).toMatchObject({ status: 201 });
  });
});

const requestsLogged = (after: number): number[] =>
  api.logged
    .slice(after)
    .map((text) => JSON.parse(text))
    .filter(({ route }) => route === '/v1/statements')
    .map(({ status }) => status);

describe('a statement that is refused before it has arrived', () => {
  it('keeps the connection: the rest of the body is discarded', async () => {
    const before = await wholeDatabase(api);
    const line = await Line.open();
    const wrong = 'date,amount\n1,2\n3,4\n';
    const rest = Buffer.alloc(8 * 1024 * 1024, 'x');
    line.begin(wrong.length + rest.length);
    line.socket.write(wrong);
    expect(await line.answer()).toMatch(/^HTTP\/1\.1 400 .*"code":"validation_failed"/s);
    await line.write(rest);
    expect(await line.next()).toContain('200 OK');
    expect(await wholeDatabase(api)).toEqual(before);
  });

  it('by its query is not read at all', async () => {
    const line = await Line.open();
    line.begin(2_000_000, BOOTSTRAP_KEY, '/v1/statements?provider=unknown');
    expect(await line.answer()).toMatch(/^HTTP\/1\.1 400 .*"field":"provider"/s);
    await line.write(Buffer.alloc(2_000_000, 'x'));
    expect(await line.next()).toContain('200 OK');
  });
});
