import { createSign, generateKeyPairSync } from 'node:crypto';
import { readSettings } from '../sandbox.settings.js';
import { ExternalIds } from './doku-face.js';
import {
  CLIENT_ID,
  type DokuClient,
  inquiryBody,
  jakartaTime,
  startDokuSandbox,
  withDokuSandbox,
} from './testing/doku-client.js';

let doku: DokuClient;
beforeAll(async () => {
  doku = await startDokuSandbox();
});
beforeEach(() => doku.reset());
afterAll(() => doku.close());

const INQUIRY = 'emoney/bank-account-inquiry';

describe('a token', () => {
  it('is issued for the signature of the merchant’s key', async () => {
    const { status, body } = await doku.askToken();
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ responseCode: '2007300', responseMessage: 'Successful', tokenType: 'Bearer', expiresIn: 900 },
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      additionalInfo: '',
    });
  });

  it.each([
    [{ 'X-CLIENT-KEY': undefined }, 400, '4007302'],
    [{ 'X-SIGNATURE': undefined }, 400, '4007302'],
    [{ 'X-TIMESTAMP': 'yesterday' }, 400, '4007301'],
    [{ 'X-TIMESTAMP': '2026-11-21T09:30:00' }, 400, '4007301'],
    [{ 'X-CLIENT-KEY': 'BRN-0240-0' }, 401, '4017300'],
    [{ 'X-SIGNATURE': 'Pxlv2IIUVdlzdUnbSQqug8YeghmKXJ7Rw5P4xBOOB' }, 401, '4017300'],
    [{ 'X-TIMESTAMP': jakartaTime(-400) }, 401, '4017300'],
    [{ 'X-TIMESTAMP': jakartaTime(400) }, 401, '4017300'],
  ])('is refused with %j: HTTP %i %s', async (headers, status, code) => {
    const reply = await doku.askToken(headers);
    expect([reply.status, reply.body.responseCode]).toEqual([status, code]);
  });

  it.each([
    ['{}', '4007302'],
    ['{"grantType":"authorization_code"}', '4007301'],
    ['grantType=client_credentials', '4007300'],
  ])('is refused for the body %s: %s', async (body, code) => {
    expect((await doku.askToken({}, body)).body.responseCode).toBe(code);
  });

  it('is signed in Jakarta time as well as in UTC', async () => {
    expect((await doku.askToken({ 'X-TIMESTAMP': jakartaTime() })).status).toBe(200);
  });

  it('is valid no longer than it was given for', async () => {
    await doku.control('PUT', 'doku/behaviour', { tokenSeconds: 1 });
    const { accessToken, expiresIn } = (await doku.askToken()).body;
    expect(expiresIn).toBe(1);
    doku.useToken(accessToken);
    expect((await doku.readBalance()).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    const reply = await doku.readBalance();
    expect(reply.status).toBe(401);
    expect(reply.body).toEqual({ responseCode: 4011101, responseMessage: 'Invalid Token (B2B)' });
  });

  it('can be revoked: calls are refused until another one is asked for', async () => {
    const inquiry = (await doku.inquire()).body;
    expect((await doku.control('POST', 'doku/revoke-tokens')).body.revoked).toBeGreaterThan(0);
    expect((await doku.transfer(inquiry)).body.responseCode).toBe(4014301);
    doku.useToken((await doku.askToken()).body.accessToken);
    expect((await doku.transfer(inquiry)).status).toBe(200);
  });

  it('of another merchant key is accepted when the settings name that key', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString().replaceAll('\n', '\\n');
    await withDokuSandbox({ SANDBOX_DOKU_PUBLIC_KEY: pem, SANDBOX_DOKU_TOKEN_SECONDS: '60' }, async (own) => {
      expect((await own.askToken()).body.responseCode).toBe('4017300');
      const timestamp = new Date().toISOString();
      const signature = createSign('sha256').update(`${CLIENT_ID}|${timestamp}`).sign(privateKey, 'base64');
      const reply = await own.askToken({ 'X-TIMESTAMP': timestamp, 'X-SIGNATURE': signature });
      expect(reply.body).toMatchObject({ responseCode: '2007300', expiresIn: 60 });
    });
  });
});

