import { reply } from '../testing/scripted-server.js';
import { KirimBench } from './fixtures/bench.js';
import { CUSTOMER_NUMBER, inquiryAnswer, order, refusal, statusAnswer, transferAnswer } from './fixtures/setup.js';

const open: KirimBench[] = [];
const answering = async (body: string, httpStatus = 200) => {
  const bench = await KirimBench.open({ answer: () => reply({ httpStatus, body }) });
  open.push(bench);
  return bench;
};
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close();
});

describe('the requests of Kirim DOKU', () => {
  it('sends the inquiry as documented', async () => {
    const bench = await answering(inquiryAnswer());
    await bench.inquire();
    const { partnerReferenceNo, ...fields } = bench.sent();
    expect(partnerReferenceNo).toMatch(/^019a0000000070008000000000000001[0-9a-f]{16}$/);
    expect(fields).toEqual({
      customerNumber: CUSTOMER_NUMBER,
      amount: { value: '50000.00', currency: 'IDR' },
      beneficiaryAccountNumber: '8760673566',
      additionalInfo: {
        channelCode: '07',
        beneficiaryBankCode: '014',
        beneficiaryAccountName: 'BENEFICIARY',
        senderCountryCode: 'ID',
      },
    });
  });

  it('gives every inquiry a reference of its own, and keeps it for the transfer and the status check', async () => {
    const bench = await answering(inquiryAnswer());
    const [first, second] = [await bench.inquire(), await bench.inquire()];
    if (first?.kind !== 'passed' || second?.kind !== 'passed') throw new Error('not passed');
    expect(first.ticket.partnerReferenceNo).not.toBe(second.ticket.partnerReferenceNo);
    for (const { ticket } of [first, second]) {
      await bench.transfer({ ticket });
      expect(bench.sent()).toMatchObject({
        partnerReferenceNo: ticket.partnerReferenceNo,
        sessionId: ticket.sessionId,
      });
      await bench.checkStatus({ ticket });
      expect(bench.sent()).toMatchObject({ originalPartnerReferenceNo: ticket.partnerReferenceNo });
    }
  });

  it('sends the transfer as documented', async () => {
    const bench = await answering(transferAnswer());
    await bench.transfer({ accountName: 'FHILEA HERMANUS', amount: 9_007_199_254_740_993n });
    expect(bench.sent()).toEqual({
      partnerReferenceNo: order.ticket.partnerReferenceNo,
      customerNumber: CUSTOMER_NUMBER,
      beneficiaryAccountNumber: '8760673566',
      beneficiaryBankCode: '014',
      amount: { value: '9007199254740993.00', currency: 'IDR' },
      sessionId: 'I0438729855304540',
      feeType: '',
      additionalInfo: {
        channelCode: '07',
        beneficiaryFirstName: 'FHILEA',
        beneficiaryLastName: 'HERMANUS',
        beneficiaryBankName: 'Bank Central Asia BCA',
        beneficiaryAccountName: 'FHILEA HERMANUS',
        senderCountryCode: 'ID',
        senderFirstName: 'John',
        senderLastName: 'Doe',
        remark: 'Salary of November',
      },
    });
  });

  it('sends the name of the inquiry unchanged, and no sender when there is none', async () => {
    const bench = await answering(transferAnswer());
    const accountName = `CATUR "NUGROHO"${' '.repeat(17)}`;
    await bench.transfer({ accountName, sender: { id: null, name: null } });
    const { additionalInfo } = bench.sent();
    expect(additionalInfo.beneficiaryAccountName).toBe(accountName);
    expect('senderFirstName' in additionalInfo || 'senderLastName' in additionalInfo).toBe(false);
  });

  it('asks for the status by our reference, and by the id of DOKU once that is known', async () => {
    const bench = await answering(statusAnswer());
    await bench.checkStatus();
    expect(bench.sent()).toEqual({ originalPartnerReferenceNo: order.ticket.partnerReferenceNo, serviceCode: '43' });
    await bench.checkStatus({ providerReference: 'DK01123220' });
    expect(bench.sent()).toEqual({
      originalPartnerReferenceNo: order.ticket.partnerReferenceNo,
      originalReferenceNo: 'DK01123220',
      serviceCode: '43',
    });
  });

  it('is named in notifications by our reference and its session, and by the id of DOKU once that is known', async () => {
    const { rail } = await answering(transferAnswer());
    const known = [`sendTrxId:${order.ticket.partnerReferenceNo}`, 'invoiceNumber:I0438729855304540'];
    expect(rail.transferKeys?.(order)).toEqual(known);
    expect(rail.transferKeys?.({ ...order, providerReference: 'DK01123220' })).toEqual([
      ...known,
      'transactionId:DK01123220',
    ]);
    expect(rail.transferKeys?.({ ...order, ticket: {} })).toEqual([]);
  });
});

