import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EMAIL, type Json, type SandboxClient, SECRET_KEY, startSandbox, USER_ID } from '../testing/sandbox-client.js';
import { CLEARING_ACCOUNTS } from './magic-accounts.js';
import { sign } from './signature.js';

let receiver: Server;
let sandbox: SandboxClient;
let received: Json[] = [];
let answers: string[] = [];
beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    received.push(JSON.parse(Buffer.concat(await request.toArray()).toString()));
    response.end(answers.shift() ?? 'SUCCESS');
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  sandbox = await startSandbox({ SANDBOX_DUITKU_CALLBACK_URL: `http://127.0.0.1:${port}/callback` });
});
beforeEach(async () => {
  await sandbox.control('POST', 'reset');
  received = [];
  answers = [];
});
afterAll(async () => {
  await sandbox.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const signed = (...parts: unknown[]) =>
  createHash('sha256')
    .update(parts.join('') + SECRET_KEY)
    .digest('hex');

function inquire(bankAccount: string, type = 'LLG', changes: Json = {}): Promise<Json> {
  const caller = { userId: USER_ID, email: EMAIL, timestamp: Date.now(), purpose: 'Gaji' };
  const body: Json = { ...caller, bankCode: '002', bankAccount, amountTransfer: 200_000_000, type, ...changes };
  const { timestamp, bankCode, amountTransfer, purpose } = body;
  const signature = signed(EMAIL, timestamp, bankCode, body.type, bankAccount, amountTransfer, purpose);
  return sandbox.postJson('inquiryclearingsandbox', { ...body, signature });
}

function transfer(inquiry: Json, changes: Json = {}): Promise<Json> {
  const body: Json = { userId: USER_ID, timestamp: Date.now(), purpose: 'Gaji', ...inquiry, ...changes };
  body.disburseId = String(inquiry.disburseId);
  const { timestamp, bankCode, type, bankAccount, accountName, custRefNumber, amountTransfer, purpose } = body;
  const account = [bankCode, type, bankAccount, accountName, custRefNumber, amountTransfer];
  const signature = signed(EMAIL, timestamp, ...account, purpose, body.disburseId);
  return sandbox.postJson('transferclearingsandbox', { ...body, signature });
}

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; !done() && tries < 400; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('clearing', () => {
  it('signs the type after the bank', () => {
    const values = {
      email: EMAIL,
      timestamp: '1637305389875',
      bankCode: '014',
      type: 'RTGS',
      bankAccount: '8760673466',
    };
    const asked = { ...values, amountTransfer: '500000000', purpose: 'Test Clearing Inquiry with duitku' };
    expect(sign('clearing_inquiry', asked, SECRET_KEY)).toBe(
      '53a08d391ef4d08e2e7cede8e43b6b7dbb2f0d20befc3b0dafdc6661f4c5a472',
    );
  });

  it.each([...CLEARING_ACCOUNTS])('of %s answers as its table says and books what moves', async (number, account) => {
    const inquiry = await inquire(number);
    expect(inquiry).toMatchObject({ responseCode: account.inquiryCode, type: 'LLG' });
    if (account.inquiryCode !== '00') return;
    expect((await transfer(inquiry)).responseCode).toBe(account.transferCode);
    for (const code of account.statusCodes) expect((await sandbox.checkStatus(inquiry)).responseCode).toBe(code);
    const { transfers } = await sandbox.books();
    expect(transfers).toMatchObject([{ step: 'clearing_transfer', moved: account.moves }]);
  });

  it('keeps the reference of the caller, of nine digits at most', async () => {
    expect((await inquire('8760673466', 'RTGS', { custRefNumber: '123456789' })).custRefNumber).toBe('123456789');
    expect((await inquire('8760673466', 'RTGS', { custRefNumber: '1234567890' })).responseCode).toBe('-952');
  });

  it('of another type than inquired is -952 and moves nothing', async () => {
    const inquiry = await inquire('8760673466');
    expect((await transfer(inquiry, { type: 'RTGS' })).responseCode).toBe('-952');
    expect((await sandbox.books()).movements).toEqual([]);
  });

  it.each([
    ['GIRO', {}, '-952'],
    ['H2H', { bankCode: '014' }, '-148'],
    ['BIFAST', { bankCode: '1010' }, '-149'],
    ['RTGS', { amountTransfer: 99_999_999 }, '-141'],
    ['LLG', { amountTransfer: 1_000_000_001 }, '-141'],
  ])('by %s with %j is %s', async (type, changes, code) => {
    expect((await inquire('8760673466', type, changes)).responseCode).toBe(code);
  });

  it('by H2H is 80 until the callback, which is repeated until it is answered SUCCESS', async () => {
    answers = ['ERROR'];
    const inquiry = await inquire('8760673466', 'H2H');
    expect((await transfer(inquiry)).responseCode).toBe('80');
    expect((await sandbox.checkStatus(inquiry)).responseCode).toBe('80');
    await until(() => received.length === 2);
    const { disburseId, bankCode, bankAccount, accountName, custRefNumber } = inquiry;
    expect(received[0]).toEqual({
      ...{ disburseId: String(disburseId), userId: USER_ID, email: EMAIL, bankCode, bankAccount, accountName },
      ...{ custRefNumber, amountTransfer: 200_000_000, statusCode: '00', statusDesc: 'Success', errorMessage: '' },
      signature: signed(EMAIL, bankCode, bankAccount, accountName, custRefNumber, 200_000_000, disburseId),
    });
    expect(received[1]).toEqual(received[0]);
    expect((await sandbox.checkStatus(inquiry)).responseCode).toBe('00');
  });
});
