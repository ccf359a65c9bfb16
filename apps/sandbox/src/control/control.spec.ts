import { GOOD_ACCOUNT, inquiryRequest, type SandboxClient, startSandbox } from '../testing/sandbox-client.js';

let sandbox: SandboxClient;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.control('POST', 'reset'));
afterAll(() => sandbox.close());

describe('faults', () => {
  it('are taken in the order they were given, each as often as ordered', async () => {
    await sandbox.orderFault({ step: 'inquiry', times: 2, action: { kind: 'code', code: 'TO' } });
    await sandbox.orderFault({ step: 'inquiry', action: { kind: 'code', code: 'LD' } });
    const codes: string[] = [];
    for (let sent = 0; sent < 4; sent += 1) codes.push((await sandbox.inquire()).responseCode);
    expect(codes).toEqual(['TO', 'TO', 'LD', '00']);
    const { faults } = (await sandbox.control('GET', 'faults')).body;
    expect(faults).toMatchObject([
      { step: 'inquiry', times: 2, fired: 2 },
      { step: 'inquiry', times: 1, fired: 1 },
    ]);
  });

  it('with times 0 last until they are cleared', async () => {
    await sandbox.orderFault({ step: 'inquiry', times: 0, action: { kind: 'code', code: 'TO' } });
    for (let sent = 0; sent < 3; sent += 1) expect((await sandbox.inquire()).responseCode).toBe('TO');
    await sandbox.control('DELETE', 'faults');
    expect((await sandbox.inquire()).responseCode).toBe('00');
  });

  it('wait for the account or the id they match', async () => {
    await sandbox.orderFault({
      step: 'inquiry',
      match: { bankAccount: '8760673561' },
      action: { kind: 'code', code: 'EE' },
    });
    expect((await sandbox.inquire()).responseCode).toBe('00');
    expect((await sandbox.inquire('8760673561')).responseCode).toBe('EE');
    const [first, second] = [await sandbox.inquire(), await sandbox.inquire()];
    const match = { disburseId: String(second.disburseId) };
    await sandbox.orderFault({ step: 'transfer', match, action: { kind: 'code', code: 'EE' } });
    expect((await sandbox.transfer(first)).responseCode).toBe('00');
    expect((await sandbox.transfer(second)).responseCode).toBe('EE');
  });

  it('match a cash out by its phone and a transfer of DOKU by its own name of the key', async () => {
    const [first, second] = [await sandbox.inquire(), await sandbox.inquire()];
    const match = { partnerReferenceNo: String(second.disburseId) };
    await sandbox.orderFault({ step: 'transfer', match, action: { kind: 'code', code: 'EE' } });
    expect((await sandbox.transfer(first)).responseCode).toBe('00');
    expect((await sandbox.transfer(second)).responseCode).toBe('EE');
    const { transfers } = await sandbox.books(`?partnerReferenceNo=${second.disburseId}`);
    expect(transfers).toMatchObject([{ answered: 'EE' }]);
    const phone = { phoneNumber: '082211789101' };
    await sandbox.orderFault({ step: 'cash_out', match: phone, action: { kind: 'code', code: 'EE' } });
    expect((await sandbox.cashOut()).responseCode).toBe('00');
    expect((await sandbox.cashOut(phone)).responseCode).toBe('EE');
    expect((await sandbox.control('GET', 'requests?phoneNumber=082211789101')).body.count).toBe(1);
  });
});

describe('accounts', () => {
  it('can be defined, with a padded name kept verbatim', async () => {
    const name = `CATUR NUGROHO${' '.repeat(17)}`;
    const { status, body } = await sandbox.control('PUT', 'accounts/123', { name });
    expect(status).toBe(200);
    expect(body).toEqual({
      bankAccount: '123',
      name,
      inquiryCode: '00',
      transferCode: '00',
      moves: true,
      statusCodes: ['00'],
    });
    const inquiry = await sandbox.inquire('123');
    expect(inquiry.accountName).toBe(name);
    expect((await sandbox.transfer(inquiry)).responseCode).toBe('00');
  });

  it('that refuse transfers neither move money nor turn out paid, unless an order says otherwise', async () => {
    await sandbox.control('PUT', 'accounts/123', { transferCode: '14' });
    const inquiry = await sandbox.inquire('123');
    expect((await sandbox.transfer(inquiry)).responseCode).toBe('14');
    expect((await sandbox.checkStatus(inquiry)).responseCode).toBe('76');
    expect((await sandbox.books()).totals.movedCount).toBe(0);
    await sandbox.control('PUT', 'accounts/123', { moves: true, statusCodes: ['80', '00'] });
    const second = await sandbox.inquire('123');
    expect((await sandbox.transfer(second)).responseCode).toBe('14');
    expect((await sandbox.checkStatus(second)).responseCode).toBe('80');
    expect((await sandbox.books()).totals.movedCount).toBe(1);
  });

  it('keep what a change does not name, test accounts included', async () => {
    await sandbox.control('PUT', 'accounts/8760673561', { name: 'BUDI' });
    expect((await sandbox.control('GET', 'accounts/8760673561')).body).toEqual({
      bankAccount: '8760673561',
      name: 'BUDI',
      inquiryCode: '00',
      transferCode: 'TO',
      moves: true,
      statusCodes: ['TO', '00'],
    });
  });
});

