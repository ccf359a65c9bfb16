import { createHash } from 'node:crypto';
import type { TransferOrder } from '../port/provider.js';
import type { CashPickup } from '../port/rail-declaration.js';
import { recorder, startProvider } from '../testing/provider-setup.js';
import { reply, ScriptedServer } from '../testing/scripted-server.js';
import { EMAIL, type RawFields, SECRET_KEY } from './fixtures/answers.js';
import { cashOutAnswer, cashOutStatus, cashOutOrder as order, PIN, TOKEN } from './fixtures/cash-out-rail.js';
import { duitkuSetup } from './fixtures/setup.js';
import { duitku } from './index.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

/** The rail on a server that always gives the same answer. */
async function cashOutAnswering(body: string) {
  const server = await ScriptedServer.start();
  server.script = () => reply({ body });
  const api = await ScriptedServer.start();
  api.script = () => reply({ body });
  const environment = { ...duitkuSetup.environment(api.url), DUITKU_CASH_OUT_BASE_URL: server.url };
  const provider = startProvider(duitku, environment, 5_000);
  open.push(server, api, provider);
  const rail = provider.rails.find(({ name }) => name === 'duitku.cash_out');
  if (!rail) throw new Error('no rail');
  const context = recorder();
  return {
    server,
    api,
    rail,
    exchanges: context.exchanges,
    transfer: (changes: Partial<TransferOrder> = {}) => {
      const changed = { ...order, ...changes };
      return rail.transfer(rail.prepareTransfer(changed, new Date()), changed, context);
    },
    checkStatus: (changes: Partial<TransferOrder> = {}) => rail.checkStatus({ ...order, ...changes }, context),
  };
}

const pickup = order.destination as CashPickup;
const atPos: Partial<TransferOrder> = { destination: { ...pickup, outlet: 'pos_indonesia' } };

/** What was learned, secrets revealed. */
function revealed(outcome: object) {
  const { transferDetails } = outcome as { transferDetails?: import('../port/outcome.js').TransferDetails };
  const { providerReference, cashPickup } = transferDetails ?? {};
  return { providerReference, token: cashPickup?.token.reveal(), pin: cashPickup?.pin?.reveal() };
}

describe('the request of a cash out', () => {
  it('goes to the host of Cash Out as documented, signed at the time of the intent', async () => {
    const { rail, server } = await cashOutAnswering(cashOutAnswer());
    const prepared = rail.prepareTransfer(order, new Date(1637304586325));
    expect(prepared.url).toBe(`${server.url}/api/cashout/inquiry`);
    expect(JSON.parse(prepared.body.toString('utf8'))).toEqual({
      userId: 735500193551,
      email: EMAIL,
      amountTransfer: 50000,
      custRefNumber: '123456789',
      bankCode: '2010',
      accountName: 'Siti Rahayu',
      accountAddress: 'Jl. Raya Perjuangan 1, Kb. Jeruk',
      accountIdentity: '3173051208900001',
      phoneNumber: '082211789110',
      purpose: 'Test inquiry CashOut',
      callbackUrl: 'https://salur.example/callbacks/duitku/cash-out/0b5f3c1e9a',
      timestamp: 1637304586325,
      signature: createHash('sha256')
        .update(`${EMAIL}163730458632550000Test inquiry CashOut${SECRET_KEY}`)
        .digest('hex'),
    });
  });

  it('names the outlet by its code, and leaves out an address that is not known', async () => {
    const { rail } = await cashOutAnswering(cashOutAnswer());
    const destination: CashPickup = { ...pickup, outlet: 'pos_indonesia', address: null };
    const body = JSON.parse(rail.prepareTransfer({ ...order, destination }, new Date()).body.toString('utf8'));
    expect(body.bankCode).toBe('2011');
    expect('accountAddress' in body).toBe(false);
  });

  it('is not built without an address for the callback, nor for a bank account', async () => {
    const { rail } = await cashOutAnswering(cashOutAnswer());
    expect(() => rail.prepareTransfer({ ...order, callbackUrl: null }, new Date())).toThrow('address for its callback');
    const destination = { type: 'bank_account', bankCode: '014', accountNumber: '8760673566' } as const;
    expect(() => rail.prepareTransfer({ ...order, destination }, new Date())).toThrow('pays out cash');
  });

  it('needs no request before it', async () => {
    const { rail } = await cashOutAnswering(cashOutAnswer());
    expect(rail.inquire).toBeUndefined();
  });
});

