import { CallbackReceiver } from '../testing/callback-receiver.js';
import {
  EMAIL,
  inquireClearing,
  type Json,
  type SandboxClient,
  SECRET_KEY,
  signed,
  startSandbox,
  transferClearing,
  USER_ID,
} from '../testing/sandbox-client.js';
import { CLEARING_ACCOUNTS } from './magic-accounts.js';
import { sign } from './signature.js';

let receiver: CallbackReceiver;
let sandbox: SandboxClient;
beforeAll(async () => {
  receiver = await CallbackReceiver.start();
  sandbox = await startSandbox({ SANDBOX_DUITKU_CALLBACK_URL: receiver.url });
});
beforeEach(async () => {
  await sandbox.control('POST', 'reset');
  receiver.forget();
});
afterAll(async () => {
  await sandbox.close();
  await receiver.close();
});

const inquire = (bankAccount: string, type?: string, changes?: Json) =>
  inquireClearing(sandbox, bankAccount, type, changes);
const transfer = (inquiry: Json, changes?: Json) => transferClearing(sandbox, inquiry, changes);

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
    receiver.answers = [{ text: 'ERROR' }];
    const inquiry = await inquire('8760673466', 'H2H');
    expect((await transfer(inquiry)).responseCode).toBe('80');
    expect((await sandbox.checkStatus(inquiry)).responseCode).toBe('80');
    await receiver.waitFor(2);
    const { disburseId, bankCode, bankAccount, accountName, custRefNumber } = inquiry;
    const [first, second] = receiver.bodies;
    expect(first).toEqual({
      ...{ disburseId: String(disburseId), userId: USER_ID, email: EMAIL, bankCode, bankAccount, accountName },
      ...{ custRefNumber, amountTransfer: 200_000_000, statusCode: '00', statusDesc: 'Success', errorMessage: '' },
      signature: signed(EMAIL, bankCode, bankAccount, accountName, custRefNumber, 200_000_000, disburseId),
    });
    expect(second).toEqual(first);
    expect((await sandbox.checkStatus(inquiry)).responseCode).toBe('00');
  });

  it('by H2H that fails in the end sends a callback with 01, and its money is back by then', async () => {
    await sandbox.control('PUT', 'accounts/123', { statusCodes: ['76'], moves: true });
    const inquiry = await inquire('123', 'H2H');
    expect((await transfer(inquiry)).responseCode).toBe('80');
    expect((await sandbox.books()).totals).toMatchObject({ movedCount: 1, returnedCount: 0 });
    await receiver.waitFor(1);
    expect(receiver.bodies).toMatchObject([{ statusCode: '01', statusDesc: 'Failed' }]);
    expect((await sandbox.checkStatus(inquiry)).responseCode).toBe('76');
    expect((await sandbox.books()).totals).toMatchObject({ returnedCount: 1, returnedAmount: 200_000_000 });
  });
});