describe('the request log', () => {
  it('delays a query until enough requests were received', async () => {
    const waiting = sandbox.control('GET', 'requests?step=inquiry&bankAccount=8760673561&atLeast=2&waitMs=60000');
    await sandbox.inquire('8760673561');
    await sandbox.inquire(GOOD_ACCOUNT);
    await sandbox.inquire('8760673561');
    const { body } = await waiting;
    expect(body.count).toBe(2);
    expect(body.requests).toMatchObject([
      { step: 'inquiry', bankAccount: '8760673561', answered: '00' },
      { step: 'inquiry', bankAccount: '8760673561', answered: '00' },
    ]);
    expect(body.totals).toEqual({ inquiry: 3 });
  });

  it('returns the available requests when the wait is over', async () => {
    const { status, body } = await sandbox.control('GET', 'requests?step=transfer&bankAccount=&atLeast=1&waitMs=50');
    expect(status).toBe(200);
    expect(body).toEqual({ count: 0, totals: {}, requests: [] });
  });

  it('knows the account of a status check by its inquiry', async () => {
    const inquiry = await sandbox.inquire();
    await sandbox.transfer(inquiry);
    await sandbox.checkStatus(inquiry);
    const { requests } = await sandbox.waitForRequests(`step=status&bankAccount=${GOOD_ACCOUNT}`);
    expect(requests).toMatchObject([{ disburseId: String(inquiry.disburseId), answered: '00' }]);
  });

  it('keeps the last 10,000 requests and counts all', async () => {
    for (let round = 0; round < 101; round += 1) {
      await Promise.all(Array.from({ length: 100 }, () => sandbox.control('POST', 'redirect-target')));
    }
    const { body } = await sandbox.control('GET', 'requests?step=redirect_target');
    expect(body.count).toBe(10_100);
    expect(body.requests).toHaveLength(10_000);
  });
});

