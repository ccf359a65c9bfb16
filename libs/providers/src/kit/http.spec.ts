import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { type Behaviour, reply, ScriptedServer } from '../testing/scripted-server.js';
import { ProviderHttp, REPLY_LIMIT_BYTES } from './http.js';

let server: ScriptedServer;
let http: ProviderHttp;
beforeEach(async () => {
  server = await ScriptedServer.start();
  http = new ProviderHttp({ timeoutMs: 5_000 }, [server.url]);
});
afterEach(async () => {
  await http.close();
  await server.close();
});

const request = () => ({
  url: `${server.url}/path?q=1`,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"a":1}'),
});
const answering = (behaviour: Behaviour) => {
  server.script = () => behaviour;
};

describe.each(['sendOnce', 'read'] as const)('%s', (way) => {
  it('posts the bytes it was given and returns the answer as text', async () => {
    answering(reply({ httpStatus: 418, body: 'é' }));
    expect(await http[way](request())).toEqual({ kind: 'answered', httpStatus: 418, text: 'é', unreadable: null });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/path?q=1', body: Buffer.from('{"a":1}') });
    expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('reads an answer of exactly the limit, and no byte more (S24)', async () => {
    answering(reply({ body: 'x'.repeat(REPLY_LIMIT_BYTES) }));
    expect(await http[way](request())).toMatchObject({ unreadable: null });
    answering(reply({ body: 'x'.repeat(REPLY_LIMIT_BYTES + 1) }));
    expect(await http[way](request())).toMatchObject({
      kind: 'answered',
      unreadable: expect.stringContaining('larger'),
    });
  });

  it('stops reading an answer that does not end', async () => {
    let written = 0;
    answering((response) => {
      response.writeHead(200);
      const flood = () => {
        if (response.socket?.destroyed) return;
        written += 64 * 1024;
        response.write('x'.repeat(64 * 1024), flood);
      };
      flood();
    });
    expect(await http[way](request())).toMatchObject({ unreadable: expect.stringContaining('larger') });
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('reads the answer behind interim ones that it did not ask for', async () => {
    answering((response, seen) => {
      response.writeContinue();
      response.writeProcessing();
      response.writeEarlyHints({ link: '</a>; rel=preload' }, () => reply({ body: '{"b":2}' })(response, seen));
    });
    for (let n = 0; n < 2; n += 1)
      expect(await http[way](request())).toMatchObject({ kind: 'answered', httpStatus: 200, text: '{"b":2}' });
  });

  const NAME = '{"name":"Andr\u00e9"}';
  it.each<[string, Record<string, string>, Buffer]>([
    ['gzip', { 'content-encoding': 'gzip' }, gzipSync(NAME)],
    ['x-gzip', { 'content-encoding': 'X-GZIP' }, gzipSync(NAME)],
    ['deflate', { 'content-encoding': 'deflate' }, deflateSync(NAME)],
    ['deflate without its wrapper', { 'content-encoding': 'deflate' }, deflateRawSync(NAME)],
    ['br', { 'content-encoding': 'br' }, brotliCompressSync(NAME)],
    ['zstd', { 'content-encoding': 'zstd' }, zstdCompressSync(NAME)],
    ['br, then gzip', { 'content-encoding': 'br, gzip' }, gzipSync(brotliCompressSync(NAME))],
    ['identity', { 'content-encoding': 'identity' }, Buffer.from(NAME)],
    ['ISO-8859-1', { 'content-type': 'application/json; charset=ISO-8859-1' }, Buffer.from(NAME, 'latin1')],
    ['a set in quotes', { 'content-type': 'text/plain;Charset="windows-1252"' }, Buffer.from(NAME, 'latin1')],
    [
      'gzip and ISO-8859-1',
      { 'content-encoding': 'gzip', 'content-type': 'a/b; charset=latin1' },
      gzipSync(Buffer.from(NAME, 'latin1')),
    ],
    ['a byte order mark of UTF-8', {}, Buffer.from(`\ufeff${NAME}`)],
    ['a byte order mark of UTF-16', {}, Buffer.from(`\ufeff${NAME}`, 'utf16le')],
  ])('reads an answer that comes unasked in %s', async (_, headers, body) => {
    answering(reply({ headers, body }));
    expect(await http[way](request())).toMatchObject({ kind: 'answered', text: NAME, unreadable: null });
  });

  it.each<[string, Record<string, string>, Buffer, RegExp]>([
    [
      'inflates to more than the limit',
      { 'content-encoding': 'gzip' },
      gzipSync(Buffer.alloc(64 * 1024 * 1024)),
      /larger/,
    ],
    [
      'inflates to much more in two steps',
      { 'content-encoding': 'gzip, br' },
      brotliCompressSync(gzipSync(Buffer.alloc(64 * 1024 * 1024))),
      /larger/,
    ],
    ['is cut short', { 'content-encoding': 'gzip' }, gzipSync(NAME).subarray(0, -9), /wrongly/],
    ['is not compressed at all', { 'content-encoding': 'gzip' }, Buffer.from(NAME), /wrongly/],
    [
      'is compressed three times',
      { 'content-encoding': 'gzip, gzip, gzip' },
      gzipSync(gzipSync(gzipSync(NAME))),
      /twice/,
    ],
    ['is compressed in an unknown way', { 'content-encoding': 'constructor' }, Buffer.from(NAME), /unknown/],
    ['names a set that is unknown', { 'content-type': 'a/b; charset=x' }, Buffer.from(NAME), /character set/],
    ['is not in the set that it names', { 'content-type': 'a/b; charset=utf-8' }, Buffer.from(NAME, 'latin1'), /UTF-8/],
  ])('does not use an answer that %s', async (_, headers, body, reason) => {
    answering(reply({ headers, body }));
    expect(await http[way](request())).toMatchObject({ kind: 'answered', unreadable: expect.stringMatching(reason) });
  });

  it('does not take an interim answer for the answer, nor wait for the answer beyond its deadline', async () => {
    const impatient = new ProviderHttp({ timeoutMs: 300 }, [server.url]);
    answering((response) => response.writeContinue());
    expect(await impatient[way](request())).toMatchObject({ kind: 'no_answer', httpStatus: null });
    answering((response) => void response.socket?.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1_000)));
    expect(await impatient[way](request())).toMatchObject({
      kind: 'no_answer',
      error: expect.stringMatching(/^INTERIM_ANSWERS/),
    });
    await impatient.close();
  });

  it('says which status came before the answer was lost', async () => {
    answering((response) => response.socket?.end('HTTP/1.1 202 Accepted\r\ncontent-length: 9\r\n\r\n{'));
    expect(await http[way](request())).toMatchObject({ kind: 'no_answer', httpStatus: 202 });
  });

  it('ends within its total deadline, however often bytes arrive', async () => {
    const impatient = new ProviderHttp({ timeoutMs: 1_000 }, [server.url]);
    answering((response) => {
      response.writeHead(200);
      response.flushHeaders();
      const drip = setInterval(() => response.write('x'), 10);
      response.socket?.on('close', () => clearInterval(drip));
    });
    expect(await impatient[way](request())).toEqual({
      kind: 'no_answer',
      httpStatus: 200,
      error: 'DEADLINE no complete answer within 1000 ms',
    });
    await impatient.close();
  });

  it('calls a request that cannot be written no answer', async () => {
    const broken = { ...request(), headers: { 'x-broken': 'a\r\nb' } };
    expect(await http[way](broken)).toMatchObject({ kind: 'no_answer' });
    expect(await http[way]({ ...request(), url: 'no address' })).toMatchObject({ kind: 'no_answer' });
    expect(server.requests).toEqual([]);
  });

  it('sends nothing to a host that is not the provider, not even to another port of it (S24)', async () => {
    const other = await ScriptedServer.start();
    try {
      const url = `${other.url}/path?q=1`;
      expect(await http[way]({ ...request(), url })).toMatchObject({
        kind: 'not_sent',
        error: expect.stringMatching(/^FOREIGN_ADDRESS/),
      });
      expect(await http[way]({ ...request(), url: 'http://provider.invalid/' })).toMatchObject({ kind: 'not_sent' });
      expect(other.connections).toBe(0);
    } finally {
      await other.close();
    }
  });

  it('does nothing once closed', async () => {
    await http.close();
    expect(await http[way](request())).toMatchObject({ kind: 'not_sent' });
    expect(server.connections).toBe(0);
  });
});

describe('read', () => {
  it('keeps its connections alive', async () => {
    answering(reply({ body: '{}' }));
    for (let n = 0; n < 10; n += 1) await http.read(request());
    expect(server.connections).toBeLessThan(10);
  });
});

describe('sendOnce', () => {
  it('classifies no error as a failure to connect once there was a connection, whatever its code', async () => {
    const connected = Promise.withResolvers<Socket>();
    const onConnected = (message: unknown) => connected.resolve((message as { socket: Socket }).socket);
    subscribe('undici:client:connected', onConnected);
    try {
      answering(() => {});
      const result = http.sendOnce(request());
      const socket = await connected.promise;
      socket.destroy(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
      expect(await result).toMatchObject({ kind: 'no_answer', error: expect.stringMatching(/^ECONNREFUSED/) });
    } finally {
      unsubscribe('undici:client:connected', onConnected);
    }
  });

  /** Takes every place; the function returned answers all who have one. */
  async function fillPlaces() {
    const answers: (() => void)[] = [];
    answering((response, seen) => answers.push(() => reply({ body: '{}' })(response, seen)));
    const running = Array.from({ length: 64 }, () => http.sendOnce(request()));
    await until(() => answers.length === 64);
    return async () => {
      for (const answer of answers) answer();
      await Promise.all(running);
    };
  }

  it('sends nothing when the time to send passes while it waits for a place', async () => {
    const finish = await fillPlaces();
    const sendBeforeMs = performance.now() + 20;
    const late = http.sendOnce(request(), { sendBeforeMs });
    await until(() => performance.now() >= sendBeforeMs);
    await finish();
    expect(await late).toEqual({ kind: 'not_sent', error: 'abandoned before sending' });
    expect(server.requests).toHaveLength(64);
  });

  it('sends nothing for a caller that gives up while it waits for a place', async () => {
    const finish = await fillPlaces();
    const controller = new AbortController();
    const waiting = http.sendOnce(request(), { signal: controller.signal });
    controller.abort();
    expect(await waiting).toEqual({ kind: 'not_sent', error: 'abandoned before sending' });
    await finish();
    expect(server.requests).toHaveLength(64);
  });
});

describe('a provider that takes few requests a second', () => {
  beforeEach(() => answering(reply({ body: '{}' })));

  /** Its only turn for a long time is taken. */
  async function spent(): Promise<ProviderHttp> {
    const slow = new ProviderHttp({ timeoutMs: 5_000, requestsPerSecond: 0.001 }, [server.url]);
    expect(await slow.read(request())).toMatchObject({ kind: 'answered' });
    return slow;
  }

  it('gets no transfer that would be begun too late', async () => {
    const slow = await spent();
    const late = await slow.sendOnce(request(), { sendBeforeMs: performance.now() + 20 });
    expect(late).toEqual({ kind: 'not_sent', error: 'abandoned before sending' });
    expect(server.requests).toHaveLength(1);
    await slow.close();
  });

  it.each(['sendOnce', 'read'] as const)('gets nothing from a caller that gives up while %s waits', async (way) => {
    const slow = await spent();
    const controller = new AbortController();
    const waiting = slow[way](request(), { signal: controller.signal });
    controller.abort();
    expect(await waiting).toMatchObject({ kind: 'not_sent' });
    expect(server.requests).toHaveLength(1);
    await slow.close();
  });

  it.each(['sendOnce', 'read'] as const)('gets nothing of %s when it is closed', async (way) => {
    const slow = await spent();
    const waiting = slow[way](request());
    await slow.close();
    expect(await waiting).toMatchObject({ kind: 'not_sent' });
    expect(server.requests).toHaveLength(1);
  });

  it('gets a transfer before a query that has waited longer', async () => {
    const slow = new ProviderHttp({ timeoutMs: 5_000, requestsPerSecond: 1 }, [server.url]);
    await slow.read(request());
    const question = slow.read(request());
    expect(await slow.sendOnce(request())).toMatchObject({ kind: 'answered' });
    await slow.close();
    expect(await question).toMatchObject({ kind: 'not_sent' });
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
