import {
  callerRequest,
  EMAIL,
  GOOD_ACCOUNT,
  inquiryRequest,
  type SandboxClient,
  startSandbox,
  statusRequest,
  transferRequest,
} from '../testing/sandbox-client.js';

let sandbox: SandboxClient;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.control('POST', 'reset'));
afterAll(() => sandbox.close());

describe('the answers', () => {
  it('of an inquiry are written as in the document: 50000.0, a bare disburseId, twelve digits of reference', async () => {
    const { status, headers, text } = await sandbox.post('inquirysandbox', inquiryRequest());
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(text).toMatch(
      new RegExp(
        `^{"email":"${EMAIL}","bankCode":"014","bankAccount":"${GOOD_ACCOUNT}","amountTransfer":50000\\.0,` +
          '"accountName":"Test Account","custRefNumber":"0\\d{11}","disburseId":[1-9]\\d*,' +
          '"responseCode":"00","responseDesc":"Success"}$',
      ),
    );
  });

  it('of a failed inquiry hold empty fields and disburseId 0', async () => {
    const { status, text } = await sandbox.post('inquirysandbox', inquiryRequest({ amountTransfer: 1 }));
    expect(status).toBe(200);
    expect(text).toBe(
      `{"email":"${EMAIL}","bankCode":"014","bankAccount":"${GOOD_ACCOUNT}","amountTransfer":1.0,"accountName":"",` +
        '"custRefNumber":"","disburseId":0,"responseCode":"-141","responseDesc":"Amount transfer Invalid"}',
    );
  });

  it('of a transfer repeat the request and name no disburseId', async () => {
    const inquiry = await sandbox.inquire();
    const { text } = await sandbox.post('transfersandbox', transferRequest(inquiry));
    expect(text).toBe(
      `{"email":"${EMAIL}","bankCode":"014","bankAccount":"${GOOD_ACCOUNT}","amountTransfer":50000.0,` +
        `"accountName":"Test Account","custRefNumber":"${inquiry.custRefNumber}","responseCode":"00","responseDesc":"Success"}`,
    );
  });

  it('of a status check print two decimals and no email', async () => {
    const inquiry = await sandbox.inquire();
    await sandbox.transfer(inquiry);
    const { text } = await sandbox.post('inquirystatus', statusRequest(String(inquiry.disburseId)));
    expect(text).toBe(
      `{"bankCode":"014","bankAccount":"${GOOD_ACCOUNT}","amountTransfer":50000.00,"accountName":"Test Account",` +
        `"custRefNumber":"${inquiry.custRefNumber}","responseCode":"00","responseDesc":"Success"}`,
    );
  });

  it('of a balance check print decimals', async () => {
    const { text } = await sandbox.post('checkbalance', callerRequest());
    expect(text).toBe(
      `{"userId":3551,"email":"${EMAIL}","balance":1000000000000.00,"effectiveBalance":1000000000000.00,` +
        '"responseCode":"00","responseDesc":"Success"}',
    );
  });

  it('of the bank list hold the whole list with limits as text', async () => {
    const { responseCode, Banks } = await sandbox.postJson('listBank', callerRequest());
    expect(responseCode).toBe('00');
    expect(Banks).toHaveLength(110);
    expect(Banks).toContainEqual({ bankCode: '014', bankName: 'BANK CENTRAL ASIA', maxAmountTransfer: '50000000' });
    expect(Banks).toContainEqual({ bankCode: '002', bankName: 'BANK BRI', maxAmountTransfer: '100000000' });
    expect(Banks).toContainEqual({ bankCode: '1010', bankName: 'OVO', maxAmountTransfer: '25000000' });
  });

  it('are the same on the production paths', async () => {
    const inquiry = await sandbox.postJson('inquiry', inquiryRequest());
    expect(inquiry.responseCode).toBe('00');
    expect((await sandbox.postJson('transfer', transferRequest(inquiry))).responseCode).toBe('00');
  });

  it.each(['inquirysandbox', 'transfersandbox', 'inquirystatus', 'checkbalance', 'listBank'])(
    'to rubbish on %s are -952 in HTTP 200',
    async (path) => {
      const { status, text } = await sandbox.post(path, 'rubbish');
      expect(status).toBe(200);
      expect(JSON.parse(text)).toMatchObject({ responseCode: '-952', responseDesc: 'Invalid Parameter' });
    },
  );
});

