import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../testing/sandbox-client.js';
import {
  type DokuClient,
  type DokuReply,
  GOOD_ACCOUNT,
  newReference,
  startDokuSandbox,
  withDokuSandbox,
} from './testing/doku-client.js';

let doku: DokuClient;
beforeAll(async () => {
  doku = await startDokuSandbox();
});
beforeEach(() => doku.reset());
afterAll(() => doku.close());

/** One request of each step, the transfer and the status check of an inquiry that was answered before. */
const REQUESTS: Record<string, (inquiry: Json) => Promise<DokuReply>> = {
  doku_token: () => doku.askToken(),
  doku_inquiry: () => doku.inquire(),
  doku_transfer: (inquiry) => doku.transfer(inquiry),
  doku_status: (inquiry) => doku.checkStatus(inquiry.partnerReferenceNo),
  doku_balance: () => doku.readBalance(),
};
const SERVICE: Record<string, string> = {
  ...{ doku_token: '73', doku_inquiry: '42', doku_transfer: '43', doku_status: '53', doku_balance: '11' },
};

const order = (step: string, action: Json, rest: Json = {}) => doku.sandbox.orderFault({ step, action, ...rest });
const totals = async () => (await doku.sandbox.books()).totals;

/** Orders a fault on transfers and sends one. */
async function transferUnder(action: Json) {
  const inquiry = (await doku.inquire()).body;
  await order('doku_transfer', action);
  const reply = await doku.transfer(inquiry).catch((error: NodeJS.ErrnoException) => error);
  return { inquiry, reply };
}