describe('a call', () => {
  it.each([
    [{ 'X-PARTNER-ID': undefined }, 400, 4004202],
    [{ 'X-EXTERNAL-ID': undefined }, 400, 4004202],
    [{ 'X-TIMESTAMP': '', 'X-SIGNATURE': 'x' }, 400, 4004202],
    [{ 'X-SIGNATURE': undefined }, 400, 4004202],
    [{ 'CHANNEL-ID': undefined }, 400, 4004202],
    [{ 'X-EXTERNAL-ID': '892834eWg' }, 400, 4004201],
    [{ 'X-EXTERNAL-ID': '1'.repeat(33) }, 400, 4004201],
    [{ 'X-TIMESTAMP': '2026-11-21 09:30:00' }, 400, 4004201],
    [{ Authorization: undefined }, 401, 4014203],
    [{ Authorization: 'Bearer unknown' }, 401, 4014201],
    [{ 'X-PARTNER-ID': '82150823919040624621823174737537' }, 401, 4014200],
    [{ 'X-TIMESTAMP': jakartaTime(-400) }, 401, 4014200],
    [{ 'X-SIGNATURE': 'ieNOENDdN4MnectGytx5UvmOfASZ2oGWMCJ8gVqkw3tB98ofgY9cbxSeY4IYoYeoKs' }, 401, 4014200],
  ])('is refused with %j: HTTP %i %i', async (headers, status, code) => {
    const reply = await doku.inquire({}, { headers });
    expect([reply.status, reply.body.responseCode]).toEqual([status, code]);
    expect(reply.body).not.toHaveProperty('sessionId');
  });

  it('names the header that is missing', async () => {
    const { body } = await doku.inquire({}, { headers: { 'CHANNEL-ID': undefined } });
    expect(body.responseMessage).toBe('Invalid Mandatory Field CHANNEL-ID');
  });

  it('is refused when its body is not the one that was signed', async () => {
    const signed = JSON.stringify(inquiryBody());
    const sentBody = signed.replace('"200000.00"', '"900000.00"');
    expect((await doku.call(INQUIRY, signed, { sentBody })).body.responseCode).toBe(4014200);
    const spaced = signed.replace('FHILEA HERMANUS', 'FHILEAHERMANUS');
    expect((await doku.call(INQUIRY, signed, { sentBody: spaced })).body.responseCode).toBe(4014200);
  });

  it('may have any white space in its body, because the signature is over the minified one', async () => {
    const body = inquiryBody();
    expect((await doku.call(INQUIRY, body, { sentBody: JSON.stringify(body, null, '\t') })).status).toBe(200);
  });

  it('signed for one prefix is refused under the other', async () => {
    const { body } = await doku.inquire({}, { sentTo: '/snap/v1.1' });
    expect(body.responseCode).toBe(4014200);
  });

  it('may come with an old timestamp when that check was ordered off', async () => {
    await doku.control('PUT', 'doku/behaviour', { timestampSeconds: null });
    expect((await doku.inquire({}, { headers: { 'X-TIMESTAMP': jakartaTime(-4_000) } })).status).toBe(200);
  });
});

describe('an X-EXTERNAL-ID', () => {
  it('can be used once a day, whatever the call and its outcome', async () => {
    const headers = { 'X-EXTERNAL-ID': '41807553358950093184162180797837' };
    const inquiry = (await doku.inquire({ customerNumber: '' }, { headers })).body;
    expect(inquiry.responseCode).toBe(4004202);
    const again = await doku.readBalance({}, { headers });
    expect(again.status).toBe(409);
    expect(again.body).toEqual({ responseCode: 4091100, responseMessage: 'Conflict' });
  });

  it('is not used up by an unsigned call', async () => {
    const headers = { 'X-EXTERNAL-ID': '41807553358950093184162180797838' };
    expect((await doku.inquire({}, { headers: { ...headers, 'X-SIGNATURE': 'x' } })).status).toBe(401);
    expect((await doku.inquire({}, { headers })).status).toBe(200);
  });

  it('of a repeated transfer is a conflict before the transfer is looked at, and the books keep it', async () => {
    const headers = { 'X-EXTERNAL-ID': '41807553358950093184162180797839' };
    const inquiry = (await doku.inquire()).body;
    expect((await doku.transfer(inquiry, {}, { headers })).status).toBe(200);
    expect((await doku.transfer(inquiry, {}, { headers })).body.responseCode).toBe(4094300);
    const { transfers } = await doku.sandbox.books();
    expect(transfers).toMatchObject([
      { answered: '2004300', moved: true },
      { answered: '4094300', moved: false },
    ]);
  });

  it('may come again on the next day of Jakarta', () => {
    const ids = new ExternalIds();
    const beforeMidnightMs = Date.parse('2026-11-21T23:59:59+07:00');
    expect(ids.use('1', beforeMidnightMs)).toBe(true);
    expect(ids.use('1', beforeMidnightMs)).toBe(false);
    expect(ids.use('1', beforeMidnightMs + 1_000)).toBe(true);
  });
});

describe('settings', () => {
  it('that are unusable are all named', () => {
    const env = {
      SANDBOX_DOKU_NOTIFICATION_KEY: 'short',
      SANDBOX_DOKU_TOKEN_SECONDS: '0',
      SANDBOX_DOKU_SHAPE: 'round',
      SANDBOX_DOKU_PUBLIC_KEY: 'no key',
      SANDBOX_DOKU_UNPAID_URL: 'ftp://x',
    };
    for (const name of Object.keys(env)) expect(() => readSettings(env)).toThrow(name);
  });
});
