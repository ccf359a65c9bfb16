import { setTimeout as wait } from 'node:timers/promises';
import { CallbackReceiver } from '../testing/callback-receiver.js';
import {
  EMAIL,
  inquireClearing,
  type Json,
  type SandboxClient,
  signed,
  startSandbox,
  transferClearing,
} from '../testing/sandbox-client.js';

const [COLLECTED, FAILED, NEVER] = ['082211789110', '082211789201', '082211789999'];
const DELAY_MS = 150;

let receiver: CallbackReceiver;
let sandbox: SandboxClient;
beforeAll(async () => {
  receiver = await CallbackReceiver.start();
  sandbox = await startSandbox({
    SANDBOX_CALLBACK_DELAY: String(DELAY_MS),
    SANDBOX_DUITKU_CALLBACK_URL: receiver.url,
  });
});
beforeEach(async () => {
  await sandbox.control('POST', 'reset');
  receiver.forget();
});
afterAll(async () => {
  await sandbox.close();
  await receiver.close();
});

const signatureOf = ({ disburseId, custRefNumber }: Json) => signed(EMAIL, disburseId, custRefNumber);

const cashOut = (phoneNumber = COLLECTED, changes: Json = {}) =>
  sandbox.cashOut({ phoneNumber, callbackUrl: receiver.url, ...changes });

async function order(action: Json, changes: Json = {}): Promise<string> {
  const { status, body } = await sandbox.control('POST', 'callbacks', { action, ...changes });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
}

async function attempts(query = ''): Promise<Json[]> {
  return (await sandbox.control('GET', `callbacks${query}`)).body.callbacks;
}

const returnedCount = async () => (await sandbox.books()).totals.returnedCount;

/** Pays by H2H, whose callback is the one of Clearing. */
async function payH2h(): Promise<Json> {
  const inquiry = await inquireClearing(sandbox, '8760673466', 'H2H', { amountTransfer: 50_000 });
  await transferClearing(sandbox, inquiry);
  return inquiry;
}

describe('a callback', () => {
  it('leaves after the delay of the settings', async () => {
    await cashOut();
    const answeredMs = Date.now();
    await receiver.waitFor(1);
    expect((receiver.received[0]?.atMs ?? 0) - answeredMs).toBeGreaterThan(DELAY_MS - 50);
  });

  it('is listed with every attempt, what was sent and what was answered', async () => {
    receiver.answers = [{ status: 503, text: 'later' }];
    const { disburseId } = await cashOut();
    const { body } = await sandbox.control('GET', `callbacks?disburseId=${disburseId}&atLeast=2&waitMs=5000`);
    expect(body.count).toBe(2);
    const sent = {
      ...{ step: 'cash_out', disburseId: String(disburseId), bankAccount: COLLECTED, url: receiver.url },
      ...{ body: receiver.received[0]?.text, headers: { 'content-type': 'application/json' } },
    };
    expect(body.callbacks).toMatchObject([
      { ...sent, status: 503, text: 'later', accepted: false },
      { ...sent, status: 200, text: 'SUCCESS', accepted: true },
    ]);
    expect(Date.parse(body.callbacks[0].at)).toBeLessThan(Date.parse(body.callbacks[1].at));
  });

  it('that no receiver accepts is listed without a response', async () => {
    await cashOut(COLLECTED, { callbackUrl: 'http://127.0.0.1:1/callback' });
    const { body } = await sandbox.control('GET', `callbacks?phoneNumber=${COLLECTED}&atLeast=1&waitMs=5000`);
    expect(body.callbacks).toMatchObject([{ status: null, text: null, accepted: false }]);
  });

  it('is not sent any more after a reset, and its list is empty', async () => {
    receiver.answers = [{ status: 500 }];
    await cashOut();
    await sandbox.control('GET', 'callbacks?atLeast=1&waitMs=5000');
    await cashOut();
    await sandbox.control('POST', 'reset');
    await wait(1_200);
    expect(receiver.received).toHaveLength(1);
    expect(await attempts()).toEqual([]);
  });
});

