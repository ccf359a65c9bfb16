import { createPublicKey, verify } from 'node:crypto';
import { reply } from '../testing/scripted-server.js';
import { KirimBench } from './fixtures/bench.js';
import {
  ACCESS_TOKEN,
  balanceAnswer,
  CLIENT_ID,
  CLIENT_SECRET,
  inquiryAnswer,
  order,
  PUBLIC_KEY,
  refusal,
  statusAnswer,
  tokenAnswer,
  transferAnswer,
} from './fixtures/setup.js';
import { signRequest } from './signatures.js';

const open: KirimBench[] = [];
const start = async (...script: Parameters<typeof KirimBench.open>) => {
  const bench = await KirimBench.open(...script);
  open.push(bench);
  return bench;
};
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close();
});

const INVALID_TOKEN = { 42: '4014201', 43: '4014301', 53: '4015301', 11: '4011101' } as const;
const invalidToken = (service: keyof typeof INVALID_TOKEN) =>
  reply({ httpStatus: 401, body: refusal(INVALID_TOKEN[service], 'Invalid Token (B2B)') });
const bearer = ({ headers }: { headers: { authorization?: string } }) => headers.authorization;

describe('a request for a token', () => {
  it('is what the documentation asks for, signed by our private key', async () => {
    const bench = await start();
    await bench.prepareSigning();
    const [request] = bench.tokenRequests();
    const { 'x-client-key': clientId, 'x-timestamp': timestamp, 'x-signature': signature } = request?.headers ?? {};
    expect(request?.method).toBe('POST');
    expect(request?.headers['content-type']).toBe('application/json');
    expect(request?.body.toString()).toBe('{"grantType":"client_credentials"}');
    expect(clientId).toBe(CLIENT_ID);
    expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Math.abs(Date.now() - Date.parse(String(timestamp)))).toBeLessThan(5_000);
    const signed = Buffer.from(`${CLIENT_ID}|${timestamp}`);
    expect(verify('sha256', signed, createPublicKey(PUBLIC_KEY), Buffer.from(String(signature), 'base64'))).toBe(true);
  });

  it('leaves evidence without the token', async () => {
    const bench = await start({ token: () => reply({ body: tokenAnswer() }) });
    await bench.prepareSigning();
    expect(bench.exchanges).toMatchObject([{ step: 'token', outcome: 'told', httpStatus: 200, error: null }]);
    expect(JSON.parse(bench.exchanges[0]?.response ?? '')).toMatchObject({
      responseCode: '2007300',
      accessToken: '[dropped]',
      expiresIn: 900,
    });
    expect(JSON.stringify(bench.exchanges)).not.toContain(ACCESS_TOKEN);
  });

  it('is made once for 200 concurrent transfers', async () => {
    const bench = await start();
    const ready = await Promise.all(Array.from({ length: 200 }, () => bench.prepareSigning()));
    expect(new Set(ready.map((each) => each?.kind))).toEqual(new Set(['ready']));
    expect(bench.tokenRequests()).toHaveLength(1);
    expect(bench.exchanges).toHaveLength(1);
  });

  it('continues for the others when the first caller gives up', async () => {
    const controller = new AbortController();
    const arrived = Promise.withResolvers<() => void>();
    const bench = await start({
      token: () => (response, request) => arrived.resolve(() => reply({ body: tokenAnswer() })(response, request)),
    });
    const first = bench.prepareSigning({ signal: controller.signal });
    const second = bench.prepareSigning();
    const answer = await arrived.promise;
    controller.abort();
    expect(await first).toMatchObject({ kind: 'unready' });
    answer();
    expect(await second).toEqual({ kind: 'ready' });
    expect(bench.tokenRequests()).toHaveLength(1);
  });

  it.each([
    ['refused', 401, refusal('4017300', 'Unauthorized. Invalid Signature'), '4017300'],
    ['answered with an error under HTTP 200', 200, tokenAnswer({ responseCode: '4017300' }), '4017300'],
    ['answered with a success under HTTP 500', 500, tokenAnswer(), '2007300'],
    ['answered without a token', 200, tokenAnswer({ accessToken: undefined }), '2007300'],
    ['answered with an empty token', 200, tokenAnswer({ accessToken: '' }), '2007300'],
    ['answered with a token that ends a header', 200, tokenAnswer({ accessToken: 'a\r\nx: y' }), '2007300'],
    ['answered with HTML', 502, '<html>', null],
  ])('leaves everything unready when it is %s, and nothing is sent', async (_, httpStatus, body, code) => {
    const bench = await start({ token: () => reply({ httpStatus, body }) });
    expect(await bench.prepareSigning()).toMatchObject({ kind: 'unready', providerMessage: { code } });
    expect(await bench.inquire()).toMatchObject({ kind: 'unavailable', providerMessage: { code } });
    expect(await bench.checkStatus()).toMatchObject({ kind: 'no_information', providerMessage: { code } });
    expect(await bench.provider.balance?.(bench.context())).toBeNull();
    expect(() => bench.rail.prepareTransfer(order, new Date())).toThrow('no valid access token');
    expect(bench.stepRequests()).toEqual([]);
    expect(bench.exchanges.map(({ step, outcome }) => [step, outcome])).toEqual(
      Array.from({ length: 4 }, () => ['token', 'unready']),
    );
  });

  it.each(['"900"', '900', 'null', '"soon"', '-1', '0'])('accepts a lifetime of %s', async (expiresIn) => {
    const body = tokenAnswer().replace('"expiresIn":900', `"expiresIn":${expiresIn}`);
    const bench = await start({ token: () => reply({ body }), answer: () => reply({ body: transferAnswer() }) });
    expect(await bench.transfer()).toMatchObject({ kind: 'accepted' });
    expect(await bench.transfer()).toMatchObject({ kind: 'accepted' });
    expect(bench.tokenRequests()).toHaveLength(1);
  });
});

