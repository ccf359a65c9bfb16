import type { lookup } from 'node:dns';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureVersion } from 'node:tls';
import { answerWith, Receiver, SAY_NOTHING, TAKE } from '../../../test/support/receiver.js';
import { selfSigned } from '../../providers/src/testing/scripted-server.js';
import { type PosterOptions, PostWebhook, TRY_TIMEOUT_MS } from './post-webhook.js';

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

function poster(options: Partial<PosterOptions> = {}): PostWebhook {
  const made = new PostWebhook({ allowPrivate: true, ...options });
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

  it('keeps 1 KB of an answer, whatever is in it and however long it is (F68, S28)', async () => {
    receiver.answer = answerWith(200, {}, `\0${'é'.repeat(700)}${'x'.repeat(100_000)}`);
    const { httpStatus, answer } = await post(poster(), receiver.url());
    expect(httpStatus).toBe(200);
    expect(Buffer.byteLength(answer as string)).toBeLessThanOrEqual(1_024);
    expect(answer).toMatch(/^é{500}/);
    receiver.answer = (response) => void response.end(Buffer.alloc(2_000, 0xff));
    expect((await post(poster(), receiver.url())).answer).toBe('?'.repeat(1_024));
  });

  it('gives the answer behind interim ones, and stops after too many', async () => {
    receiver.answer = (response) => {
      response.writeContinue();
      response.writeProcessing();
      response.writeHead(202).end('taken');
    };
    expect(await post(poster(), receiver.url())).toMatchObject({ httpStatus: 202, answer: 'taken' });
    receiver.answer = (response) => {
      for (let n = 0; n < 100; n += 1) response.writeContinue();
      response.end();
    };
    expect(await post(poster(), receiver.url())).toMatchObject({ httpStatus: null, error: 'answer_unreadable' });
  });

  it.each([[301], [302], [307], [308]])('follows no %d (F68)', async (status) => {
    const elsewhere = await Receiver.open();
    receiver.answer = answerWith(status, { location: elsewhere.url() });
    expect(await post(poster(), receiver.url())).toMatchObject({ httpStatus: status });
    expect([receiver.received.length, elsewhere.received.length]).toEqual([1, 0]);
    await elsewhere.close();
  });

  it('ends after its time, whether nothing comes or the head drips (F68)', async () => {
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

  it('counts an answer whose body never ends as given (F68)', async () => {
    receiver.answer = (response) => void response.write('thanks');
    expect(await post(poster({ timeoutMs: 200 }), receiver.url())).toMatchObject({ httpStatus: 200, answer: 'thanks' });
  });

  it('may take fifteen seconds by default (F68)', () => {
    expect(TRY_TIMEOUT_MS).toBe(15_000);
  });

  it('reads no more of an answer than it must: one without end is broken off (F68)', async () => {
    let sentBytes = 0;
    receiver.answer = (response) => {
      const more = () => {
        sentBytes += 64 * 1_024;
        if (!response.destroyed) response.write(Buffer.alloc(64 * 1_024, 'x'), more);
      };
      more();
    };
    const { httpStatus, answer } = await post(poster(), receiver.url());
    expect([httpStatus, answer]).toEqual([200, 'x'.repeat(1_024)]);
    expect(sentBytes).toBeLessThan(16 * 1_024 * 1_024);
  });

  it('is taken also by a receiver that closes every connection after its 200 (F68)', async () => {
    receiver.answer = (response) => {
      response.end('ok');
      response.socket?.end();
    };
    const made = poster();
    for (let index = 0; index < 20; index += 1)
      expect(await post(made, receiver.url())).toMatchObject({ httpStatus: 200, answer: 'ok' });
  });

  it('says in a word why there is no answer', async () => {
    receiver.answer = (response) => void response.destroy();
    expect(await post(poster(), receiver.url())).toMatchObject({ httpStatus: null, error: 'connection_lost' });
    expect(await post(poster(), 'http://127.0.0.1:9/')).toMatchObject({ error: 'connection_refused' });
    expect(await post(poster(), 'http://unknown.invalid/')).toMatchObject({ error: 'host_not_found' });
    receiver.answer = (response) => void response.socket?.end('nonsense\r\n\r\n');
    expect(await post(poster(), receiver.url())).toMatchObject({ error: 'answer_unreadable' });
  });

  it('is reported as stopped when the service stops', async () => {
    receiver.answer = SAY_NOTHING;
    const made = poster();
    const underWay = post(made, receiver.url());
    await made.stop();
    expect(await underWay).toMatchObject({ error: 'stopped' });
    expect(await post(made, receiver.url())).toMatchObject({ error: 'stopped' });
  });
});

describe('a post by https', () => {
  const CERTIFICATE = selfSigned();

  async function secureReceiver(maxVersion?: SecureVersion): Promise<{ port: number; close: () => void }> {
    // Old versions of TLS need the old level of security.
    const old = maxVersion === undefined ? {} : { minVersion: maxVersion, maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' };
    const server = createServer({ ...CERTIFICATE, ...old }, (_, response) => response.end('secret place'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: (server.address() as AddressInfo).port, close: () => server.close() };
  }

  it('goes to no receiver whose certificate is untrusted or has another name (S23)', async () => {
    const { port, close } = await secureReceiver();
    const REFUSED = { httpStatus: null, error: 'certificate_not_valid', answer: null };
    expect(await post(poster(), `https://localhost:${port}/`)).toMatchObject(REFUSED);
    const trusting = poster({ trusted: CERTIFICATE.cert });
    expect(await post(trusting, `https://127.0.0.1:${port}/`)).toMatchObject(REFUSED);
    expect(await post(trusting, `https://localhost:${port}/`)).toMatchObject({ httpStatus: 200 });
    close();
  });

  it('uses no TLS older than 1.2 (S23)', async () => {
    const { port, close } = await secureReceiver('TLSv1.1');
    const trusting = poster({ trusted: CERTIFICATE.cert });
    expect(await post(trusting, `https://localhost:${port}/`)).toMatchObject({ httpStatus: null });
    close();
  });
});

describe('in production', () => {
  const REFUSED = { httpStatus: null, error: 'address_not_public' };

  it.each([
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['169.254.169.254'],
    ['[::1]'],
    ['172.16.0.1'],
    ['192.168.1.1'],
    ['100.64.0.1'],
    ['0.0.0.0'],
    ['[::ffff:7f00:1]'],
    ['[fc00::1]'],
    ['[fe80::1]'],
    ['2130706433'],
    ['0x7f.1'],
    ['0177.0.0.1'],
    ['127.1'],
  ])('a post to the address %s is not made (S27)', async (host) => {
    const made = poster({ allowPrivate: false });
    for (const url of [`https://${host}/`, `http://${host}:${receiver.port}/`])
      expect(await post(made, url)).toMatchObject({ httpStatus: null, error: 'address_not_allowed' });
    expect(receiver.received).toEqual([]);
  });

  it.each([
    [['127.0.0.1']],
    [['::1']],
    [['169.254.169.254']],
    [['93.184.215.14', '127.0.0.1']],
    [['::ffff:127.0.0.1']],
    [['100.64.0.1']],
    [['192.168.1.1']],
    [['fc00::1']],
  ])('a post to a name that leads to %p is not made (S27)', async (addresses) => {
    const made = poster({ allowPrivate: false, ...leadsTo(addresses) });
    expect(await post(made, 'https://client.example/')).toMatchObject(REFUSED);
  });

  it.each([['http://client.example/'], ['https://client.example:8080/'], ['https://user:word@client.example/']])(
    'a post to %s is not made, even if its endpoint was made while that was allowed (S27)',
    async (url) => {
      const names = leadsTo(['127.0.0.1']);
      const made = poster({ allowPrivate: false, ...names });
      expect(await post(made, url)).toMatchObject({ httpStatus: null, error: 'address_not_allowed' });
      expect(names.asked()).toBe(0);
    },
  );

  it('a name like localhost is looked at like any other (S27)', async () => {
    expect(await post(poster({ allowPrivate: false }), 'https://localhost:8443/')).toMatchObject(REFUSED);
  });

  it('a name is looked up once for a connection, and what was looked at is where it goes: rebinding leads nowhere (S27)', async () => {
    // The second answer would lead to a private address; it is never requested.
    const names = leadsTo(['192.0.2.1'], ['127.0.0.1']);
    const made = poster({ allowPrivate: true, timeoutMs: 300, ...names });
    expect(await post(made, `http://client.example:${receiver.port}/`)).toMatchObject({ httpStatus: null });
    expect([names.asked(), receiver.received.length]).toEqual([1, 0]);
  });

  it('a name that later resolves to another address is checked again by the next connection (S27)', async () => {
    const names = leadsTo(['127.0.0.1'], ['10.0.0.1']);
    const made = poster({ allowPrivate: false, ...names });
    expect(await post(made, 'https://client.example/')).toMatchObject(REFUSED);
    expect(await post(made, 'https://client.example/')).toMatchObject(REFUSED);
    expect(names.asked()).toBe(2);
  });
});
