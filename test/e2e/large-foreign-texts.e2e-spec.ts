import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Api, startApi } from '../../apps/api/src/testing/start-api.js';
import { readText, readTime } from '../../apps/cli/src/input/input.js';
import { compareAccountNames } from '../../libs/payouts/src/inquiry/name-match.js';
import { PROVIDERS } from '../../libs/providers/src/registry.js';
import { readStatement } from '../../libs/reconciliation/src/read-statement.js';
import { PostWebhook } from '../../libs/webhooks/src/post-webhook.js';
import { answerWith, Receiver } from '../support/receiver.js';

/** Far below what a person notices, and far above the noise of a busy machine. Before it was bounded, such texts took minutes. */
const MOST_CPU_MS = 400;

let api: Api;
beforeAll(async () => {
  api = await startApi({ RATE_LIMIT_PER_CLIENT: '10000', RATE_LIMIT: '10000', RATE_LIMIT_UNAUTHENTICATED: '10000' });
});
afterAll(() => api.close());

const fill = (part: string, size: number) => part.repeat(Math.ceil(size / part.length)).slice(0, size);
/** Shapes on which careless patterns, normalisers and parsers take longer than linear time. */
const SHAPES: readonly (readonly [what: string, part: string])[] = [
  ['one letter', 'a'],
  ['at signs', '@'],
  ['digits', '1'],
  ['spaces', ' '],
  ['combining marks in the wrong order', '\u0301\u0323'],
  ['a letter with marks', `e${'\u0301\u0323'.repeat(50)}`],
  ['control characters', '\u0007'],
  ['lone surrogates', '\ud800'],
  ['backslashes', '\\'],
  ['quotes', '"'],
  ['commas', ','],
  ['semicolons', ';'],
  ['line breaks', '\n'],
  ['carriage returns', '\r'],
  ['open lists', '['],
  ['open objects', '{"a":'],
  ['members of one name', '"a":1,'],
  ['parts of a form', 'a=b&'],
  ['percent signs', '%'],
  ['escapes of URLs', '%41'],
  ['zeros and points', '0.'],
  ['dashes', '-'],
];

/** The CPU time of work, of two runs the lower one: other work of this process is not the text's. */
async function cpuMs(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 2; run += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1_000);
    if ((times[0] as number) <= MOST_CPU_MS) break;
  }
  return Math.min(...times);
}

/** The shapes whose work takes too long. */
async function slowOf(work: (part: string, what: string) => unknown): Promise<(string | number)[][]> {
  const slow: (string | number)[][] = [];
  for (const [what, part] of SHAPES) {
    const ms = await cpuMs(() => work(part, what));
    if (ms > MOST_CPU_MS) slow.push([what, Math.round(ms)]);
  }
  return slow;
}

const BODY = 63 * 1024;
/** How a text of a shape gets into a body of JSON: raw, as one text, as a name, as many members. */
const BODIES: readonly (readonly [string, (part: string) => string])[] = [
  ['as it is', (part) => fill(part, BODY)],
  ['inside an object', (part) => `{${fill(part, BODY)}`],
  ['as a text', (part) => JSON.stringify({ reference: fill(part, BODY / 6) })],
  ['as a name', (part) => JSON.stringify({ [fill(part, BODY / 6)]: 1 })],
  ['as many labels', (part) => JSON.stringify({ metadata: labels(part) })],
];
const labels = (part: string) =>
  Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`${index}${fill(part, 5)}`, fill(part, 5)]));

const ROUTES = [
  ['POST', '/v1/payouts'],
  ['POST', '/v1/payouts/search'],
  ['POST', '/v1/webhook-endpoints'],
  ['POST', '/v1/clients'],
  ['PUT', '/v1/calendar/2027-03-03'],
] as const;

const send = (method: string, path: string, body?: string | Buffer, headers: Record<string, string> = {}) =>
  api.call(path, {
    method,
    ...(body !== undefined && { body }),
    headers: { 'idempotency-key': randomUUID(), ...headers },
  });