describe('an outage', () => {
  it('cuts every provider request without booking it, until it is over', async () => {
    const inquiry = await sandbox.inquire();
    await sandbox.control('POST', 'outage', { on: true });
    await expect(sandbox.transfer(inquiry)).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    await expect(sandbox.inquire()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    expect((await sandbox.waitForRequests('step=transfer')).requests).toMatchObject([{ answered: 'outage' }]);
    await sandbox.control('POST', 'outage', { on: false });
    expect((await sandbox.books()).transfers).toEqual([]);
    expect((await sandbox.transfer(inquiry)).responseCode).toBe('00');
  });
});

describe('the balance', () => {
  const FULL = { balance: 1_000_000_000_000, effectiveBalance: 1_000_000_000_000 };
  const read = async () => (await sandbox.control('GET', 'balance')).body;

  it('is ordered for every provider, or for one and the other keeps its own', async () => {
    expect(await read()).toEqual({ duitku: FULL, doku: FULL });
    const { body } = await sandbox.control('POST', 'balance', { effectiveBalance: 10, balance: 20 });
    const low = { balance: 20, effectiveBalance: 10 };
    expect([body, await read()]).toEqual([
      { duitku: low, doku: low },
      { duitku: low, doku: low },
    ]);
    const order = { effectiveBalance: 7, provider: 'doku' };
    expect((await sandbox.control('POST', 'balance', order)).body).toEqual({
      duitku: low,
      doku: { balance: 20, effectiveBalance: 7 },
    });
    await sandbox.control('POST', 'reset');
    expect(await read()).toEqual({ duitku: FULL, doku: FULL });
  });

  it('of Duitku pays its transfers and its cash, and does not change that of DOKU', async () => {
    await sandbox.transfer(await sandbox.inquire());
    await sandbox.cashOut();
    const { duitku, doku } = await read();
    const { totals } = await sandbox.books();
    expect(totals.movedCount).toBe(2);
    expect(duitku).toEqual({
      balance: FULL.balance - totals.movedAmount,
      effectiveBalance: FULL.effectiveBalance - totals.movedAmount,
    });
    expect(doku).toEqual(FULL);
  });
});

describe('a status script', () => {
  it('decides the next answers, the last for ever, whatever the transfer would say', async () => {
    const inquiry = await sandbox.inquire();
    await sandbox.control('POST', `status/${inquiry.disburseId}`, { codes: ['68', '00', '68'] });
    await sandbox.transfer(inquiry);
    const codes: string[] = [];
    for (let sent = 0; sent < 4; sent += 1) codes.push((await sandbox.checkStatus(inquiry)).responseCode);
    expect(codes).toEqual(['68', '00', '68', '68']);
  });
});

describe('the books', () => {
  it('can be read for one account, with totals of what is shown', async () => {
    await sandbox.transfer(await sandbox.inquire());
    await sandbox.transfer(await sandbox.inquire('8760673561', { amountTransfer: 10_000 }));
    const { transfers, totals } = await sandbox.books('?bankAccount=8760673561');
    expect(transfers).toMatchObject([{ bankAccount: '8760673561', amount: 10_000 }]);
    expect(totals).toEqual({
      transferRequests: 1,
      movedCount: 1,
      movedAmount: 10_000,
      returnedCount: 0,
      returnedAmount: 0,
    });
  });
});

describe('a reset', () => {
  it('brings back accounts, balance and empty books, clears faults and outage, drops held requests', async () => {
    const inquiry = await sandbox.inquire();
    await sandbox.control('PUT', 'accounts/123', {});
    await sandbox.orderFault({ step: 'transfer', action: { kind: 'hold' } });
    const held = sandbox.transfer(inquiry);
    held.catch(() => {});
    await sandbox.waitForRequests('step=transfer');
    await sandbox.orderFault({ step: 'inquiry', times: 0, action: { kind: 'code', code: 'EE' } });
    await sandbox.control('POST', 'outage', { on: true });
    await sandbox.control('POST', 'reset');
    await expect(held).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    expect((await sandbox.inquire('123')).responseCode).toBe('76');
    expect((await sandbox.checkStatus(inquiry)).responseCode).toBe('-420');
    expect((await sandbox.books()).totals).toEqual({
      transferRequests: 0,
      movedCount: 0,
      movedAmount: 0,
      returnedCount: 0,
      returnedAmount: 0,
    });
    expect((await sandbox.control('GET', 'faults')).body.faults).toEqual([]);
    const fresh = await sandbox.inquire();
    expect(Number(fresh.disburseId)).toBeGreaterThan(Number(inquiry.disburseId));
  });
});

describe('a control request that is invalid', () => {
  it.each([
    ['POST', 'faults', { step: 'send', action: { kind: 'silence' } }, 'step'],
    ['POST', 'faults', { step: 'transfer', action: { kind: 'explode' } }, 'action.kind'],
    ['POST', 'faults', { step: 'transfer', action: { kind: 'drop' } }, 'action.when'],
    ['POST', 'faults', { step: 'transfer', match: { account: '1' }, action: { kind: 'silence' } }, 'match.account'],
    ['POST', 'faults', { step: 'transfer', action: { kind: 'code', code: '' } }, 'action.code'],
    ['POST', 'faults', { step: 'transfer', action: { kind: 'redirect', status: 301, location: '/' } }, 'action.status'],
    [
      'POST',
      'faults',
      { step: 'transfer', action: { kind: 'raw', status: 200, body: 'x', bodyBase64: 'eA==' } },
      'action.bodyBase64',
    ],
    ['POST', 'faults', { step: 'transfer', times: -1, action: { kind: 'silence' } }, 'times'],
    ['PUT', 'accounts/1', { moves: 'yes' }, 'moves'],
    ['PUT', 'accounts/1', { nane: 'x' }, 'nane'],
    ['POST', 'status/1', { codes: [] }, 'codes'],
    ['POST', 'balance', {}, 'effectiveBalance'],
    ['POST', 'balance', { effectiveBalance: 1.5 }, 'effectiveBalance'],
    ['POST', 'balance', { effectiveBalance: 1, provider: 'other' }, 'provider'],
    ['POST', 'outage', { on: 1 }, 'on'],
    ['POST', 'release', { faultId: 1 }, 'faultId'],
    ['POST', 'outage', '{on', 'body'],
    ['GET', 'requests?waitMs=forever', undefined, 'waitMs'],
    ['GET', 'requests?step=send', undefined, 'step'],
    ['GET', 'books?account=1', undefined, 'account'],
  ] as const)('%s %s %j is 400 and names %s', async (method, path, order, field) => {
    const { status, body } = await sandbox.control(method, path, order);
    expect(status).toBe(400);
    expect(body.errors.map((error: { field: string }) => error.field)).toContain(field);
    expect(body.message).toContain(`${field}: `);
  });

  it('changes nothing', async () => {
    await sandbox.control('POST', 'faults', { step: 'inquiry', times: 0, action: { kind: 'explode' } });
    expect((await sandbox.postJson('inquirysandbox', inquiryRequest())).responseCode).toBe('00');
  });
});
