import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { Holds } from './holds.js';
import { misbehave } from './misbehave.js';
import {
  CASH_OUT,
  callerRequest,
  cashOutRequest,
  GOOD_ACCOUNT,
  inquiryRequest,
  type Json,
  type SandboxClient,
  startSandbox,
  statusRequest,
  transferRequest,
} from './testing/sandbox-client.js';

let sandbox: SandboxClient;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.control('POST', 'reset'));
afterAll(() => sandbox.close());

/** Orders a fault on transfers, sends one, and returns what came of it. */
async function transferUnder(action: Json) {
  const inquiry = await sandbox.inquire();
  await sandbox.orderFault({ step: 'transfer', action });
  const outcome = await sandbox.post('transfersandbox', transferRequest(inquiry)).then(
    (answer) => ({ ...answer, error: undefined }),
    (error: NodeJS.ErrnoException) => ({ error, status: 0, headers: {} as Json, text: '' }),
  );
  return { inquiry, ...outcome };
}

/** Opens a transfer and hands back the response's head and its unread body. */
async function openTransferUnder(action: Json, signal?: AbortSignal) {
  const inquiry = await sandbox.inquire();
  await sandbox.orderFault({ step: 'transfer', action });
  return request(`${sandbox.url}/webapi/api/disbursement/transfersandbox`, {
    method: 'POST',
    body: JSON.stringify(transferRequest(inquiry)),
    ...(signal ? { signal } : {}),
  });
}

const statusOf = async (inquiry: Json) => (await sandbox.checkStatus(inquiry)).responseCode;
const moved = async () => (await sandbox.books()).totals.movedCount;