describe('a text of the largest size that its limit lets through does not hold up the process', () => {
  it.each(ROUTES)('in the body of %s %s', async (method, path) => {
    for (const [how, bodyOf] of BODIES) {
      const slow = await slowOf(async (part) => {
        const { status } = await send(method, path, Buffer.from(bodyOf(part)));
        expect([400, 403, 413]).toContain(status);
      });
      expect([how, slow]).toEqual([how, []]);
    }
  });

  it('in a query and in a path', async () => {
    const inUrl = (part: string) => encodeURIComponent(fill(part, 1_500).toWellFormed());
    const slow = await slowOf(async (part) => {
      await send('GET', `/v1/payouts?reference=${inUrl(part)}`);
      await send('GET', `/v1/payouts?${inUrl(part)}=1`);
      await send('GET', `/v1/payouts/${inUrl(part)}`);
      await send('GET', `/v1/payouts?${fill('a=1&', 8_000)}`);
      await send('GET', `/v1/payouts?metadata${'[a]'.repeat(2_000)}=1`);
      await send('GET', `/${inUrl(part)}`);
    });
    expect(slow).toEqual([]);
  });

  it.each([
    'idempotency-key',
    'prefer',
    'authorization',
    'content-type',
    'x-forwarded-for',
    'user-agent',
    'x-request-id',
  ])('in the header %s', async (name) => {
    const slow = await slowOf(async (part) => {
      const value =
        fill(part, 12_000)
          .replace(/[^\x20-\x7e]/g, 'x')
          .trim() || 'x';
      await send('POST', '/v1/payouts', '{}', { 'content-type': 'application/json', [name]: value });
    });
    expect(slow).toEqual([]);
  });

  const CALLBACKS = [
    ['duitku', 'clearing'],
    ['duitku', `cash-out/${'a'.repeat(43)}`],
    ['doku', 'unpaid'],
    ['doku', 'refund'],
  ] as const;
  it.each(CALLBACKS)('in a callback of %s: %s', async (provider, path) => {
    const size = 31 * 1024;
    const slow = await slowOf(async (part) => {
      for (const body of [
        fill(part, size),
        `{${fill(part, size)}`,
        JSON.stringify({ disburseId: fill(part, size / 6) }),
      ])
        await api.call(`/callbacks/${provider}/${path}`, { method: 'POST', key: null, body: Buffer.from(body) });
    });
    expect(slow).toEqual([]);
  });

  it.each(PROVIDERS.map((provider) => [provider.name, provider] as const))(
    'in a statement of %s',
    async (_, provider) => {
      const layout = provider.statement;
      const read = async (text: string) => {
        const content = Readable.from([Buffer.from(text)]);
        const file = { content, columns: {}, coversFrom: new Date('2026-11-01'), coversTo: new Date('2026-12-01') };
        await readStatement(file as never, layout as never).catch(() => undefined);
      };
      const slow = await slowOf(async (part) => {
        await read(fill(part, 256 * 1024));
        await read(`a,b,c\n${fill(part, 15_000)}\n`);
        await read(`transaction id,amount,date\n${`"${fill(part, 1_000).replaceAll('"', '')}",1,2\n`.repeat(20)}`);
      });
      expect(slow).toEqual([]);
    },
  );

  it('in the response of a webhook receiver, and in its headers', async () => {
    const receiver = await Receiver.open();
    const poster = new PostWebhook({ allowPrivate: true });
    const slow = await slowOf(async (part) => {
      const inHeader = fill(part, 12_000).replace(/[^\x20-\x7e]/g, 'x');
      receiver.answer = answerWith(429, { 'retry-after': inHeader }, fill(part, 64 * 1024));
      await poster.post(receiver.url(), {}, '{}');
    });
    await poster.stop();
    await receiver.close();
    expect(slow).toEqual([]);
  });

  it('in an argument of the command line, and in the name of an account', async () => {
    const quietly = (work: () => unknown) => {
      try {
        work();
      } catch {}
    };
    const slow = await slowOf((part) => {
      const argument = fill(part, 128 * 1024);
      quietly(() => readText('--reason', argument, 500));
      quietly(() => readTime('--from', argument));
      quietly(() => compareAccountNames(fill(part, 255), fill(part, 16 * 1024)));
    });
    expect(slow).toEqual([]);
  });
});
