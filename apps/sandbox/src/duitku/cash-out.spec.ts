import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CallbackReceiver } from '../testing/callback-receiver.js';
import {
  CASH_OUT,
  cashOutRequest,
  EMAIL,
  type SandboxClient,
  signed,
  startSandbox,
} from '../testing/sandbox-client.js';

const [COLLECTED, FAILED, NEVER] = ['082211789110', '082211789201', '082211789999'];

let receiver: CallbackReceiver;
let sandbox: SandboxClient;
beforeAll(async () => {
  receiver = await CallbackReceiver.start();
  sandbox = await startSandbox({ SANDBOX_CALLBACK_DELAY: '100' });
});
beforeEach(async () => {
  await sandbox.control('POST', 'reset');
  receiver.forget();
});
afterAll(async () => {
  await sandbox.close();
  await receiver.close();
});

describe('a cash out', () => {
  it('takes the money at once and answers with a token that is a number, without a pin at Indomaret', async () => {
    const { status, text } = await sandbox.post(CASH_OUT, cashOutRequest());
    expect(status).toBe(200);
    expect(text).toMatch(
      new RegExp(
        `^{"disburseId":[1-9]\\d+,"amountTransfer":50000,"custRefNumber":"000000001278","accountName":"Test Account",` +
          `"email":"${EMAIL}","phoneNumber":"082211789110","token":[1-9]\\d{11},"responseCode":"00","responseDesc":"Success"}$`,
      ),
    );
    const { disburseId, token } = JSON.parse(text);
    const { transfers, movements, totals } = await sandbox.books();
    expect(transfers).toMatchObject([
      {
        ...{ step: 'cash_out', disburseId: String(disburseId), custRefNumber: '000000001278', bankCode: '2010' },
        ...{ bankAccount: COLLECTED, amount: 50_000, answered: '00', moved: true, details: { token: String(token) } },
      },
    ]);
    expect(movements).toMatchObject([{ direction: 'out', amount: 50_000, bankAccount: COLLECTED }]);
    expect(totals).toMatchObject({ movedCount: 1, returnedCount: 0 });
    expect((await sandbox.waitForRequests('step=cash_out')).requests).toMatchObject([
      { bankAccount: COLLECTED, disburseId: String(disburseId), answered: '00' },
    ]);
  });

  it('at Pos Indonesia has a pin of six digits as text', async () => {
    const answer = await sandbox.cashOut({ bankCode: '2011', amountTransfer: 1_999_999 });
    expect(answer.pin).toMatch(/^\d{6}$/);
    expect((await sandbox.books()).transfers[0].details).toEqual({ token: String(answer.token), pin: answer.pin });
  });

  it('gets a reference of the provider when it brings none', async () => {
    const [first, second] = [
      await sandbox.cashOut({ custRefNumber: undefined }),
      await sandbox.cashOut({ custRefNumber: '' }),
    ];
    expect(first.custRefNumber).toMatch(/^\d{12}$/);
    expect(second.custRefNumber).toMatch(/^\d{12}$/);
    expect(second.custRefNumber).not.toBe(first.custRefNumber);
  });

  it('sent twice pays twice', async () => {
    const request = cashOutRequest();
    const answers = [await sandbox.postJson(CASH_OUT, request), await sandbox.postJson(CASH_OUT, request)];
    expect(answers[0]?.disburseId).not.toBe(answers[1]?.disburseId);
    expect((await sandbox.books()).totals).toMatchObject({ transferRequests: 2, movedCount: 2, movedAmount: 100_000 });
  });

  it.each([
    [{ bankCode: '2010', amountTransfer: 1_000_000 }, '00'],
    [{ bankCode: '2010', amountTransfer: 1_050_000 }, '-141'],
    [{ bankCode: '2010', amountTransfer: 75_000 }, '-141'],
    [{ bankCode: '2010', amountTransfer: 49_999 }, '-141'],
    [{ bankCode: '2011', amountTransfer: 50_001 }, '00'],
    [{ bankCode: '2011', amountTransfer: 49_999 }, '-141'],
    [{ bankCode: '2011', amountTransfer: 2_000_001 }, '-141'],
    [{ bankCode: '014' }, '-149'],
    [{ callbackUrl: 'somewhere' }, '-161'],
    [{ timestamp: Date.now() - 301_000 }, '-960'],
    [{ signature: 'f'.repeat(64) }, '-191'],
    [{ email: 'else@example.com' }, '-213'],
    [{ userId: 1 }, '-120'],
    [{ accountIdentity: '' }, '-952'],
    [{ accountName: null }, '-952'],
    [{ phoneNumber: null }, '-952'],
    [{ phoneNumber: 'none' }, '-952'],
    [{ amountTransfer: '50000' }, '-952'],
    [{ purpose: null, accountAddress: null, callbackUrl: null }, '00'],
  ])('with %j is %s', async (changes, code) => {
    const answer = await sandbox.cashOut(changes);
    expect(answer).toMatchObject({ responseCode: code });
    if (code !== '00') expect(answer).toMatchObject({ disburseId: 0, token: 0 });
    expect((await sandbox.books()).totals).toMatchObject({ transferRequests: 1, movedCount: code === '00' ? 1 : 0 });
  });

  it('beyond the effective balance is -510 and moves nothing', async () => {
    await sandbox.control('POST', 'balance', { effectiveBalance: 49_999 });
    expect(await sandbox.cashOut()).toMatchObject({ responseCode: '-510', disburseId: 0 });
    expect((await sandbox.books()).movements).toEqual([]);
  });

  it('is unknown to status checks', async () => {
    expect((await sandbox.checkStatus(await sandbox.cashOut())).responseCode).toBe('-420');
  });

  it('can be taken by a fault that knows the phone, and then moves only what the fault says', async () => {
    const match = { bankAccount: COLLECTED };
    await sandbox.orderFault({ step: 'cash_out', match, action: { kind: 'code', code: '68', moves: true } });
    expect(await sandbox.cashOut({ phoneNumber: NEVER })).toMatchObject({ responseCode: '00' });
    expect(await sandbox.cashOut()).toMatchObject({ responseCode: '68', disburseId: 0, token: 0 });
    await sandbox.orderFault({ step: 'cash_out', action: { kind: 'raw', status: 502 } });
    expect((await sandbox.post(CASH_OUT, cashOutRequest())).status).toBe(502);
    expect((await sandbox.books()).transfers).toMatchObject([
      { answered: '00', moved: true },
      { answered: '68', moved: true },
      { answered: 'raw', moved: false },
    ]);
  });

  it('is cut off by an outage, unbooked', async () => {
    await sandbox.control('POST', 'outage', { on: true });
    await expect(sandbox.cashOut()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    await sandbox.control('POST', 'outage', { on: false });
    expect((await sandbox.books()).transfers).toEqual([]);
    expect((await sandbox.waitForRequests('step=cash_out')).requests).toMatchObject([{ answered: 'outage' }]);
  });
});

describe('the callback of a cash out', () => {
  it('has status 00 for phones ending in 100 to 200, and is repeated until the response is SUCCESS', async () => {
    receiver.answers = [{ text: 'OK' }, { status: 500 }];
    const { disburseId } = await sandbox.cashOut({ callbackUrl: receiver.url });
    await receiver.waitFor(3);
    expect(receiver.bodies[0]).toEqual({
      ...{ disburseId: String(disburseId), email: EMAIL, amountTransfer: 50_000, custRefNumber: '000000001278' },
      ...{ accountName: 'Test Account', bankCode: '2010', phoneNumber: COLLECTED },
      ...{ statusCode: '00', statusDesc: 'Success', errorMessage: '' },
      signature: signed(EMAIL, disburseId, '000000001278'),
    });
    expect(receiver.bodies.slice(1)).toEqual([receiver.bodies[0], receiver.bodies[0]]);
    expect((await sandbox.books()).totals).toMatchObject({ movedCount: 1, returnedCount: 0 });
  });

  it('has status 01 for phones ending in 201 to 300, and the money is back by then', async () => {
    await sandbox.control('POST', 'balance', { effectiveBalance: 60_000 });
    await sandbox.cashOut({ phoneNumber: FAILED, callbackUrl: receiver.url });
    expect(await sandbox.cashOut({ phoneNumber: NEVER })).toMatchObject({ responseCode: '-510' });
    await receiver.waitFor(1);
    expect(receiver.bodies).toMatchObject([{ statusCode: '01', statusDesc: 'Failed', errorMessage: 'Failed' }]);
    const { movements, totals } = await sandbox.books();
    expect(movements).toMatchObject([
      { direction: 'out', amount: 50_000 },
      { direction: 'back', amount: 50_000, bankAccount: FAILED },
    ]);
    expect(totals).toMatchObject({ movedAmount: 50_000, returnedCount: 1, returnedAmount: 50_000 });
    expect(await sandbox.cashOut({ phoneNumber: NEVER })).toMatchObject({ responseCode: '00' });
  });

  it.each([
    ['100', '00'],
    ['200', '00'],
    ['201', '01'],
    ['300', '01'],
  ])('depends on the last three digits: %s is %s', async (ending, code) => {
    await sandbox.cashOut({ phoneNumber: `082211789${ending}`, callbackUrl: receiver.url });
    await receiver.waitFor(1);
    expect(receiver.bodies).toMatchObject([{ statusCode: code }]);
  });

  it.each(['099', '301'])('does not come for other phones, as for one ending in %s', async (ending) => {
    await sandbox.cashOut({ phoneNumber: `082211789${ending}`, callbackUrl: receiver.url });
    await sandbox.cashOut({ callbackUrl: receiver.url });
    await receiver.waitFor(1);
    expect(receiver.bodies).toMatchObject([{ phoneNumber: COLLECTED }]);
  });

  it('does not come for money that did not move', async () => {
    const action = { kind: 'code', code: '68', moves: false };
    await sandbox.orderFault({ step: 'cash_out', action });
    await sandbox.cashOut({ callbackUrl: receiver.url, custRefNumber: 'first' });
    await sandbox.cashOut({ callbackUrl: receiver.url, custRefNumber: 'second' });
    await receiver.waitFor(1);
    expect(receiver.bodies).toMatchObject([{ custRefNumber: 'second' }]);
  });
});

describe('a restart', () => {
  it('ends the cash outs whose callback died, and takes nothing back of the uncollected ones', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-cash-out-'));
    const env = { SANDBOX_BOOKS_FILE: join(folder, 'books.jsonl'), SANDBOX_CALLBACK_DELAY: '600000' };
    const before = await startSandbox(env);
    await before.cashOut({ phoneNumber: FAILED });
    await before.cashOut({ phoneNumber: NEVER });
    expect((await before.books()).totals).toMatchObject({ movedCount: 2, returnedCount: 0 });
    await before.close();
    const after = await startSandbox(env);
    expect((await after.books()).totals).toMatchObject({ movedCount: 2, returnedCount: 1 });
    await after.close();
    rmSync(folder, { recursive: true });
  });
});