describe('an order', () => {
  it('to drop sends nothing to the receiver, although the transfer is settled', async () => {
    await order({ drop: true });
    await cashOut(FAILED, { custRefNumber: 'dropped' });
    await cashOut(FAILED, { custRefNumber: 'sent' });
    await receiver.waitFor(1);
    await wait(DELAY_MS);
    expect(receiver.bodies).toMatchObject([{ custRefNumber: 'sent' }]);
    expect(await returnedCount()).toBe(2);
  });

  it('to delay takes the place of the delay of the settings', async () => {
    await order({ delayMs: 600 });
    await cashOut(COLLECTED, { custRefNumber: 'late' });
    await cashOut(COLLECTED, { custRefNumber: 'usual' });
    await receiver.waitFor(2);
    expect(receiver.bodies.map(({ custRefNumber }) => custRefNumber)).toEqual(['usual', 'late']);
  });

  it('to come early sends the callback and receives its response before the transfer is answered', async () => {
    await order({ early: true });
    receiver.answers = [{ text: 'unknown payout', afterMs: 200 }];
    const { disburseId } = await cashOut();
    expect(receiver.bodies).toMatchObject([{ disburseId: String(disburseId) }]);
    expect(await attempts()).toMatchObject([{ text: 'unknown payout' }]);
    await receiver.waitFor(2);
  });

  it('to come early does not wait for the delay of the settings', async () => {
    const slow = await startSandbox({ SANDBOX_CALLBACK_DELAY: '600000' });
    await slow.control('POST', 'callbacks', { action: { early: true } });
    await slow.cashOut({ callbackUrl: receiver.url });
    expect(receiver.received).toHaveLength(1);
    await slow.close();
  });

  it('to duplicate sends that many copies of the same bytes at once', async () => {
    receiver.answers = Array.from({ length: 5 }, () => ({ afterMs: 200 }));
    await order({ duplicate: 5 });
    await cashOut();
    await sandbox.control('GET', 'callbacks?atLeast=5&waitMs=5000');
    expect(receiver.atOnce.most).toBe(5);
    expect(new Set(receiver.received.map(({ text }) => text)).size).toBe(1);
    expect(receiver.received).toHaveLength(5);
  });

  it('to forge signs with another key than the merchant’s', async () => {
    await order({ forge: true });
    await cashOut(COLLECTED, { custRefNumber: 'forged' });
    await receiver.waitFor(1);
    await cashOut(COLLECTED, { custRefNumber: 'genuine' });
    await receiver.waitFor(2);
    const [forged, genuine] = receiver.bodies as [Json, Json];
    expect(forged.signature).toMatch(/^[0-9a-f]{64}$/);
    expect(forged.signature).not.toBe(signatureOf(forged));
    expect(genuine.signature).toBe(signatureOf(genuine));
  });

  it('to send another status signs it correctly and does not change the books', async () => {
    await order({ statusCode: '00' });
    await cashOut(FAILED);
    await receiver.waitFor(1);
    const [body] = receiver.bodies as [Json];
    expect(body).toMatchObject({ statusCode: '00', statusDesc: 'Success', signature: signatureOf(body) });
    expect(await returnedCount()).toBe(1);
  });

  it('of a sequence sends each after the one before was accepted, and settles the transfer with the last', async () => {
    receiver.answers = [{}, { text: 'not yet', afterMs: 200 }];
    await order({ sequence: ['68', '68', '01'] });
    await cashOut(FAILED);
    await receiver.waitFor(2);
    expect(await returnedCount()).toBe(0);
    await receiver.waitFor(4);
    expect(receiver.bodies.map(({ statusCode }) => statusCode)).toEqual(['68', '68', '68', '01']);
    expect(await returnedCount()).toBe(1);
  });

  it('to encode as a form sends the same fields as one', async () => {
    await order({ encoding: 'form' });
    const { disburseId } = await cashOut();
    await receiver.waitFor(1);
    const [sent] = receiver.received;
    expect(sent?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(sent?.text))).toMatchObject({
      ...{ disburseId: String(disburseId), amountTransfer: '50000', statusCode: '00', accountName: 'Test Account' },
    });
  });

  it.each([
    [{ amount: 70_000 }, 50_000],
    [{ amount: 70_000, resign: true }, 70_000],
  ])('to tamper %j sends that amount under a signature over %i', async (tamper, signedAmount) => {
    await order({ tamper }, { step: 'clearing_transfer' });
    const { bankCode, bankAccount, accountName, custRefNumber, disburseId } = await payH2h();
    await receiver.waitFor(1);
    const signature = signed(EMAIL, bankCode, bankAccount, accountName, custRefNumber, signedAmount, disburseId);
    expect(receiver.bodies).toMatchObject([{ amountTransfer: 70_000, signature }]);
    expect((await sandbox.books()).totals.movedAmount).toBe(50_000);
  });

  it('waits for the step and the phone it names, as often as ordered', async () => {
    await order({ statusCode: '68' }, { step: 'clearing_transfer', times: 0 });
    await order({ statusCode: '01' }, { match: { phoneNumber: COLLECTED }, times: 2 });
    for (const custRefNumber of ['1', '2', '3']) {
      await cashOut(COLLECTED, { custRefNumber });
      await receiver.waitFor(Number(custRefNumber));
    }
    expect(receiver.bodies.map(({ statusCode }) => statusCode)).toEqual(['01', '01', '00']);
    await payH2h();
    await receiver.waitFor(4);
    expect(receiver.bodies[3]).toMatchObject({ statusCode: '68' });
    expect((await sandbox.control('GET', 'callbacks')).body.orders).toMatchObject([
      { step: 'clearing_transfer', times: 0, fired: 1, action: { statusCode: '68' } },
      { match: { phoneNumber: COLLECTED }, times: 2, fired: 2, action: { statusCode: '01' } },
    ]);
  });

  it('waits for the id it names, which an earlier inquiry returned', async () => {
    const [first, second] = [
      await inquireClearing(sandbox, '8760673466', 'H2H', { amountTransfer: 50_000 }),
      await inquireClearing(sandbox, '8760673466', 'H2H', { amountTransfer: 50_000 }),
    ];
    await order({ statusCode: '01' }, { match: { disburseId: String(second.disburseId) } });
    for (const inquiry of [first, second]) await transferClearing(sandbox, inquiry);
    await receiver.waitFor(2);
    const statuses = Object.fromEntries(receiver.bodies.map(({ disburseId, statusCode }) => [disburseId, statusCode]));
    expect(statuses).toEqual({ [first.disburseId]: '00', [second.disburseId]: '01' });
  });

  it.each(['DELETE callbacks', 'POST reset'])('is forgotten by %s', async (request) => {
    await order({ drop: true }, { times: 0 });
    const [method, path] = request.split(' ') as ['POST', string];
    await sandbox.control(method, path);
    await cashOut();
    await receiver.waitFor(1);
  });

  it.each([
    [{}, 'action'],
    [{ action: {} }, 'action'],
    [{ step: 'transfer', action: { drop: true } }, 'step'],
    [{ match: { phone: '1' }, action: { drop: true } }, 'match.phone'],
    [{ action: { duplicate: 1 } }, 'action.duplicate'],
    [{ action: { encoding: 'xml' } }, 'action.encoding'],
    [{ action: { tamper: { amount: 1.5 } } }, 'action.tamper.amount'],
    [{ action: { statusCode: '00', sequence: ['00'] } }, 'action.sequence'],
    [{ action: { early: true, delayMs: 1 } }, 'action.delayMs'],
    [{ action: { dropp: true } }, 'action.dropp'],
  ])('like %j is 400 and names %s', async (body, field) => {
    const answer = await sandbox.control('POST', 'callbacks', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: Json) => error.field)).toContain(field);
  });
});