describe('an inquiry', () => {
  it.each([2004200, '2004200'])('passes with the code %j', async (responseCode) => {
    const bench = await answering(inquiryAnswer({ responseCode }));
    expect(await bench.inquire()).toEqual({
      kind: 'passed',
      accountName: 'Test Account',
      ticket: {
        partnerReferenceNo: expect.any(String),
        sessionId: 'I0438729855304540',
        bankName: 'Bank Central Asia BCA',
      },
      providerReference: 'I0438729855304540',
      fee: 4_500n,
      providerMessage: { code: '2004200', message: 'Successful' },
    });
  });

  it.each([
    { sessionId: undefined },
    { sessionId: '' },
    { sessionId: ' ' },
    { sessionId: 'I\u00001' },
    { beneficiaryAccountName: undefined },
    { beneficiaryAccountName: '   ' },
    { beneficiaryAccountName: '\u0000\u202e' },
  ])('does not pass with %j', async (fields) => {
    const bench = await answering(inquiryAnswer(fields));
    expect(await bench.inquire()).toMatchObject({
      kind: 'unavailable',
      providerMessage: { code: '2004200', message: 'incomplete answer: Successful' },
    });
  });

  it.each([
    [{ feeAmount: { value: '4500.00', currency: 'IDR' } }, 4_500n],
    [{ feeAmount: '4500.50' }, null],
    [{}, null],
    ['', null],
  ])('with %j has the fee %s', async (additionalInfo, fee) => {
    const bench = await answering(inquiryAnswer({ additionalInfo }));
    expect(await bench.inquire()).toMatchObject({ kind: 'passed', fee });
  });

  it('passes when the bank code lost its zero', async () => {
    const bench = await answering(inquiryAnswer({ beneficiaryBankCode: 14 }));
    expect(await bench.inquire()).toMatchObject({ kind: 'passed' });
  });

  it('keeps the padding of a name, and does not need optional fields', async () => {
    const beneficiaryAccountName = `CATUR NUGROHO${' '.repeat(17)}`;
    const bench = await answering(
      inquiryAnswer({
        beneficiaryAccountName,
        beneficiaryBankName: undefined,
        referenceNo: undefined,
        amount: undefined,
      }),
    );
    const outcome = await bench.inquire();
    expect(outcome).toMatchObject({ kind: 'passed', accountName: beneficiaryAccountName, providerReference: null });
    expect(outcome?.kind === 'passed' && 'bankName' in outcome.ticket).toBe(false);
  });

  it.each([
    ['4044211', 200],
    ['2004200', 400],
    ['4044311', 404],
  ])('is unavailable with the code %s under HTTP %i', async (code, httpStatus) => {
    const bench = await answering(inquiryAnswer({ responseCode: code }), httpStatus);
    expect(await bench.inquire()).toMatchObject({ kind: 'unavailable', providerMessage: { code } });
  });
});

describe('a transfer', () => {
  it('that DOKU took is accepted, not paid, and returns the id of DOKU', async () => {
    const bench = await answering(transferAnswer());
    expect(await bench.transfer()).toEqual({
      kind: 'accepted',
      providerMessage: { code: '2004300', message: 'Successful' },
      transferDetails: { providerReference: 'DK01123220' },
    });
  });

  it.each([
    ['a plain text', '50000.00'],
    ['an object', { value: '50000.00', currency: 'IDR' }],
    ['nothing', undefined],
  ])('is accepted with %s as its amount', async (_, amount) => {
    const bench = await answering(transferAnswer({}, { amount }));
    expect(await bench.transfer()).toMatchObject({ kind: 'accepted' });
  });

  it('is accepted without an id, and with an invalid date', async () => {
    const bench = await answering(transferAnswer({ referenceNo: undefined, transactionDate: '41:52. 022' }));
    const outcome = await bench.transfer();
    expect(outcome.kind).toBe('accepted');
    expect('transferDetails' in outcome && outcome.transferDetails !== undefined).toBe(false);
  });

  it('keeps the id of DOKU when the answer is in doubt, but not from an answer about another', async () => {
    const doubtful = await answering(transferAnswer({ responseCode: '5004301' }), 500);
    expect(await doubtful.transfer()).toMatchObject({
      kind: 'ambiguous',
      transferDetails: { providerReference: 'DK01123220' },
    });
    const other = await answering(transferAnswer({ partnerReferenceNo: 'another' }));
    expect(await other.transfer()).toEqual({
      kind: 'ambiguous',
      providerMessage: { code: '2004300', message: 'Successful' },
      alert: expect.stringContaining('partnerReferenceNo'),
    });
  });

  it.each([
    ['4034314', 200],
    ['4034314', 400],
    ['4034214', 403],
    ['2004300', 202],
  ])('is ambiguous with the code %s under HTTP %i', async (code, httpStatus) => {
    const bench = await answering(transferAnswer({ responseCode: code }), httpStatus);
    expect(await bench.transfer()).toMatchObject({ kind: 'ambiguous', providerMessage: { code } });
  });

  it('is not refused by a message about another account', async () => {
    const body = JSON.stringify({ responseCode: '4034314', beneficiaryAccountNumber: '1234567890' });
    const bench = await answering(body, 403);
    expect(await bench.transfer()).toMatchObject({ kind: 'ambiguous', alert: expect.any(String) });
  });

  it('keeps evidence without what identifies us or the payee', async () => {
    const bench = await answering(transferAnswer());
    await bench.transfer();
    const exchange = bench.exchanges.at(-1);
    expect(JSON.parse(exchange?.request ?? '')).toMatchObject({
      partnerReferenceNo: order.ticket.partnerReferenceNo,
      customerNumber: '[dropped]',
      beneficiaryAccountNumber: '******3566',
      beneficiaryBankCode: '014',
      amount: { value: '50000.00', currency: 'IDR' },
      additionalInfo: {
        beneficiaryFirstName: 'T***',
        beneficiaryLastName: 'A******',
        beneficiaryAccountName: 'T*** A******',
        senderFirstName: 'J***',
        senderLastName: 'D**',
        remark: '[dropped]',
      },
    });
    expect(exchange?.response).toContain('"referenceNo":"DK01123220"');
  });
});