describe('every other request', () => {
  it('has the headers of SNAP, and is signed over the bytes that are sent', async () => {
    const bench = await start({ answer: () => reply({ body: inquiryAnswer() }) });
    await bench.inquire();
    const [request] = bench.stepRequests();
    const { headers, path = '', body = Buffer.alloc(0) } = request ?? {};
    expect(headers).toMatchObject({
      authorization: 'Bearer token-1',
      'channel-id': 'H2H',
      'content-type': 'application/json',
      'x-partner-id': CLIENT_ID,
    });
    const timestamp = String(headers?.['x-timestamp']);
    expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/);
    expect(Math.abs(Date.now() - Date.parse(timestamp))).toBeLessThan(5_000);
    const signed = { method: 'POST', path, accessToken: 'token-1', body, timestamp } as const;
    expect(headers?.['x-signature']).toBe(signRequest(signed, CLIENT_SECRET));
    expect(body.toString()).toBe(JSON.stringify(JSON.parse(body.toString())));
  });

  it.each(['/v1.0', '/snap/v1.1'])('has paths that begin with %s, in the signature too', async (DOKU_PATH_PREFIX) => {
    const bench = await start({ environment: { DOKU_PATH_PREFIX } });
    await bench.inquire();
    await bench.transfer();
    await bench.checkStatus();
    await bench.provider.balance?.(bench.context());
    const [, , status] = bench.stepRequests();
    expect(bench.stepRequests().map(({ path }) => path)).toEqual([
      `${DOKU_PATH_PREFIX}/emoney/bank-account-inquiry`,
      `${DOKU_PATH_PREFIX}/emoney/transfer-bank`,
      `${DOKU_PATH_PREFIX}/qr/qr-mpm-status`,
      `${DOKU_PATH_PREFIX}/balance-inquiry`,
    ]);
    const { body = Buffer.alloc(0), headers, path = '' } = status ?? {};
    const timestamp = String(headers?.['x-timestamp']);
    expect(headers?.['x-signature']).toBe(
      signRequest({ method: 'POST', path, accessToken: 'token-1', body, timestamp }, CLIENT_SECRET),
    );
  });

  it('has an X-EXTERNAL-ID of at most 32 digits that no other has', async () => {
    const bench = await start();
    await bench.prepareSigning();
    const signedAt = new Date();
    const ids = Array.from(
      { length: 1_000 },
      () => bench.rail.prepareTransfer(order, signedAt).headers['x-external-id'] ?? '',
    );
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^[1-9]\d{31}$/);
  });
});

describe('a token that is refused', () => {
  const questions = {
    inquiry: { service: 42, success: inquiryAnswer(), kind: 'passed', ask: (bench: KirimBench) => bench.inquire() },
    status: { service: 53, success: statusAnswer(), kind: 'paid', ask: (bench: KirimBench) => bench.checkStatus() },
  } as const;

  it.each(Object.entries(questions))('is replaced, and the %s is asked once more', async (_, question) => {
    const bench = await start({
      answer: (_request, asked) => (asked === 1 ? invalidToken(question.service) : reply({ body: question.success })),
    });
    expect(await question.ask(bench)).toMatchObject({ kind: question.kind });
    expect(bench.stepRequests().map(bearer)).toEqual(['Bearer token-1', 'Bearer token-2']);
    const ids = bench.stepRequests().map(({ headers }) => headers['x-external-id']);
    expect(new Set(ids).size).toBe(2);
    expect(bench.stepRequests()[0]?.body).toEqual(bench.stepRequests()[1]?.body);
  });

  it('is replaced for the balance as well', async () => {
    const bench = await start({
      answer: (_request, asked) => (asked === 1 ? invalidToken(11) : reply({ body: balanceAnswer() })),
    });
    expect(await bench.provider.balance?.(bench.context())).toMatchObject({ available: 823_781_442n });
  });

  it.each(Object.entries(questions))('twice leaves the %s without an answer', async (_, question) => {
    const bench = await start({ answer: () => invalidToken(question.service) });
    expect(['unavailable', 'no_information']).toContain((await question.ask(bench))?.kind);
    expect(bench.stepRequests()).toHaveLength(2);
  });

  it('does not send a transfer a second time, and the next transfer has a new one', async () => {
    const bench = await start({
      answer: (_request, asked) => (asked === 1 ? invalidToken(43) : reply({ body: transferAnswer() })),
    });
    expect(await bench.transfer()).toMatchObject({
      kind: 'refused',
      reason: 'expired',
      providerMessage: { code: '4014301' },
    });
    expect(bench.stepRequests()).toHaveLength(1);
    expect(await bench.transfer()).toMatchObject({ kind: 'accepted' });
    expect(bench.stepRequests().map(bearer)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('is replaced once for 50 calls that are refused together', async () => {
    const bench = await start({
      answer: (request) => (bearer(request) === 'Bearer token-1' ? invalidToken(53) : reply({ body: statusAnswer() })),
    });
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => bench.checkStatus()));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['paid']));
    expect(bench.tokenRequests()).toHaveLength(2);
  });
});