describe('the fault', () => {
  it('code answers with that code and words, and by default moves nothing', async () => {
    const { inquiry, status, text } = await transferUnder({ kind: 'code', code: 'Z9', description: 'Mystery' });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ responseCode: 'Z9', responseDesc: 'Mystery', bankAccount: GOOD_ACCOUNT });
    expect(await moved()).toBe(0);
    expect(await statusOf(inquiry)).toBe('76');
    expect((await sandbox.books()).transfers).toMatchObject([{ answered: 'Z9', moved: false }]);
  });

  it('code can move the money all the same', async () => {
    const { inquiry } = await transferUnder({ kind: 'code', code: '68', moves: true });
    expect(await moved()).toBe(1);
    expect(await statusOf(inquiry)).toBe('00');
  });

  it('code is obeyed on every step, and a failed inquiry is as empty as a documented one', async () => {
    for (const [step, path, body] of [
      ['inquiry', 'inquirysandbox', inquiryRequest()],
      ['status', 'inquirystatus', statusRequest('1')],
      ['balance', 'checkbalance', callerRequest()],
      ['banks', 'listBank', callerRequest()],
    ] as const) {
      await sandbox.orderFault({ step, action: { kind: 'code', code: 'EE' } });
      const answer = await sandbox.postJson(path, body);
      expect(answer).toMatchObject({ responseCode: 'EE', responseDesc: 'General Error' });
      if (step === 'inquiry') expect(answer).toMatchObject({ disburseId: 0, accountName: '', custRefNumber: '' });
      expect((await sandbox.postJson(path, body)).responseCode).not.toBe('EE');
    }
  });

  it.each([
    [false, 'UND_ERR_SOCKET'],
    [true, 'ECONNRESET'],
  ])('drop before the answer (reset: %s) books first and then cuts the connection', async (reset, code) => {
    const { inquiry, error } = await transferUnder({ kind: 'drop', when: 'before_answer', reset, moves: true });
    expect(error?.code).toBe(code);
    expect((await sandbox.books()).transfers).toMatchObject([{ answered: 'drop', moved: true }]);
    expect((await sandbox.waitForRequests('step=transfer')).requests).toMatchObject([{ answered: 'drop' }]);
    expect(await statusOf(inquiry)).toBe('00');
  });

  it.each([
    [false, 'UND_ERR_SOCKET'],
    [true, 'ECONNRESET'],
  ])('drop in mid answer (reset: %s) cuts the connection after a 200 and half a body', async (reset, code) => {
    const { statusCode, body } = await openTransferUnder({ kind: 'drop', when: 'mid_answer', reset });
    expect(statusCode).toBe(200);
    let text = '';
    const reading = (async () => {
      for await (const chunk of body) text += chunk;
    })();
    await expect(reading).rejects.toMatchObject({ code });
    // A reset may overtake the bytes before it.
    if (!reset) expect(text).toMatch(/^{"email".{50,}/);
    expect(() => JSON.parse(text)).toThrow();
  });

  it.each([
    [{ status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad Gateway</h1>' }, '<h1>Bad Gateway</h1>'],
    [{ status: 500, headers: {}, body: '' }, ''],
    [
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"responseCode":"0' },
      '{"responseCode":"0',
    ],
    [{ status: 409, headers: {}, body: '{}' }, '{}'],
  ])('raw sends %j as it is', async (raw, expected) => {
    const { status, headers, text } = await transferUnder({ kind: 'raw', ...raw, moves: true });
    expect(status).toBe(raw.status);
    expect(text).toBe(expected);
    expect(headers).toMatchObject(raw.headers);
    expect(await moved()).toBe(1);
  });

  it('raw sends bytes of any charset', async () => {
    const headers = { 'content-type': 'application/json; charset=iso-8859-1' };
    const latin1 = Buffer.from('{"accountName":"Zoë"}', 'latin1');
    const answer = await openTransferUnder({
      kind: 'raw',
      status: 200,
      headers,
      bodyBase64: latin1.toString('base64'),
    });
    expect(Buffer.from(await answer.body.arrayBuffer())).toEqual(latin1);
  });

  it('gzip_bomb sends a little that inflates to a lot of valid JSON', async () => {
    const { headers, body } = await openTransferUnder({ kind: 'gzip_bomb', megabytes: 20 });
    expect(headers['content-encoding']).toBe('gzip');
    const sent = Buffer.from(await body.arrayBuffer());
    expect(sent.length).toBeLessThan(100_000);
    const inflated = gunzipSync(sent);
    expect(inflated.length).toBeGreaterThan(20 * 1024 * 1024);
    expect(JSON.parse(inflated.toString())).toMatchObject({ responseCode: '00' });
  });

  it('gzip_bomb takes it as its end when the client leaves in the middle', async () => {
    const order = { step: 'transfer', times: 1, action: { kind: 'gzip_bomb', megabytes: 10_240 } } as const;
    const answer = { status: 200, text: '{"a":1}' };
    const ended = new Promise((resolve, reject) => {
      const server = createServer((_request, response) => {
        misbehave(response, { id: 'fault-1', fired: 1, ...order }, answer, new Holds()).then(resolve, reject);
        server.close();
      }).listen(0, '127.0.0.1', () => {
        const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
        client.write('GET / HTTP/1.1\r\nhost: sandbox\r\n\r\n');
        client.once('data', () => client.destroy());
      });
    });
    await expect(ended).resolves.toBeUndefined();
  });

  it('big sends a valid answer of more than that size', async () => {
    const { text } = await transferUnder({ kind: 'big', kilobytes: 300 });
    expect(text.length).toBeGreaterThan(300 * 1024);
    expect(JSON.parse(text)).toMatchObject({ responseCode: '00', bankAccount: GOOD_ACCOUNT });
    expect(await moved()).toBe(1);
  });

  it('drip sends the valid answer in many small pieces', async () => {
    const startedMs = Date.now();
    const { body } = await openTransferUnder({ kind: 'drip', bytesPerSecond: 400 });
    const pieces: string[] = [];
    for await (const chunk of body) pieces.push(String(chunk));
    expect(pieces.length).toBeGreaterThan(5);
    expect(JSON.parse(pieces.join(''))).toMatchObject({ responseCode: '00' });
    expect(Date.now() - startedMs).toBeGreaterThan(400);
  });

  it('silence books, answers nothing and keeps the connection until the client leaves', async () => {
    const inquiry = await sandbox.inquire();
    await sandbox.orderFault({ step: 'transfer', action: { kind: 'silence', moves: true } });
    const client = new AbortController();
    const waiting = request(`${sandbox.url}/webapi/api/disbursement/transfersandbox`, {
      method: 'POST',
      body: JSON.stringify(transferRequest(inquiry)),
      signal: client.signal,
    });
    await sandbox.waitForRequests(`step=transfer&disburseId=${inquiry.disburseId}`);
    expect(await Promise.race([waiting.then(() => 'answered'), sandbox.checkStatus(inquiry)])).toMatchObject({
      responseCode: '00',
    });
    client.abort();
    await expect(waiting).rejects.toThrow('aborted');
  });

  it.each([302, 307, 308])('redirect answers %s, and who follows is counted', async (redirectStatus) => {
    const location = `${sandbox.url}/control/redirect-target`;
    const { status, headers } = await transferUnder({ kind: 'redirect', status: redirectStatus, location });
    expect(status).toBe(redirectStatus);
    expect(headers.location).toBe(location);
    const hits = 'requests?step=redirect_target';
    expect((await sandbox.control('GET', hits)).body.count).toBe(0);
    await sandbox.control('POST', 'redirect-target', { any: 'thing' });
    expect((await sandbox.control('GET', hits)).body.count).toBe(1);
  });

  it('echo changes the named fields of the answer and nothing else', async () => {
    const override = {
      bankAccount: '1',
      bankCode: '002',
      amountTransfer: 50_001,
      accountName: 'Another Owner',
      custRefNumber: '000000000009',
    };
    const { inquiry, text } = await transferUnder({ kind: 'echo', override });
    expect(text).toContain('"amountTransfer":50001.0,');
    expect(JSON.parse(text)).toMatchObject({ ...override, responseCode: '00' });
    expect(await moved()).toBe(1);
    await sandbox.orderFault({ step: 'status', action: { kind: 'echo', override: { amountTransfer: 7 } } });
    expect((await sandbox.post('inquirystatus', statusRequest(String(inquiry.disburseId)))).text).toContain(
      '"amountTransfer":7.00,',
    );
    await sandbox.orderFault({ step: 'inquiry', action: { kind: 'echo', override: { disburseId: '42' } } });
    expect((await sandbox.post('inquirysandbox', inquiryRequest())).text).toContain('"disburseId":42,');
  });

  it('hold books and then keeps the answer back until it is released', async () => {
    const inquiry = await sandbox.inquire();
    const faultId = await sandbox.orderFault({ step: 'transfer', action: { kind: 'hold' } });
    const waiting = sandbox.transfer(inquiry);
    await sandbox.waitForRequests(`step=transfer&disburseId=${inquiry.disburseId}`);
    expect(await moved()).toBe(1);
    expect((await sandbox.control('GET', 'faults')).body.faults).toMatchObject([{ id: faultId, fired: 1, holding: 1 }]);
    expect((await sandbox.control('POST', 'release', { faultId: 'fault-0' })).body).toEqual({ released: 0 });
    expect((await sandbox.control('POST', 'release', { faultId })).body).toEqual({ released: 1 });
    expect((await waiting).responseCode).toBe('00');
    expect((await sandbox.control('GET', 'faults')).body.faults).toMatchObject([{ id: faultId, holding: 0 }]);
  });

  it('latency sends the normal answer after that long, on every step', async () => {
    for (const [step, path, body] of [
      ['inquiry', 'inquirysandbox', inquiryRequest()],
      ['cash_out', CASH_OUT, cashOutRequest()],
      ['balance', 'checkbalance', callerRequest()],
    ] as const) {
      await sandbox.orderFault({ step, action: { kind: 'latency', latencyMs: 300 } });
      const startedMs = Date.now();
      expect(await sandbox.postJson(path, body)).toMatchObject({ responseCode: '00' });
      expect(Date.now() - startedMs).toBeGreaterThanOrEqual(295);
    }
    expect(await moved()).toBe(1);
  });

  it('echo of a cash out returns another token, as a number, and another phone', async () => {
    const override = { token: '123', phoneNumber: '080', amountTransfer: 100_000 };
    await sandbox.orderFault({ step: 'cash_out', action: { kind: 'echo', override } });
    const { text } = await sandbox.post(CASH_OUT, cashOutRequest());
    expect(text).toContain('"token":123,');
    expect(text).toContain('"amountTransfer":100000,');
    expect(text).toContain('"phoneNumber":"080",');
  });

  it('rate_limit answers 429 with Retry-After', async () => {
    const { status, headers } = await transferUnder({ kind: 'rate_limit', retryAfterSeconds: 7 });
    expect(status).toBe(429);
    expect(headers['retry-after']).toBe('7');
  });

  it('may wait before it acts, but never before it books', async () => {
    const inquiry = await sandbox.inquire();
    const action = { kind: 'code', code: '68', moves: true, delayMs: 1_000 };
    await sandbox.orderFault({ step: 'transfer', action });
    const startedMs = Date.now();
    let answeredAfterMs = 0;
    const waiting = sandbox.transfer(inquiry).then(() => {
      answeredAfterMs = Date.now() - startedMs;
    });
    await sandbox.waitForRequests(`step=transfer&disburseId=${inquiry.disburseId}`);
    expect(await moved()).toBe(1);
    expect(answeredAfterMs).toBe(0);
    await waiting;
    expect(answeredAfterMs).toBeGreaterThanOrEqual(990);
  });

  it('may say what later status checks answer', async () => {
    const { inquiry } = await transferUnder({ kind: 'code', code: '68', statusCodes: ['68', 'NF', '00'] });
    expect([await statusOf(inquiry), await statusOf(inquiry), await statusOf(inquiry)]).toEqual(['68', 'NF', '00']);
  });

  it('never moves money for a request the provider would refuse', async () => {
    const inquiry = await sandbox.inquire();
    await sandbox.orderFault({ step: 'transfer', action: { kind: 'raw', status: 500, moves: true } });
    const { status } = await sandbox.post('transfersandbox', { ...transferRequest(inquiry), signature: 'f' });
    expect(status).toBe(500);
    expect((await sandbox.books()).transfers).toMatchObject([{ answered: 'raw', moved: false }]);
    expect(await statusOf(inquiry)).toBe('-420');
  });

  it('on a status check uses up no code of the transfer when it hides the answer', async () => {
    const inquiry = await sandbox.inquire('8760673561');
    await sandbox.transfer(inquiry);
    await sandbox.orderFault({
      step: 'status',
      match: { bankAccount: '8760673561' },
      action: { kind: 'raw', status: 500 },
    });
    expect((await sandbox.post('inquirystatus', statusRequest(String(inquiry.disburseId)))).status).toBe(500);
    expect([await statusOf(inquiry), await statusOf(inquiry)]).toEqual(['TO', '00']);
  });
});
