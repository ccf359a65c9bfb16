import type { lookup } from 'node:dns';
import { answerWith, Receiver, SAY_NOTHING, TAKE } from '../../../test/support/receiver.js';
import { type PosterWishes, PostWebhook } from './post-webhook.js';

let receiver: Receiver;
const posters: PostWebhook[] = [];

beforeAll(async () => {
  receiver = await Receiver.open();
});
afterAll(async () => {
  await Promise.all(posters.map((poster) => poster.stop()));
  await receiver.close();
});
beforeEach(() => {
  receiver.answer = TAKE;
  receiver.received.length = 0;
});

function poster(wishes: Partial<PosterWishes> = {}): PostWebhook {
  const made = new PostWebhook({ allowPrivate: true, ...wishes });
  posters.push(made);
  return made;
}

/** Names lead where the list says, one entry after the other, the last one again and again. */
function leadsTo(...answers: readonly string[][]): { resolveName: typeof lookup; asked: () => number } {
  let asked = 0;
  const resolveName = ((_name: string, _options: object, done: (error: null, found: object[]) => void) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] as string[];
    asked += 1;
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as typeof lookup;
  return { resolveName, asked: () => asked };
}

const post = (made: PostWebhook, url: string) => made.post(url, { 'content-type': 'application/json' }, '{}');

describe('a post', () => {
  it('gives the status and the beginning of the answer', async () => {
    receiver.answer = answerWith(418, { 'retry-after': '7' }, 'short and stout');
    expect(await post(poster(), receiver.url())).toEqual({
      httpStatus: 418,
      error: null,
      answer: 'short and stout',
      retryAfterMs: 7_000,
    });
  });

  it('keeps 1 KB of an answer, whatever is in it', async () => {
    receiver.answer = answerWith(200, {}, `\0${'é'.repeat(700)}${'x'.repeat(100_000)}`);
    const { httpStatus, answer } = await post(poster(), receiver.url());
    expect(httpStatus).toBe(200);
    expect(Buffer.byteLength(answer as string)).toBeLessThanOrEqual(1_024);
    expect(answer).toMatch(/^é{500}/);
    receiver.answer = (response) => void response.end(Buffer.alloc(2_000, 0xff));
    expect((await post(poster(), receiver.url())).answer).toBe('?'.repeat(1_024));
  });

  it.each([[301], [302], [307], [308]])('follows no %d', async (status) => {
    const elsewhere = await Receiver.open();
    receiver.answer = answerWith(status, { location: elsewhere.url() });
    expect(await post(poster(), receiver.url())).toMatchObject({ httpStatus: status });
    expect([receiver.received.length, elsewhere.received.length]).toEqual([1, 0]);
    await elsewhere.close();
  });

  it('ends after its time, whether nothing comes or the head drips', async () => {
    receiver.answer = SAY_NOTHING;
    const impatient = poster({ timeoutMs: 200 });
    expect(await post(impatient, receiver.url())).toMatchObject({ httpStatus: null, error: 'timeout' });
    receiver.answer = (response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => response.socket?.write('X-Slow: 1\r\n'), 20);
      response.socket?.once('close', () => clearInterval(timer));
    };
    expect(await post(impatient, receiver.url())).toMatchObject({ httpStatus: null, error: 'timeout' });
  });

  it('counts an answer whose body never ends as given', async () => {
    receiver.answer = (response) => void response.write('thanks');
    expect(await post(poster({ timeoutMs: 200 }), receiver.url())).toMatchObject({ httpStatus: 200, answer: 'thanks' });
  });

  it('says in a word why there is no answer', async () => {
    receiver.answer = (response) => void response.destroy();
    expect(await post(poster(), receiver.url())).toMatchObject({ httpStatus: null, error: 'connection_lost' });
    expect(await post(poster(), 'http://127.0.0.1:9/')).toMatchObject({ error: 'connection_refused' });
    expect(await post(poster(), 'http://nobody.invalid/')).toMatchObject({ error: 'host_not_found' });
    receiver.answer = (response) => void response.socket?.end('nonsense\r\n\r\n');
    expect(await post(poster(), receiver.url())).toMatchObject({ error: 'answer_unreadable' });
  });

  it('says so when it was ended because the service stops', async () => {
    receiver.answer = SAY_NOTHING;
    const made = poster();
    const underWay = post(made, receiver.url());
    await made.stop();
    expect(await underWay).toMatchObject({ error: 'stopped' });
    expect(await post(made, receiver.url())).toMatchObject({ error: 'stopped' });
  });
});

describe('in production', () => {
  const REFUSED = { httpStatus: null, error: 'address_not_public' };

  it.each([
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['169.254.169.254'],
    ['[::1]'],
    ['[::ffff:7f00:1]'],
    ['2130706433'],
    ['0x7f.1'],
  ])('a post to the address %s is not made', async (host) => {
    const made = poster({ allowPrivate: false });
    expect(await post(made, `http://${host}:${receiver.port}/`)).toMatchObject(REFUSED);
    expect(receiver.received).toEqual([]);
  });

  it.each([
    [['127.0.0.1']],
    [['::1']],
    [['169.254.169.254']],
    [['93.184.215.14', '127.0.0.1']],
    [['::ffff:127.0.0.1']],
  ])('a post to a name that leads to %p is not made', async (addresses) => {
    const made = poster({ allowPrivate: false, ...leadsTo(addresses) });
    expect(await post(made, `http://client.example:${receiver.port}/`)).toMatchObject(REFUSED);
    expect(receiver.received).toEqual([]);
  });

  it('a name like localhost is looked at like any other', async () => {
    const made = poster({ allowPrivate: false });
    expect(await post(made, `http://localhost:${receiver.port}/`)).toMatchObject(REFUSED);
    expect(receiver.received).toEqual([]);
  });

  it('a name is looked up once for a connection, and what was looked at is where it goes', async () => {
    // The second answer would lead home; nobody asks for it.
    const names = leadsTo(['192.0.2.1'], ['127.0.0.1']);
    const made = poster({ allowPrivate: true, timeoutMs: 300, ...names });
    expect(await post(made, `http://client.example:${receiver.port}/`)).toMatchObject({ httpStatus: null });
    expect([names.asked(), receiver.received.length]).toEqual([1, 0]);
  });

  it('a name that leads elsewhere later is looked at anew by the next connection', async () => {
    const names = leadsTo(['127.0.0.1'], ['10.0.0.1']);
    const made = poster({ allowPrivate: false, ...names });
    expect(await post(made, `http://client.example:${receiver.port}/`)).toMatchObject(REFUSED);
    expect(await post(made, `http://client.example:${receiver.port}/`)).toMatchObject(REFUSED);
    expect(names.asked()).toBe(2);
  });
});
