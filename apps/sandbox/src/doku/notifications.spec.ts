import { createDecipheriv } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../testing/sandbox-client.js';
import { isAccepted } from './notifications.js';
import { AGENT_KEY, type DokuClient, NOTIFICATION_KEY, newReference, startDokuSandbox } from './testing/doku-client.js';

interface Notification {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Json;
}

const TAKEN = JSON.stringify({
  ...{ status: true, transactionId: 'DK0018353', responseCode: '00', responseMessage: 'Successfully processed' },
});

let receiver: Server;
let doku: DokuClient;
let received: Notification[] = [];
/** What the receiver responses, one after the other; then it takes everything. */
let answers: { status: number; text: string }[] = [];
beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    received.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) });
    const answer = answers.shift() ?? { status: 200, text: TAKEN };
    response.writeHead(answer.status).end(answer.text);
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  doku = await startDokuSandbox({
    SANDBOX_CALLBACK_DELAY: '300',
    SANDBOX_DOKU_UNPAID_URL: `${url}/unpaid`,
    SANDBOX_DOKU_REFUND_URL: `${url}/refund`,
  });
});
beforeEach(async () => {
  await doku.reset();
  received = [];
  answers = [];
});
afterAll(async () => {
  await doku.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500 && !(await done()); tries += 1) await wait(10);
  expect(await done()).toBe(true);
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Pays an account at a bank through a channel; null leaves the channel out. */
const payTo = (account: string, bank: string, channel: string | null) =>
  doku.pay({
    beneficiaryAccountNumber: account,
    additionalInfo: { beneficiaryBankCode: bank, channelCode: channel ?? undefined },
  });

const totals = async () => (await doku.sandbox.books()).totals;

describe('an unpaid transfer', () => {
  it.each(['07', null])(
    'at bank 002 by channel %s fails later: 03, then 06, notified as 35, the money back',
    async (channel) => {
      const { inquiry, transfer } = await payTo('9912345001', '002', channel);
      expect(transfer.responseCode).toBe(2004300);
      expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('03');
      expect(await totals()).toMatchObject({ movedCount: 1, returnedCount: 0 });
      await until(() => received.length === 1);
      expect(received[0]).toMatchObject({
        path: '/unpaid',
        body: { transactionStatus: '35', message: 'Transaction is Failed' },
      });
      expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('06');
      expect(await totals()).toMatchObject({ movedCount: 1, returnedCount: 1, returnedAmount: 200_000 });
      const balance = (await doku.readBalance()).body;
      expect(balance.accountInfos.avaliableBalance.value).toBe('1000000000000.00');
    },
  );

  it.each(['07', null])('at another bank by channel %s is paid later: 03, then 00, notified as 50', async (channel) => {
    const { inquiry } = await payTo('1234500000', '014', channel);
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('03');
    await until(() => received.length === 1);
    expect(received[0]).toMatchObject({
      path: '/unpaid',
      body: { transactionStatus: '50', message: 'Transaction is Success' },
    });
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('00');
    expect(await totals()).toMatchObject({ movedCount: 1, returnedCount: 0 });
  });

  it.each([
    ['9912345001', '11'],
    ['9912435001', '07'],
  ])('is neither account %s by channel %s: paid at once and never notified', async (account, channel) => {
    const { inquiry } = await payTo(account, '002', channel);
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('00');
    await wait(600);
    expect(received).toEqual([]);
    expect(await totals()).toMatchObject({ movedCount: 1, returnedCount: 0 });
  });

  it('is notified as the document prints it, with the quotes in its date', async () => {
    const { inquiry, transfer } = await payTo('1234500000', '014', '07');
    await until(() => received.length === 1);
    const { headers, body } = received[0] as Notification;
    expect(headers['content-type']).toBe('application/json');
    expect(body).toEqual({
      sendTrxId: inquiry.partnerReferenceNo,
      transactionId: transfer.referenceNo,
      invoiceNumber: inquiry.sessionId,
      ...{ transactionStatus: '50', activityCode: '200', message: 'Transaction is Success' },
      processDate: expect.stringMatching(/^\d{4}-\d\d-\d\d'T'\d\d:\d\d:\d\d$/),
      createdTime: expect.stringMatching(/^\d{13}$/),
    });
    const processedAt = Date.parse(`${body.processDate.replaceAll("'", '')}+07:00`);
    expect(Math.abs(Date.now() - processedAt)).toBeLessThan(5_000);
    expect(Date.parse(transfer.transactionDate)).toBe(Math.floor(Number(body.createdTime) / 1000) * 1000);
    expect(transfer.referenceNo.length).toBeLessThanOrEqual(16);
  });

  it('is signed over agentKey and requestId, and a forged one is not', async () => {
    await payTo('1234500000', '014', '07');
    await until(() => received.length === 1);
    const { headers } = received[0] as Notification;
    expect(headers.agentkey).toBe(AGENT_KEY);
    expect(headers.requestid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(decrypt(headers.signature)).toBe(`${AGENT_KEY}${headers.requestid}`);
    await doku.control('POST', 'callbacks', { step: 'doku_transfer', action: { forge: true } });
    await payTo('1234500000', '014', '07');
    await until(() => received.length === 2);
    expect(received[1]?.headers.agentkey).toBe(AGENT_KEY);
    expect(() => decrypt(received[1]?.headers.signature)).toThrow();
  });
});

describe('a refund', () => {
  it('comes after success: 00, then 04, notified without a status, the money back', async () => {
    const { inquiry, transfer } = await payTo('7746555134', '014', '07');
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('00');
    expect(await totals()).toMatchObject({ movedCount: 1, returnedCount: 0 });
    await until(() => received.length === 1);
    expect(received[0]?.path).toBe('/refund');
    expect(received[0]?.body).toEqual({
      transactionId: transfer.referenceNo,
      ...{ activityCode: '200', message: 'Transaction is Refunded' },
      processDate: expect.stringMatching(/^\d{4}-\d\d-\d\d'T'\d\d:\d\d:\d\d$/),
    });
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('04');
    expect(await totals()).toMatchObject({ movedCount: 1, returnedCount: 1 });
  });

  it('of a transfer that was never accepted does not come', async () => {
    const inquiry = (await doku.inquire({ beneficiaryAccountNumber: '7746555134' })).body;
    await doku.transfer(inquiry, { sessionId: 'I0438729855304540' });
    await wait(600);
    expect(received).toEqual([]);
  });

  it('of any paid transfer can be ordered, and made true', async () => {
    const { inquiry } = await doku.pay();
    const { partnerReferenceNo } = inquiry;
    const order = { partnerReferenceNo, statusCode: '40', settle: true };
    expect((await doku.control('POST', 'callbacks/send', order)).status).toBe(200);
    expect(received[0]?.path).toBe('/refund');
    expect(await doku.statusOf(partnerReferenceNo)).toBe('04');
    expect(await totals()).toMatchObject({ movedCount: 1, returnedCount: 1 });
  });
});

describe('a receiver', () => {
  it('that does not accept it receives the same again, three times in all', async () => {
    answers = Array(4).fill({ status: 500, text: TAKEN });
    await payTo('1234500000', '014', '07');
    await until(() => received.length === 3);
    await wait(1_300);
    expect(received).toHaveLength(3);
    for (const again of received.slice(1)) {
      expect(again.body).toEqual(received[0]?.body);
      expect(again.headers.requestid).toBe(received[0]?.headers.requestid);
    }
  });

  it.each([
    [200, TAKEN, true],
    [500, TAKEN, false],
    [200, 'SUCCESS', false],
    [200, TAKEN.replace('true', 'false'), false],
    [200, TAKEN.replace('"00"', '"99"'), false],
    [200, 'null', false],
  ])('that answers %i and %s has taken it: %s', (status, text, taken) => {
    expect(isAccepted({ status, text })).toBe(taken);
  });

  it('without an address receives nothing, and the transfer ends all the same', async () => {
    const urls = (await doku.control('GET', 'callback-urls')).body;
    await doku.control('PUT', 'callback-urls', { dokuUnpaid: null });
    const { inquiry } = await payTo('9912345001', '002', '07');
    await until(async () => (await doku.statusOf(inquiry.partnerReferenceNo)) === '06');
    await doku.control('PUT', 'callback-urls', { dokuUnpaid: urls.dokuUnpaid });
    expect(received).toEqual([]);
  });
});

describe('orders for callbacks', () => {
  it('hold a notification back, and the books change all the same', async () => {
    await doku.control('POST', 'callbacks', { step: 'doku_transfer', action: { drop: true } });
    const { inquiry } = await payTo('9912345001', '002', '07');
    await until(async () => (await doku.statusOf(inquiry.partnerReferenceNo)) === '06');
    await wait(300);
    expect(received).toEqual([]);
  });

  it('send one twice, early or with another status', async () => {
    const order = (action: Json) => doku.control('POST', 'callbacks', { step: 'doku_transfer', action });
    await order({ duplicate: 2 });
    await payTo('1234500000', '014', '07');
    await until(() => received.length === 2);
    await order({ early: true });
    const inquiry = (await doku.inquire({ beneficiaryAccountNumber: '1234500001' })).body;
    expect(await doku.transfer(inquiry).then(() => received.length)).toBe(3);
    await order({ statusCode: '20' });
    await payTo('9912345001', '002', '07');
    await until(() => received.length === 4);
    expect(received[3]?.body).toMatchObject({ transactionStatus: '20', message: 'Transaction is Unpaid' });
  });
});

describe('an account', () => {
  it('can be defined, and then follows its definition instead of the document', async () => {
    const definition = { name: 'BUDI  ', statuses: ['03', '05'], moves: false };
    const { body } = await doku.control('PUT', 'doku/accounts/9912345001', definition);
    expect(body).toEqual({
      ...{ account: '9912345001', inquiryCode: '2004200', transferCode: '2004300', ending: 'none' },
      ...definition,
    });
    const { inquiry } = await payTo('9912345001', '002', '07');
    expect(inquiry.beneficiaryAccountName).toBe('BUDI  ');
    expect([await doku.statusOf(inquiry.partnerReferenceNo), await doku.statusOf(inquiry.partnerReferenceNo)]).toEqual([
      '03',
      '05',
    ]);
    await wait(500);
    expect(received).toEqual([]);
    expect(await totals()).toMatchObject({ movedCount: 0 });
  });

  it('can be given any ending', async () => {
    await doku.control('PUT', 'doku/accounts/555', { ending: 'unpaid_failed' });
    const { inquiry } = await payTo('555', '014', '11');
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('03');
    await until(() => received.length === 1);
    expect(received[0]?.body.transactionStatus).toBe('35');
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('06');
  });

  it.each([
    [{ inquiryCode: '00' }, 'inquiryCode'],
    [{ statuses: [] }, 'statuses'],
    [{ statuses: ['0'] }, 'statuses.0'],
    [{ ending: 'lost' }, 'ending'],
    [{ statusCodes: ['00'] }, 'statusCodes'],
  ])('that is defined as %j is refused by name', async (definition, field) => {
    const { status, body } = await doku.control('PUT', `doku/accounts/${newReference()}`, definition);
    expect(status).toBe(400);
    expect(body.errors.map((error: Json) => error.field)).toEqual([field]);
  });

  it('is what it was after a reset', async () => {
    const before = (await doku.control('GET', 'doku/accounts/555')).body;
    await doku.control('PUT', 'doku/accounts/555', { name: 'BUDI' });
    await doku.control('PUT', 'doku/behaviour', { shape: 'live', pendingMs: 1, timestampSeconds: null });
    await doku.reset();
    expect((await doku.control('GET', 'doku/accounts/555')).body).toEqual(before);
    expect((await doku.control('GET', 'doku/behaviour')).body).toEqual({
      ...{ shape: 'document', tokenSeconds: 900, sessionSeconds: 900, timestampSeconds: 300, pendingMs: 0 },
    });
  });
});

function decrypt(signature: unknown): string {
  const decipher = createDecipheriv('aes-128-ecb', Buffer.from(NOTIFICATION_KEY), null);
  return Buffer.concat([decipher.update(String(signature), 'base64'), decipher.final()]).toString();
}