describe('sending a callback by hand', () => {
  const send = (body: Json) => sandbox.control('POST', 'callbacks/send', body);

  it('lets an uncollected cash out be collected', async () => {
    const { disburseId } = await cashOut(NEVER);
    const { status, body } = await send({ disburseId: String(disburseId) });
    expect(status).toBe(200);
    expect(body.callbacks).toMatchObject([{ disburseId: String(disburseId), status: 200, text: 'SUCCESS' }]);
    expect(receiver.bodies).toMatchObject([{ disburseId: String(disburseId), statusCode: '00' }]);
  });

  it('sends exactly the requested status', async () => {
    const { disburseId } = await cashOut(NEVER);
    await send({ disburseId: String(disburseId), statusCode: '01' });
    expect(receiver.bodies).toMatchObject([{ statusCode: '01' }]);
    expect(await returnedCount()).toBe(0);
    await order({ delayMs: 600_000 });
    const inquiry = await payH2h();
    await send({ disburseId: String(inquiry.disburseId), statusCode: '00' });
    expect((await sandbox.checkStatus(inquiry)).responseCode).toBe('80');
  });

  it('makes it true when ordered to, after success as well, and returns money once', async () => {
    const { disburseId } = await cashOut(COLLECTED);
    await receiver.waitFor(1);
    const reversal = { disburseId: String(disburseId), statusCode: '01', settle: true };
    await send(reversal);
    await send(reversal);
    expect(receiver.bodies.map(({ statusCode }) => statusCode)).toEqual(['00', '01', '01']);
    expect((await sandbox.books()).movements).toMatchObject([{ direction: 'out' }, { direction: 'back' }]);
  });

  it('of an H2H transfer makes status checks return the same when it settles', async () => {
    const inquiry = await payH2h();
    expect((await sandbox.checkStatus(inquiry)).responseCode).toBe('80');
    await send({ disburseId: String(inquiry.disburseId), statusCode: '01', settle: true });
    expect((await sandbox.checkStatus(inquiry)).responseCode).toBe('76');
    expect(await returnedCount()).toBe(1);
  });

  it('sends copies, forged or in another form, and does not repeat them', async () => {
    receiver.answers = [{ status: 500 }, { status: 500 }];
    const { disburseId } = await cashOut(NEVER);
    const order = { disburseId: String(disburseId), statusCode: '00', duplicate: 2, forge: true, encoding: 'form' };
    expect((await send(order)).body.callbacks).toMatchObject([{ accepted: false }, { accepted: false }]);
    await wait(1_200);
    expect(receiver.received).toHaveLength(2);
    const fields = Object.fromEntries(new URLSearchParams(receiver.received[0]?.text));
    expect(fields.signature).not.toBe(signatureOf(fields));
  });

  it('of a transfer that is not known is 404', async () => {
    expect((await send({ disburseId: '1' })).status).toBe(404);
    const refused = await sandbox.cashOut({ amountTransfer: 1 });
    expect((await send({ disburseId: String(refused.disburseId) })).status).toBe(404);
  });

  it('is 400 when there is no URL, no key, or nothing to settle', async () => {
    const without = await sandbox.cashOut({ phoneNumber: NEVER });
    const { disburseId } = await cashOut(NEVER);
    for (const [body, field] of [
      [{ disburseId: String(without.disburseId) }, 'disburseId'],
      [{ statusCode: '00' }, 'disburseId'],
      [{ disburseId: String(disburseId), partnerReferenceNo: 'x' }, 'disburseId'],
      [{ disburseId: String(disburseId), statusCode: '68', settle: true }, 'statusCode'],
    ] as const) {
      const answer = await send(body);
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toMatchObject([{ field }]);
    }
    expect(receiver.received).toEqual([]);
  });
});