describe('the answer to a cash out', () => {
  it.each([TOKEN, `"${TOKEN}"`, `${TOKEN}.0`])(
    'is accepted and returns the token %s, the pin and the id',
    async (token) => {
      const { transfer } = await cashOutAnswering(cashOutAnswer({ token }));
      const outcome = await transfer();
      expect(outcome.kind).toBe('accepted');
      expect(revealed(outcome)).toEqual({ providerReference: '23042', token: TOKEN, pin: PIN });
    },
  );

  it('keeps the zeros of a token and of a pin, and digits beyond 2^53', async () => {
    const { transfer } = await cashOutAnswering(cashOutAnswer({ token: '"000426073103"', pin: '"000000"' }));
    expect(revealed(await transfer())).toMatchObject({ token: '000426073103', pin: '000000' });
    const long = await cashOutAnswering(cashOutAnswer({ token: '9007199254740993' }));
    expect(revealed(await long.transfer())).toMatchObject({ token: '9007199254740993' });
  });

  it('needs no pin at Indomaret', async () => {
    for (const pin of ['""', 'null', null]) {
      const { transfer } = await cashOutAnswering(cashOutAnswer({ pin }));
      const outcome = await transfer();
      expect(outcome).toMatchObject({ kind: 'accepted', transferDetails: { cashPickup: { pin: null } } });
    }
  });

  it('is ambiguous at Pos Indonesia without a pin, and still returns the rest', async () => {
    const { transfer } = await cashOutAnswering(cashOutAnswer({ pin: '""' }));
    const outcome = await transfer(atPos);
    expect(outcome).toMatchObject({ kind: 'ambiguous', alert: expect.stringContaining('pin') });
    expect(revealed(outcome)).toEqual({ providerReference: '23042', token: TOKEN, pin: undefined });
  });

  it.each([
    null,
    'null',
    '""',
    '0',
    '0.0',
    '2.30426073103E+11',
    '230426073103.5',
    '-1.5',
    '"23 04"',
    '{}',
    '[1]',
    'true',
  ])('is ambiguous with the token %s, raises an alert, and returns the id', async (token) => {
    const { transfer } = await cashOutAnswering(cashOutAnswer({ token }));
    const outcome = await transfer();
    expect(outcome).toMatchObject({ kind: 'ambiguous', alert: expect.stringContaining('token') });
    expect(outcome).toMatchObject({ transferDetails: { providerReference: '23042' } });
    expect(revealed(outcome).token).toBeUndefined();
  });

  it.each(['0', '""', null, '"2\\u00003"'])('returns no id when disburseId is %s', async (disburseId) => {
    const { transfer } = await cashOutAnswering(cashOutAnswer({ disburseId }));
    expect(revealed(await transfer())).toMatchObject({ providerReference: null, token: TOKEN });
  });

  it.each<RawFields>([
    { phoneNumber: '"+62 822-1178-9110"' },
    { phoneNumber: '"6282211789110"' },
    { phoneNumber: '82211789110' },
    { accountName: '"SITI  RAHAYU "' },
    { accountName: '"SITI RAHA"' },
    { accountName: '""' },
    { custRefNumber: '"000123456789"' },
    { amountTransfer: '50000.00' },
  ])('is about our order with %j', async (fields) => {
    const { transfer } = await cashOutAnswering(cashOutAnswer(fields));
    expect(await transfer()).toMatchObject({ kind: 'accepted' });
  });

  it('returns no details when it is about another order', async () => {
    const { transfer } = await cashOutAnswering(cashOutAnswer({ custRefNumber: '"987654321"' }));
    const outcome = await transfer();
    expect(outcome).toMatchObject({ kind: 'ambiguous', alert: expect.stringContaining('custRefNumber') });
    expect(revealed(outcome).token).toBeUndefined();
  });

  it('returns its details when it repeats nothing of our order', async () => {
    const fields = { custRefNumber: null, phoneNumber: null, amountTransfer: null };
    const { transfer } = await cashOutAnswering(cashOutAnswer(fields));
    const outcome = await transfer();
    expect(outcome).toMatchObject({ kind: 'ambiguous', alert: expect.any(String) });
    expect(revealed(outcome)).toMatchObject({ providerReference: '23042', token: TOKEN });
  });

  it('reads the message where the documentation puts it, and where its sample does', async () => {
    const { transfer } = await cashOutAnswering(cashOutAnswer({ responseDesc: null, responseMessage: '"Sukses"' }));
    expect(await transfer()).toMatchObject({ providerMessage: { code: '00', message: 'Sukses' } });
  });

  it('waits for the callback at code 80, with or without a token', async () => {
    for (const token of [TOKEN, null]) {
      const { transfer } = await cashOutAnswering(cashOutAnswer({ responseCode: '"80"', token }));
      expect(await transfer()).toMatchObject({ kind: 'accepted', providerMessage: { code: '80' } });
    }
  });

  it('shows neither token nor pin nor the address of the callback, in evidence and when printed', async () => {
    const { transfer, exchanges } = await cashOutAnswering(cashOutAnswer());
    const outcome = await transfer();
    const kept = JSON.stringify(exchanges) + JSON.stringify(outcome);
    for (const secret of [TOKEN, PIN, order.callbackUrl ?? '', '3173051208900001', '082211789110', 'Siti Rahayu']) {
      expect(kept).not.toContain(secret);
    }
    expect(JSON.parse(exchanges[0]?.response ?? '')).toMatchObject({ token: '[dropped]', pin: '[dropped]' });
  });
});

