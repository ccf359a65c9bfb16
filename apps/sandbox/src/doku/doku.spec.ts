import { findBank } from '../duitku/banks.js';
import { STEP_OF_DOKU_PATH } from '../steps.js';
import {
  AGENT_KEY,
  type DokuClient,
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

const totals = async () => (await doku.sandbox.books()).totals;

describe('an inquiry', () => {
  it('answers as the document prints it, with a session and a numeric responseCode', async () => {
    const { status, body, text } = await doku.inquire({ partnerReferenceNo: 'hsjkans284b2he54' });
    expect(status).toBe(200);
    expect(text).toMatch(/^{"responseCode":2004200,"responseMessage":"Successful","referenceNo":"I\d{16}",/);
    expect(body).toEqual({
      ...{ responseCode: 2004200, responseMessage: 'Successful' },
      referenceNo: body.sessionId,
      partnerReferenceNo: 'hsjkans284b2he54',
      ...{ beneficiaryAccountNumber: GOOD_ACCOUNT, beneficiaryAccountName: 'SUHUT', beneficiaryBankCode: '014' },
      beneficiaryBankShortName: findBank('014')?.name,
      beneficiaryBankName: findBank('014')?.name,
      amount: { value: '200000.00', currency: 'IDR' },
      sessionId: expect.stringMatching(/^I\d{16}$/),
      additionalInfo: {
        ...{ senderCountryCode: 'ID', forexRate: '1.00', forexOriginCurrency: 'IDR' },
        ...{ feeAmount: '4500.00', feeCurrency: 'IDR', beneficiaryAmount: '200000.00' },
        referenceNumber: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    });
  });

  it('gives every inquiry its own session', async () => {
    const partnerReferenceNo = newReference();
    const [first, second] = [await doku.inquire({ partnerReferenceNo }), await doku.inquire({ partnerReferenceNo })];
    expect(first.body.sessionId).not.toBe(second.body.sessionId);
  });

  it.each([
    ['7746555211', '014', 404, 4044211],
    ['7746555218', '014', 403, 4034218],
    [GOOD_ACCOUNT, '999', 404, 4044203],
  ])('of %s at bank %s is refused with HTTP %i and %i', async (account, bank, status, code) => {
    const reply = await doku.inquire({
      beneficiaryAccountNumber: account,
      additionalInfo: { beneficiaryBankCode: bank },
    });
    expect(reply.status).toBe(status);
    expect(reply.body).toEqual({ responseCode: code, responseMessage: expect.stringMatching(/^[A-Z]/) });
  });
});

describe('a transfer', () => {
  it('is accepted as the document prints it, moves the money once, and is 00 at once', async () => {
    const { inquiry, transfer } = await doku.pay();
    const { partnerReferenceNo, sessionId } = inquiry;
    expect(transfer).toEqual({
      ...{ responseCode: 2004300, responseMessage: 'Successful', partnerReferenceNo },
      referenceNo: expect.stringMatching(/^DK\d{14}$/),
      transactionDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/),
      referenceNumber: expect.stringMatching(/^[0-9a-f-]{36}$/),
      additionalInfo: { sessionId, amount: '200000.00' },
    });
    const atMs = Date.parse(transfer.transactionDate);
    expect(Math.abs(Date.now() - atMs)).toBeLessThan(5_000);
    const { transfers, movements } = await doku.sandbox.books(`?disburseId=${partnerReferenceNo}`);
    expect(transfers).toMatchObject([
      {
        ...{ step: 'doku_transfer', disburseId: partnerReferenceNo, custRefNumber: transfer.referenceNo },
        ...{ bankCode: '014', bankAccount: GOOD_ACCOUNT, amount: 200_000, answered: '2004300', moved: true },
        details: { sessionId },
      },
    ]);
    expect(movements).toMatchObject([{ direction: 'out', amount: 200_000, bankAccount: GOOD_ACCOUNT }]);
    expect(await doku.statusOf(partnerReferenceNo)).toBe('00');
  });

  it('sent twice is refused the second time with 4094301: the books show both, the money moved once', async () => {
    const { inquiry } = await doku.pay();
    const second = await doku.transfer(inquiry);
    expect(second.status).toBe(409);
    expect(second.body).toEqual({ responseCode: 4094301, responseMessage: 'Duplicate partnerReferenceNo' });
    const other = await doku.inquire({ partnerReferenceNo: inquiry.partnerReferenceNo });
    expect((await doku.transfer(other.body)).body.responseCode).toBe(4094301);
    expect(await totals()).toMatchObject({ transferRequests: 3, movedCount: 1 });
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('00');
  });

  it('sent twice at the same moment moves the money once', async () => {
    const inquiry = (await doku.inquire()).body;
    const replies = await Promise.all(Array.from({ length: 8 }, () => doku.transfer(inquiry)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
    expect(await totals()).toMatchObject({ transferRequests: 8, movedCount: 1 });
  });

  it('under another reference but the same session is 4094302', async () => {
    const { inquiry } = await doku.pay();
    const second = await doku.transfer(inquiry, { partnerReferenceNo: newReference() });
    expect(second.body).toEqual({ responseCode: 4094302, responseMessage: 'Transaction Has Been Processed' });
    expect(await totals()).toMatchObject({ movedCount: 1 });
  });

  it.each([
    [{ sessionId: 'I0438729855304540' }, 403, 4034300],
    [{ beneficiaryAccountNumber: '8377388293' }, 404, 4044318],
    [{ beneficiaryBankCode: '008' }, 404, 4044318],
    [{ amount: { value: '200001.00', currency: 'IDR' } }, 404, 4044318],
  ])('with %j, other than inquired, is HTTP %i %i and moves nothing', async (change, status, code) => {
    const inquiry = (await doku.inquire()).body;
    const reply = await doku.transfer(inquiry, change);
    expect([reply.status, reply.body.responseCode]).toEqual([status, code]);
    expect(await totals()).toMatchObject({ transferRequests: 1, movedCount: 0 });
    expect((await doku.transfer(inquiry)).status).toBe(200);
  });

  it('in a session that is too old is 4034300', async () => {
    const inquiry = (await doku.inquire()).body;
    await doku.control('PUT', 'doku/behaviour', { sessionSeconds: 0 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await doku.transfer(inquiry)).body.responseCode).toBe(4034300);
    await doku.control('PUT', 'doku/behaviour', { sessionSeconds: 60 });
    expect((await doku.transfer(inquiry)).status).toBe(200);
  });

  it('of more than the balance is 4034314, and its reference can be used when there is money again', async () => {
    await doku.control('POST', 'balance', { effectiveBalance: 199_999 });
    const inquiry = (await doku.inquire()).body;
    const reply = await doku.transfer(inquiry);
    expect(reply.status).toBe(403);
    expect(reply.body).toEqual({ responseCode: 4034314, responseMessage: 'Insufficient Funds' });
    await doku.control('POST', 'balance', { effectiveBalance: 200_000 });
    expect((await doku.transfer(inquiry)).status).toBe(200);
    expect((await doku.transfer((await doku.inquire()).body)).body.responseCode).toBe(4034314);
    expect(await totals()).toMatchObject({ transferRequests: 3, movedCount: 1 });
  });

  it('is paid while Duitku has nothing, and not from the money of Duitku', async () => {
    await doku.control('POST', 'balance', { provider: 'duitku', effectiveBalance: 0 });
    await doku.pay();
    expect(await totals()).toMatchObject({ movedCount: 1, movedAmount: 200_000 });
    const { duitku, doku: own } = (await doku.control('GET', 'balance')).body;
    expect([duitku.effectiveBalance, own.effectiveBalance]).toEqual([0, 999_999_800_000]);
    await doku.control('POST', 'balance', { provider: 'duitku', effectiveBalance: 1_000_000 });
    await doku.control('POST', 'balance', { provider: 'doku', effectiveBalance: 0 });
    expect((await doku.transfer((await doku.inquire()).body)).body.responseCode).toBe(4034314);
  });

  it('to an account that is refused moves nothing and is 07', async () => {
    const inquiry = (await doku.inquire({ beneficiaryAccountNumber: '7746555311' })).body;
    expect((await doku.transfer(inquiry)).body.responseCode).toBe(4044311);
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('07');
    expect(await totals()).toMatchObject({ movedCount: 0 });
  });

  it('to an account that fails later is accepted, moves nothing and is 03, then 06', async () => {
    const { inquiry } = await doku.pay({ beneficiaryAccountNumber: '7746555306' });
    const statuses = [await doku.statusOf(inquiry.partnerReferenceNo), await doku.statusOf(inquiry.partnerReferenceNo)];
    expect(statuses).toEqual(['03', '06']);
    expect(await totals()).toMatchObject({ movedCount: 0 });
  });
});

describe('a status check', () => {
  it('answers as the document prints it, with its broken date', async () => {
    const { inquiry, transfer } = await doku.pay();
    const { partnerReferenceNo, sessionId } = inquiry;
    const { status, body } = await doku.checkStatus(partnerReferenceNo, { originalReferenceNo: transfer.referenceNo });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ responseCode: 2005300, responseMessage: 'Successful', originalReferenceNo: transfer.referenceNo },
      ...{ originalPartnerReferenceNo: partnerReferenceNo, serviceCode: 43, latestTransactionStatus: '00' },
      amount: { value: '200000.00', currency: 'IDR' },
      transactionDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\. \d{3}\+07:00$/),
      ...{ originalResponseCode: 0, originalResponseMessage: 'Transfer Approve' },
      ...{ transactionStatusDesc: 'Transaction is successfully processed', sessionId },
      additionalInfo: {
        cashInTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
        ...{ remark: 'Remark test', beneficiaryAmount: '200000.00' },
      },
    });
    expect((await doku.checkStatus(partnerReferenceNo, { originalReferenceNo: sessionId })).status).toBe(200);
  });

  it('of a reference that was never transferred is 4045301, inquired or not', async () => {
    const { body } = await doku.inquire();
    for (const reference of [body.partnerReferenceNo, newReference()]) {
      const reply = await doku.checkStatus(reference);
      expect([reply.status, reply.body.responseCode]).toEqual([404, 4045301]);
    }
  });

  it('that names another referenceNo is 4045318', async () => {
    const { inquiry } = await doku.pay();
    const reply = await doku.checkStatus(inquiry.partnerReferenceNo, { originalReferenceNo: 'DK01123220' });
    expect(reply.body.responseCode).toBe(4045318);
  });

  it('is 03 for as long as was ordered, and then what the account says', async () => {
    await doku.control('PUT', 'doku/behaviour', { pendingMs: 300 });
    const { inquiry } = await doku.pay();
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('03');
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(await doku.statusOf(inquiry.partnerReferenceNo)).toBe('00');
  });

  it('returns what the control API orders, the last for ever', async () => {
    const { inquiry } = await doku.pay();
    const { partnerReferenceNo } = inquiry;
    await doku.control('POST', `status/${partnerReferenceNo}`, { codes: ['03', '05'] });
    const statuses: string[] = [];
    for (let asked = 0; asked < 3; asked += 1) statuses.push(await doku.statusOf(partnerReferenceNo));
    expect(statuses).toEqual(['03', '05', '05']);
  });
});