describe('the test accounts', () => {
  it.each([
    ['8760673566', '00'],
    ['8760673511', 'TO'],
    ['8760673512', '-100'],
    ['8760673513', 'LD'],
    ['8760673514', '91'],
    ['8760673515', '89'],
    ['8760673559', '00'],
    ['8760673560', '00'],
    ['8760673561', '00'],
    ['8760673562', '00'],
    ['8760673563', '00'],
    ['8760673564', '00'],
    ['8760673565', '00'],
    ['1234567890', '76'],
  ])('%s answers an inquiry with %s', async (account, code) => {
    const inquiry = await sandbox.inquire(account);
    expect(inquiry.responseCode).toBe(code);
    expect(inquiry.accountName).toBe(code === '00' ? 'Test Account' : '');
    expect(inquiry.disburseId > 0).toBe(code === '00');
  });

  it.each([
    ['8760673566', '00', true, ['00', '00']],
    ['8760673559', 'LD', false, ['-420', '-420']],
    ['8760673560', '91', false, ['91', '76', '76']],
    ['8760673561', 'TO', true, ['TO', '00', '00']],
    ['8760673562', '-510', false, ['-510', '-510']],
    ['8760673563', '89', true, ['89', '00', '00']],
    ['8760673564', '68', false, ['68', '76', '76']],
    ['8760673565', '-100', false, ['-100', 'NF', 'NF']],
  ])('%s answers a transfer with %s, moves: %s, and then returns %j', async (account, code, moves, statusCodes) => {
    const inquiry = await sandbox.inquire(account);
    expect((await sandbox.transfer(inquiry)).responseCode).toBe(code);
    const codes: string[] = [];
    for (const _ of statusCodes) codes.push((await sandbox.checkStatus(inquiry)).responseCode);
    expect(codes).toEqual(statusCodes);
    const { transfers, totals } = await sandbox.books();
    expect(transfers).toMatchObject([{ bankAccount: account, answered: code, moved: moves }]);
    expect(totals).toEqual({
      transferRequests: 1,
      movedCount: moves ? 1 : 0,
      movedAmount: moves ? 50_000 : 0,
      returnedCount: 0,
      returnedAmount: 0,
    });
  });
});