describe('the status check of a cash out', () => {
  it('asks by the disburseId of the answer, where the status of transfers is asked', async () => {
    const { checkStatus, server, api } = await cashOutAnswering(cashOutStatus());
    expect(await checkStatus()).toMatchObject({ kind: 'paid' });
    expect(server.requests).toEqual([]);
    expect(api.requests[0]?.path).toBe('/webapi/api/disbursement/inquirystatus');
    expect(JSON.parse(api.requests[0]?.body.toString('utf8') ?? '')).toMatchObject({ disburseId: '23042' });
  });

  it('has no information, and sends no query, when no answer contained the disburseId', async () => {
    const { checkStatus, api } = await cashOutAnswering(cashOutStatus());
    expect(await checkStatus({ providerReference: null })).toEqual({
      kind: 'no_information',
      providerMessage: { code: null, message: 'not queried: no answer contained the disburseId' },
    });
    expect(api.requests).toEqual([]);
  });

  it.each<RawFields>([{ custRefNumber: null }, { amountTransfer: '0.00' }])(
    'believes no success with %j',
    async (fields) => {
      const { checkStatus } = await cashOutAnswering(cashOutStatus(fields));
      expect(await checkStatus()).toMatchObject({ kind: 'no_information', alert: expect.any(String) });
    },
  );
});

describe('a callback about a cash out', () => {
  it('names it by our reference, which is known before the disburseId', async () => {
    const { rail } = await cashOutAnswering(cashOutAnswer());
    expect(rail.transferKeys?.({ ...order, providerReference: null, reference: '000000042' })).toEqual([
      'custRefNumber:42',
    ]);
    expect(rail.transferKeys?.({ ...order, providerReference: '0077', reference: '000000042' })).toEqual([
      'custRefNumber:42',
      'disburseId:77',
    ]);
  });
});