describe.each(Object.keys(REQUESTS))('on %s', (step) => {
  let inquiries: Json[] = [];
  beforeEach(async () => {
    // Before any fault is ordered, for inquiries are what it may be about.
    inquiries = [];
    for (let made = 0; made < 8; made += 1) inquiries.push((await doku.inquire()).body);
  });
  const send = () => (REQUESTS[step] as (inquiry: Json) => Promise<DokuReply>)(inquiries.pop() as Json);

  it('a code is answered under its own HTTP status, known or not, as a number where the document has one', async () => {
    for (const [kase, message, status] of [
      ['504..00', 'Timeout', 504],
      ['403..99', 'Unknown', 403],
    ] as const) {
      const code = kase.replace('..', SERVICE[step] ?? '');
      await order(step, { kind: 'code', code });
      const reply = await send();
      expect(reply.status).toBe(status);
      expect(reply.body).toEqual({
        responseCode: step === 'doku_token' ? code : Number(code),
        responseMessage: message,
      });
    }
    await order(step, { kind: 'code', code: 'ABC', description: 'Mystery' });
    expect((await send()).body).toEqual({ responseCode: 'ABC', responseMessage: 'Mystery' });
  });

  it('HTML, a 500, a cut connection, a late answer and an outage come as ordered, and the next one is normal', async () => {
    await order(step, { kind: 'raw', status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad</h1>' });
    expect(await send()).toMatchObject({ status: 502, text: '<h1>Bad</h1>' });
    await order(step, { kind: 'raw', status: 500 });
    expect(await send()).toMatchObject({ status: 500, text: '' });
    await order(step, { kind: 'drop', when: 'before_answer', reset: true });
    await expect(send()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await order(step, { kind: 'latency', latencyMs: 300 });
    const startedMs = Date.now();
    await send();
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(290);
    await doku.control('POST', 'outage', { on: true });
    await expect(send()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    const { requests } = await doku.sandbox.waitForRequests(`step=${step}`);
    expect(requests.at(-1)).toMatchObject({ step, answered: 'outage' });
    await doku.control('POST', 'outage', { on: false });
    expect([200, 404]).toContain((await send()).status);
  });
});

describe('a faulty transfer', () => {
  it('that was cut after it was booked is paid: the status check shows it, and a second transfer is refused', async () => {
    const { inquiry, reply } = await transferUnder({ kind: 'drop', when: 'before_answer', moves: true });
    expect(reply).toMatchObject({ code: 'UND_ERR_SOCKET' });
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('00');
    expect((await doku.transfer(inquiry)).body.responseCode).toBe(4094301);
    const { transfers } = await doku.sandbox.books();
    expect(transfers).toMatchObject([
      { answered: 'drop', moved: true },
      { answered: '4094301', moved: false },
    ]);
  });

  it('that was cut before the bank saw it is 07, and sending again pays once', async () => {
    const { inquiry } = await transferUnder({ kind: 'drop', when: 'before_answer', moves: false });
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('07');
    expect((await doku.transfer(inquiry)).status).toBe(200);
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('00');
    expect(await totals()).toMatchObject({ transferRequests: 2, movedCount: 1 });
  });

  it('with a code that hides a payment returns what was ordered afterwards', async () => {
    const action = { kind: 'code', code: '5044300', moves: true, statusCodes: ['03', '03', '00'] };
    const { inquiry, reply } = await transferUnder(action);
    expect(reply).toMatchObject({ status: 504, body: { responseCode: 5044300, responseMessage: 'Timeout' } });
    const statuses: string[] = [];
    for (let asked = 0; asked < 4; asked += 1) statuses.push(await doku.statusOf(inquiry.partnerReferenceNo));
    expect(statuses).toEqual(['03', '03', '00', '00']);
    expect(await totals()).toMatchObject({ movedCount: 1 });
  });

  it('without a signature moves nothing, whatever is ordered', async () => {
    const inquiry = (await doku.inquire()).body;
    await order('doku_transfer', { kind: 'raw', status: 500, moves: true });
    expect((await doku.transfer(inquiry, {}, { headers: { 'X-SIGNATURE': 'x' } })).status).toBe(500);
    expect(await totals()).toMatchObject({ transferRequests: 1, movedCount: 0 });
    expect((await doku.checkStatus(inquiry.partnerReferenceNo)).body.responseCode).toBe(4045301);
  });

  it('can be held back, after its money moved', async () => {
    const inquiry = (await doku.inquire()).body;
    await order('doku_transfer', { kind: 'hold' });
    const waiting = doku.transfer(inquiry);
    await doku.sandbox.waitForRequests(`step=doku_transfer&disburseId=${inquiry.partnerReferenceNo}`);
    expect(await totals()).toMatchObject({ movedCount: 1 });
    expect((await doku.control('POST', 'release')).body).toEqual({ released: 1 });
    expect((await waiting).body.responseCode).toBe(2004300);
  });

  it('to a refund account that hid its answer is refunded all the same', async () => {
    await doku.control('PUT', `doku/accounts/${GOOD_ACCOUNT}`, { ending: 'refunded' });
    const { inquiry } = await transferUnder({ kind: 'raw', status: 500, moves: true });
    for (let tries = 0; tries < 300 && (await doku.statusOf(inquiry.partnerReferenceNo)) !== '04'; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await totals()).toMatchObject({ movedCount: 1, returnedCount: 1 });
  });
});

describe('a fault', () => {
  it('matches the account and the reference, of a status check by its transfer', async () => {
    const [{ inquiry: first }, { inquiry: second }] = [await doku.pay(), await doku.pay()];
    const code = { kind: 'code', code: '5005300' };
    await order('doku_status', code, { match: { disburseId: second.partnerReferenceNo } });
    expect(await doku.statusOf(first.partnerReferenceNo)).toBe('00');
    expect((await doku.checkStatus(second.partnerReferenceNo)).status).toBe(500);
    await order('doku_status', code, { match: { bankAccount: GOOD_ACCOUNT } });
    expect((await doku.checkStatus(newReference())).status).toBe(404);
    expect((await doku.checkStatus(first.partnerReferenceNo)).status).toBe(500);
  });

  it('that hides a status uses none up', async () => {
    const { inquiry } = await doku.pay({ beneficiaryAccountNumber: '7746555306' });
    await order('doku_status', { kind: 'raw', status: 500 });
    expect((await doku.checkStatus(inquiry.partnerReferenceNo)).status).toBe(500);
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('03');
  });

  it('echo changes the values of a response, under its own names or those of all faces', async () => {
    await order('doku_inquiry', { kind: 'echo', override: { accountName: 'ANOTHER OWNER', sessionId: 'I1' } });
    const changed = (await doku.inquire()).body;
    expect(changed).toMatchObject({ beneficiaryAccountName: 'ANOTHER OWNER', sessionId: 'I1', responseCode: 2004200 });
    const { inquiry } = await doku.pay();
    await order('doku_status', { kind: 'echo', override: { amountTransfer: 7, latestTransactionStatus: '06' } });
    expect((await doku.checkStatus(inquiry.partnerReferenceNo)).body).toMatchObject({
      amount: { value: '7.00', currency: 'IDR' },
      latestTransactionStatus: '06',
    });
    const override = { disburseId: 'other', amount: { value: '1.00', currency: 'IDR' }, custRefNumber: 'DK1' };
    const next = (await doku.inquire()).body;
    await order('doku_transfer', { kind: 'echo', override });
    expect((await doku.transfer(next)).body).toMatchObject({
      ...{ partnerReferenceNo: 'other', referenceNo: 'DK1' },
      additionalInfo: { sessionId: next.sessionId, amount: '1.00' },
    });
  });
});

describe('a restart on the same books', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'doku-books-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A sandbox that pays, leaves one transfer unpaid, answers one more inquiry, and is closed. */
  async function withKnownTransfers(env: Record<string, string>): Promise<Record<'paid' | 'unpaid' | 'open', Json>> {
    const before = await startDokuSandbox(env);
    try {
      await before.reset();
      const to002 = { beneficiaryAccountNumber: '9912345001', additionalInfo: { beneficiaryBankCode: '002' } };
      const [paid, unpaid] = [await before.pay(), await before.pay(to002)];
      return { paid: paid.inquiry, unpaid: unpaid.inquiry, open: (await before.inquire()).body };
    } finally {
      await before.close();
    }
  }

  it('knows sessions, references and statuses, and ends what waited for a notification', async () => {
    const env = { SANDBOX_BOOKS_FILE: join(folder, 'books'), SANDBOX_CALLBACK_DELAY: '60000' };
    const known = await withKnownTransfers(env);
    await withDokuSandbox(env, async (after) => {
      after.useToken((await after.askToken()).body.accessToken);
      expect(await after.statusOf(known.paid.partnerReferenceNo)).toBe('00');
      expect(await after.statusOf(known.unpaid.partnerReferenceNo)).toBe('06');
      expect((await after.transfer(known.paid)).body.responseCode).toBe(4094301);
      expect((await after.transfer(known.open)).body.responseCode).toBe(2004300);
      expect((await after.sandbox.books()).totals).toMatchObject({ movedCount: 3, returnedCount: 1 });
    });
  });
});