describe('a status check', () => {
  it.each([2005300, '2005300'])('with 00 and the code %j means paid', async (responseCode) => {
    const bench = await answering(statusAnswer({ responseCode }));
    expect(await bench.checkStatus({ providerReference: 'DK01123220' })).toEqual({
      kind: 'paid',
      providerMessage: { code: '00', message: 'Transaction is successfully processed' },
    });
  });

  it('uses the message that it has', async () => {
    const bench = await answering(statusAnswer({ transactionStatusDesc: '', latestTransactionStatus: '06' }));
    expect(await bench.checkStatus()).toMatchObject({
      kind: 'refused',
      providerMessage: { code: '06', message: 'Transfer Approve' },
    });
  });

  it.each(['08', '0', '', null, undefined])(
    'has no information with the status %j',
    async (latestTransactionStatus) => {
      const bench = await answering(statusAnswer({ latestTransactionStatus }));
      expect(await bench.checkStatus()).toMatchObject({ kind: 'no_information' });
    },
  );

  it('keeps the code of an answer without a status', async () => {
    const bench = await answering(statusAnswer({ latestTransactionStatus: undefined }));
    expect(await bench.checkStatus()).toEqual({
      kind: 'no_information',
      providerMessage: { code: '2005300', message: 'Successful' },
    });
  });

  it('does not take a number for the status 00', async () => {
    const bench = await answering(statusAnswer({ latestTransactionStatus: 0 }));
    expect(await bench.checkStatus()).toMatchObject({ kind: 'no_information' });
  });

  it.each(['04', '05', '06'])('takes the status %s only of our transfer', async (latestTransactionStatus) => {
    const nobodys = await answering(statusAnswer({ latestTransactionStatus, originalPartnerReferenceNo: undefined }));
    expect(await nobodys.checkStatus()).toMatchObject({ kind: 'no_information' });
    const anothers = await answering(statusAnswer({ latestTransactionStatus, originalPartnerReferenceNo: 'another' }));
    expect(await anothers.checkStatus()).toMatchObject({ kind: 'no_information', alert: expect.any(String) });
  });

  it('says refused of a transfer whose amounts are zero by now', async () => {
    const zero = { amount: { value: '0.00', currency: 'IDR' } };
    const bench = await answering(
      statusAnswer({ ...zero, latestTransactionStatus: '06' }, { beneficiaryAmount: '0.00' }),
    );
    expect(await bench.checkStatus()).toMatchObject({ kind: 'refused', certainty: 'definite' });
  });

  it('has no information about a transfer with another id of DOKU', async () => {
    const bench = await answering(statusAnswer());
    expect(await bench.checkStatus({ providerReference: 'DK1' })).toMatchObject({
      kind: 'no_information',
      alert: expect.stringContaining('originalReferenceNo'),
    });
  });

  it('returns not found without an echo', async () => {
    const bench = await answering(refusal('4045301', 'Transaction Not Found'), 404);
    expect(await bench.checkStatus()).toMatchObject({ kind: 'not_found' });
  });

  it.each([
    ['2005300', 500],
    ['2005300', 202],
    ['4045301', 200],
    ['2004300', 200],
  ])('has no information with the code %s under HTTP %i', async (code, httpStatus) => {
    const bench = await answering(statusAnswer({ responseCode: code }), httpStatus);
    expect(await bench.checkStatus()).toMatchObject({ kind: 'no_information' });
  });

  it('has no information about an order without its ticket, and records that', async () => {
    const bench = await answering(statusAnswer());
    expect(await bench.checkStatus({ ticket: {} })).toMatchObject({ kind: 'no_information' });
    expect(bench.exchanges).toMatchObject([{ step: 'status', error: expect.stringContaining('ticket') }]);
    expect(bench.server.requests).toEqual([]);
  });
});