describe('a balance inquiry', () => {
  it('answers as the document prints it, misspelling included', async () => {
    await doku.control('POST', 'balance', { effectiveBalance: 823_781_442 });
    const { status, body } = await doku.readBalance();
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ responseCode: 2001100, responseMessage: 'Successful', accountNo: AGENT_KEY, name: 'Simulator Indo Agent' },
      accountInfos: {
        holdAmount: { value: '0.00', currency: 'IDR' },
        avaliableBalance: { value: '823781442.00', currency: 'IDR' },
      },
      additionalInfo: { creditAlertLimit: { value: '65000.00', currency: 'IDR' } },
    });
  });

  it('does not include the money at Duitku', async () => {
    await doku.control('POST', 'balance', { provider: 'duitku', effectiveBalance: 1 });
    expect((await doku.readBalance()).body.accountInfos.avaliableBalance.value).toBe('1000000000000.00');
  });

  it('of an account that is not the merchant is 4041108', async () => {
    const reply = await doku.readBalance({ accountNo: 'A41879' });
    expect([reply.status, reply.body.responseCode]).toEqual([404, 4041108]);
  });
});

describe('the live shape', () => {
  it('writes codes as text, balances as a list and dates that can be read', async () => {
    await doku.control('PUT', 'doku/behaviour', { shape: 'live' });
    const { inquiry, transfer } = await doku.pay();
    expect([inquiry.responseCode, transfer.responseCode]).toEqual(['2004200', '2004300']);
    const { body } = await doku.checkStatus(inquiry.partnerReferenceNo);
    expect(body).toMatchObject({ responseCode: '2005300', serviceCode: '43' });
    expect(Date.parse(body.transactionDate)).toBeGreaterThan(Date.now() - 10_000);
    const balance = (await doku.readBalance()).body;
    expect(balance.accountInfos).toEqual([
      {
        holdAmount: { value: '0.00', currency: 'IDR' },
        availableBalance: { value: '999999800000.00', currency: 'IDR' },
      },
    ]);
    expect((await doku.transfer(inquiry)).body.responseCode).toBe('4094301');
  });

  it('can be there from the start', async () => {
    await withDokuSandbox({ SANDBOX_DOKU_SHAPE: 'live' }, async (live) => {
      await live.reset();
      expect((await live.inquire()).body.responseCode).toBe('2004200');
    });
  });
});

describe('both prefixes', () => {
  it('serve every call, each signed with its own path', async () => {
    for (const prefix of ['/v1.0', '/snap/v1.1']) {
      const inquiry = (await doku.inquire({}, { prefix })).body;
      expect((await doku.transfer(inquiry, {}, { prefix })).status).toBe(200);
      expect((await doku.checkStatus(inquiry.partnerReferenceNo, {}, { prefix })).status).toBe(200);
      expect((await doku.readBalance({}, { prefix })).status).toBe(200);
    }
    expect(Object.keys(STEP_OF_DOKU_PATH)).toHaveLength(9);
  });
});
