import { type DokuClient, startDokuSandbox } from './testing/doku-client.js';

let doku: DokuClient;
beforeAll(async () => {
  doku = await startDokuSandbox();
  await doku.reset();
});
afterAll(() => doku.close());

const CALLS = {
  inquiry: (change: object) => doku.inquire(change),
  transfer: async (change: object) => doku.transfer((await doku.inquire()).body, change),
  status: (change: object) => doku.checkStatus('hsjkans284b2he54', change),
  balance: (change: object) => doku.readBalance(change),
};

describe('a body', () => {
  it.each([
    ['inquiry', { partnerReferenceNo: undefined }, '4004202 partnerReferenceNo'],
    ['inquiry', { customerNumber: '' }, '4004202 customerNumber'],
    ['inquiry', { amount: undefined }, '4004202 amount.value'],
    ['inquiry', { amount: { value: '200000.00' } }, '4004202 amount.currency'],
    ['inquiry', { beneficiaryAccountNumber: null }, '4004202 beneficiaryAccountNumber'],
    ['inquiry', { additionalInfo: { beneficiaryBankCode: undefined } }, '4004202 additionalInfo.beneficiaryBankCode'],
    ['inquiry', { additionalInfo: { beneficiaryAccountName: '' } }, '4004202 additionalInfo.beneficiaryAccountName'],
    ['inquiry', { additionalInfo: { senderCountryCode: '' } }, '4004202 additionalInfo.senderCountryCode'],
    ['inquiry', { additionalInfo: { channelCode: '08' } }, '4004201 additionalInfo.channelCode'],
    ['inquiry', { partnerReferenceNo: 'x'.repeat(65) }, '4004201 partnerReferenceNo'],
    ['inquiry', { customerNumber: '+62 811' }, '4004201 customerNumber'],
    ['inquiry', { amount: { value: '200000', currency: 'IDR' } }, '4004201 amount.value'],
    ['inquiry', { amount: { value: '200000.5', currency: 'IDR' } }, '4004201 amount.value'],
    ['inquiry', { amount: { value: '200000.50', currency: 'IDR' } }, '4004201 amount.value'],
    ['inquiry', { amount: { value: 200000, currency: 'IDR' } }, '4004201 amount.value'],
    ['inquiry', { amount: { value: '0.00', currency: 'IDR' } }, '4004201 amount.value'],
    ['inquiry', { amount: { value: '1.00', currency: 'USD' } }, '4004201 amount.currency'],
    ['inquiry', { beneficiaryAccountNumber: '1'.repeat(33) }, '4004201 beneficiaryAccountNumber'],
    ['transfer', { beneficiaryBankCode: undefined }, '4004302 beneficiaryBankCode'],
    ['transfer', { sessionId: '' }, '4004302 sessionId'],
    ['transfer', { sessionId: 'I'.repeat(26) }, '4004301 sessionId'],
    ['transfer', { feeType: 'x'.repeat(26) }, '4004301 feeType'],
    ['transfer', { amount: '200000.00' }, '4004302 amount.value'],
    ['status', { originalPartnerReferenceNo: '' }, '4005302 originalPartnerReferenceNo'],
    ['status', { serviceCode: undefined }, '4005302 serviceCode'],
    ['status', { serviceCode: '42' }, '4005301 serviceCode'],
    ['status', { originalExternalId: '1'.repeat(33) }, '4005301 originalExternalId'],
    ['balance', { accountNo: undefined }, '4001102 accountNo'],
    ['balance', { accountNo: 'A'.repeat(17) }, '4001101 accountNo'],
  ] as const)('of %s with %j is %s', async (call, change, expected) => {
    const { status, body } = await CALLS[call](change);
    expect(status).toBe(400);
    expect(`${body.responseCode} ${body.responseMessage.split(' ').at(-1)}`).toBe(expected);
  });

  it.each([['not json'], ['[]'], ['null'], ['{"a":"\\xZZ"}']])('that is %s is 4001100', async (body) => {
    const reply = await doku.call('balance-inquiry', body);
    expect([reply.status, reply.body.responseCode]).toEqual([400, 4001100]);
  });

  it('may leave out the channel and the fee type', async () => {
    const inquiry = await doku.inquire({ additionalInfo: { channelCode: undefined } });
    const change = { feeType: undefined, additionalInfo: { channelCode: undefined } };
    expect((await doku.transfer(inquiry.body, change)).status).toBe(200);
  });
});
