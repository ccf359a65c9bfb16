import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { asJson, CallingProvider, REAL_PROVIDER_OFF } from '../../../../test/support/calling-provider.js';
import { type Answer, type Api, startApi } from '../testing/start-api.js';

let api: Api;
let provider: CallingProvider;
beforeAll(async () => {
  provider = new CallingProvider();
  api = await startApi({ ...REAL_PROVIDER_OFF, HTTP_CONNECTIONS_PER_ADDRESS: '2000' }, [], [provider]);
});
afterAll(() => api.close());

function callBack(content: { id: string }): Promise<Answer> {
  const { headers, body } = asJson(content);
  return api.call(`/callbacks/${provider.name}/done`, { method: 'POST', key: null, headers, body });
}

interface TimedAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

async function openSocket(): Promise<Socket> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** The same callback over a connection that is there already. */
async function callBackOver(socket: Socket): Promise<TimedAnswer> {
  const { headers, body } = asJson({ id: randomUUID() });
  const path = `/callbacks/${provider.name}/done`;
  const fields = { ...headers, host: 'salur', connection: 'close', 'content-length': body.length };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.write([`POST ${path} HTTP/1.1`, ...lines, '', body].join('\r\n'));
  const [head = '', text = ''] = Buffer.concat(await socket.toArray())
    .toString()
    .split('\r\n\r\n');
  const [first = '', ...rest] = head.split('\r\n');
  const received = Object.fromEntries(rest.map((line) => line.toLowerCase().split(': ')));
  const status = Number(first.split(' ')[1]);
  const contentType = String(received['content-type']);
  const answer = { status, headers: received, body: contentType.includes('json') ? JSON.parse(text) : text };
  api.described.hold({ method: 'POST', path, status, contentType, body: answer.body });
  return answer;
}

describe('a flood of genuine callbacks', () => {
  it('that the database cannot keep up with is refused, and accepted again when it can', async () => {
    // Connect first: connecting takes longer than the database time limit of the first requests, which then return 503.
    const sockets = await Promise.all(Array.from({ length: 1_200 }, openSocket));
    const holder = api.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('lock table callback in share row exclusive mode');
    const flood = sockets.map(callBackOver);
    // On a busy machine the first ones reach that limit before the last ones are sent.
    const refused = await Promise.any(
      flood.map(async (coming) => {
        const answer = await coming;
        return answer.status === 429 ? answer : Promise.reject(new Error(`${answer.status}`));
      }),
    );
    await holder.commitTransaction();
    await holder.release();
    expect(refused).toMatchObject({ body: { code: 'rate_limited' }, headers: { 'retry-after': '1' } });
    const statuses = (await Promise.all(flood)).map(({ status }) => status);
    expect(statuses.filter((status) => ![202, 429, 503].includes(status))).toEqual([]);
    expect((await callBack({ id: randomUUID() })).status).toBe(202);
  });
});