describe('the callback URLs', () => {
  it('can be changed while callbacks are under way, and survive a reset', async () => {
    const other = await CallbackReceiver.start();
    const before = (await sandbox.control('GET', 'callback-urls')).body;
    expect(before).toEqual({ duitkuClearing: receiver.url, dokuUnpaid: null, dokuRefund: null });
    const inquiry = await payH2h();
    const { body } = await sandbox.control('PUT', 'callback-urls', { duitkuClearing: other.url });
    expect(body).toEqual({ ...before, duitkuClearing: other.url });
    await other.waitFor(1);
    expect(other.bodies).toMatchObject([{ disburseId: String(inquiry.disburseId) }]);

    await sandbox.control('PUT', 'callback-urls', { duitkuClearing: null });
    await sandbox.control('POST', 'reset');
    expect((await sandbox.control('GET', 'callback-urls')).body.duitkuClearing).toBeNull();
    const silent = await payH2h();
    await wait(DELAY_MS * 2);
    expect((await sandbox.checkStatus(silent)).responseCode).toBe('00');
    expect(await attempts()).toEqual([]);
    await sandbox.control('PUT', 'callback-urls', before);
    await other.close();
  });

  it.each([{ duitkuClearing: 'here' }, { duitku: null }])('like %j are 400', async (body) => {
    expect((await sandbox.control('PUT', 'callback-urls', body)).status).toBe(400);
  });
});
