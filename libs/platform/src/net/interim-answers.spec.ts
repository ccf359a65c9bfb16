import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Agent, buildConnector, request } from 'undici';
import { hidingInterimAnswers } from './interim-answers.js';

/** Answers each request with the parts of `script`, one segment each. */
let server: Server;
let script: readonly string[];
let requests: string[];
let sockets: Set<Socket>;
let agent: Agent;

beforeEach(async () => {
  requests = [];
  sockets = new Set();
  server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', async (data) => {
      requests.push(data.toString());
      for (const part of script) {
        socket.write(part);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  agent = new Agent({
    connect: hidingInterimAnswers(buildConnector({ allowH2: false })),
    pipelining: 1,
    connections: 1,
  });
});
afterEach(async () => {
  await agent.destroy();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

async function send(method: 'GET' | 'POST') {
  const { port } = server.address() as AddressInfo;
  const body = method === 'POST' ? '{"a":1}' : null;
  const answer = await request(`http://127.0.0.1:${port}/`, { method, body, dispatcher: agent });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const HINTS = 'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\nx: 1\r\n\r\n';
const FINAL = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\nx-mine: yes\r\n\r\nhello';

describe.each(['GET', 'POST'] as const)('the response to a %s', (method) => {
  it.each<[string, string[]]>([
    ['a 100, and the response in a later segment', [CONTINUE, FINAL]],
    ['a 100 and the response in one segment', [CONTINUE + FINAL]],
    ['a 102', ['HTTP/1.1 102 Processing\r\n\r\n', FINAL]],
    ['a 103 with headers', [HINTS, FINAL]],
    ['a 1xx that no standard defines', ['HTTP/1.1 199 Whatever\r\n\r\n', FINAL]],
    ['several', [CONTINUE, 'HTTP/1.1 102 Processing\r\n\r\n', HINTS, HINTS + CONTINUE, FINAL]],
    ['16 of them', [CONTINUE.repeat(16), FINAL]],
    ['one of HTTP/1.0', ['HTTP/1.0 100 Continue\r\n\r\n', FINAL]],
    ['one without a reason', ['HTTP/1.1 100\r\n\r\n', FINAL]],
    ['one whose lines end with LF alone', ['HTTP/1.1 100 Continue\n\n', FINAL]],
    ['one after an empty line', ['\r\n\r\n', CONTINUE, FINAL]],
    ['one that arrives byte by byte', [...CONTINUE, ...FINAL]],
    ['none, byte by byte', [...FINAL]],
  ])('is found behind interim responses: %s', async (_, parts) => {
    script = parts;
    expect(await send(method)).toMatchObject({ status: 200, headers: { 'x-mine': 'yes' }, text: 'hello' });
    // the connection is in order for the next request
    expect(await send(method)).toMatchObject({ status: 200, text: 'hello' });
    expect(requests).toHaveLength(2);
    expect(sockets.size).toBe(1);
  });

  it('may contain what looks like an interim response', async () => {
    const text = `${CONTINUE}${CONTINUE}`;
    script = [CONTINUE, `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n`, text];
    expect(await send(method)).toMatchObject({ status: 200, text });
  });

  it.each<[string, string[]]>([
    ['17 interim responses', [CONTINUE.repeat(17), FINAL]],
    ['an interim head that does not end', ['HTTP/1.1 103 Early Hints\r\n', `x: ${'y'.repeat(17_000)}`]],
    ['empty lines that do not end', ['\r\n'.repeat(9_000)]],
  ])('is not waited for after %s', async (_, parts) => {
    script = parts;
    await expect(send(method)).rejects.toMatchObject({ code: 'INTERIM_ANSWERS' });
  });

  it.each<[string, string[]]>([
    [
      '101, which no request asks for',
      ['HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
    ],
    ['an interim response with a body', [`HTTP/1.1 100 Continue\r\ncontent-length: 5\r\n\r\nhello${FINAL}`]],
    ['no HTTP', ['SSH-2.0-x\r\n', '\r\n']],
  ])('stays an error: %s', async (_, parts) => {
    script = parts;
    await expect(send(method)).rejects.toThrow();
  });

  it('is missing when the server closes the connection after an interim response', async () => {
    script = [CONTINUE];
    const sent = send(method);
    while (requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    for (const socket of sockets) socket.end();
    await expect(sent).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
  });
});