describe('a transfer', () => {
  it('of an unknown disburseId is -420', async () => {
    const inquiry = await sandbox.inquire();
    expect((await sandbox.transfer({ ...inquiry, disburseId: 1 })).responseCode).toBe('-420');
  });

  it.each([
    ['bankCode', '002'],
    ['bankAccount', '8760673561'],
    ['accountName', 'Test Account '],
    ['custRefNumber', '1'],
    ['amountTransfer', 50_001],
  ])('whose %s differs from the inquiry is -952 and moves nothing', async (field, value) => {
    const inquiry = await sandbox.inquire();
    expect((await sandbox.transfer(inquiry, { [field]: value })).responseCode).toBe('-952');
    const { transfers, movements } = await sandbox.books();
    expect(transfers).toMatchObject([{ answered: '-952', moved: false }]);
    expect(movements).toEqual([]);
  });

  it('sent twice pays twice, and the books show both', async () => {
    const inquiry = await sandbox.inquire();
    const request = transferRequest(inquiry);
    expect((await sandbox.postJson('transfersandbox', request)).responseCode).toBe('00');
    expect((await sandbox.postJson('transfersandbox', request)).responseCode).toBe('00');
    const { transfers, movements, totals } = await sandbox.books(`?disburseId=${inquiry.disburseId}`);
    expect(totals).toEqual({
      transferRequests: 2,
      movedCount: 2,
      movedAmount: 100_000,
      returnedCount: 0,
      returnedAmount: 0,
    });
    expect(movements.map((movement: { sequence: number }) => movement.sequence)).toEqual(
      transfers.map((entry: { sequence: number }) => entry.sequence),
    );
    expect((await sandbox.postJson('checkbalance', callerRequest())).effectiveBalance).toBe(999_999_900_000);
  });

  it('above the effective balance is -510 and moves nothing, whatever the account', async () => {
    await sandbox.control('POST', 'balance', { effectiveBalance: 49_999 });
    const inquiry = await sandbox.inquire();
    expect((await sandbox.transfer(inquiry)).responseCode).toBe('-510');
    expect((await sandbox.checkStatus(inquiry)).responseCode).toBe('-510');
    expect((await sandbox.books()).movements).toEqual([]);
    await sandbox.control('POST', 'balance', { effectiveBalance: 50_000 });
    expect((await sandbox.transfer(inquiry)).responseCode).toBe('00');
  });

  it('is paid while DOKU has nothing, and refused while only DOKU has something', async () => {
    await sandbox.control('POST', 'balance', { provider: 'doku', effectiveBalance: 0 });
    expect((await sandbox.transfer(await sandbox.inquire())).responseCode).toBe('00');
    expect((await sandbox.postJson('checkbalance', callerRequest())).effectiveBalance).toBe(999_999_950_000);
    await sandbox.control('POST', 'balance', { provider: 'doku', effectiveBalance: 1_000_000 });
    await sandbox.control('POST', 'balance', { provider: 'duitku', effectiveBalance: 0 });
    expect((await sandbox.transfer(await sandbox.inquire())).responseCode).toBe('-510');
    expect((await sandbox.cashOut()).responseCode).toBe('-510');
  });

  it('that moved keeps its status when the same id is sent again and refused', async () => {
    const inquiry = await sandbox.inquire();
    await sandbox.transfer(inquiry);
    await sandbox.control('POST', 'balance', { effectiveBalance: 0 });
    expect((await sandbox.transfer(inquiry)).responseCode).toBe('-510');
    expect((await sandbox.checkStatus(inquiry)).responseCode).toBe('00');
  });

  it('is booked with the hash of its bytes and the port it came from', async () => {
    const inquiry = await sandbox.inquire();
    const body = JSON.stringify(transferRequest(inquiry), null, 3);
    await sandbox.post('transfersandbox', body);
    const [entry] = (await sandbox.books()).transfers;
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(body));
    expect(entry).toMatchObject({
      disburseId: String(inquiry.disburseId),
      custRefNumber: inquiry.custRefNumber,
      amount: 50_000,
      sha256: Buffer.from(digest).toString('hex'),
      receiptCheck: null,
    });
    expect(entry.remotePort).toBeGreaterThan(0);
    expect(Math.abs(Date.parse(entry.receivedAt) - Date.now())).toBeLessThan(10_000);
  });
});

describe('a status check', () => {
  it('of an id never seen, or inquired but never transferred, is -420 with empty fields', async () => {
    const inquiry = await sandbox.inquire();
    for (const disburseId of ['1', String(inquiry.disburseId)]) {
      const { text } = await sandbox.post('inquirystatus', statusRequest(disburseId));
      expect(text).toBe(
        '{"bankCode":"","bankAccount":"","amountTransfer":0.00,"accountName":"","custRefNumber":"",' +
          '"responseCode":"-420","responseDesc":"Transfer not Found"}',
      );
    }
  });

  it('with a wrong signature is refused and uses up no scripted code', async () => {
    const inquiry = await sandbox.inquire('8760673561');
    await sandbox.transfer(inquiry);
    const bad = { ...statusRequest(String(inquiry.disburseId)), signature: 'f'.repeat(64) };
    expect((await sandbox.postJson('inquirystatus', bad)).responseCode).toBe('-191');
    expect((await sandbox.checkStatus(inquiry)).responseCode).toBe('TO');
  });
});
