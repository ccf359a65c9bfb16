import { recorder, startProvider } from '../testing/provider-setup.js';
import { reply, ScriptedServer } from '../testing/scripted-server.js';
import { EMAIL } from './fixtures/answers.js';
import { duitkuSetup } from './fixtures/setup.js';
import { duitku } from './index.js';

let server: ScriptedServer;
beforeEach(async () => {
  server = await ScriptedServer.start();
});
afterEach(() => server.close());

async function ask<Result>(
  question: 'balance' | 'banks',
  body: string,
  httpStatus = 200,
): Promise<Result | null | undefined> {
  server.script = () => reply({ httpStatus, body });
  const provider = startProvider(duitku, duitkuSetup.environment(server.url), 5_000);
  const context = recorder();
  const result = await provider[question]?.(context);
  expect(context.exchanges).toMatchObject([{ step: question, outcome: result === null ? 'unavailable' : 'told' }]);
  expect(JSON.stringify(context.exchanges)).not.toContain(EMAIL);
  await provider.close();
  return result as Result | null | undefined;
}

const balanceAnswer = (balance: string, effectiveBalance: string) =>
  `{"userId":3551,"email":"${EMAIL}","balance":${balance},"effectiveBalance":${effectiveBalance},"responseCode":"00","responseDesc":"Success"}`;

describe('the balance', () => {
  it('is the effective balance of checkbalance', async () => {
    expect(await ask('balance', balanceAnswer('7177.00', '7000.00'))).toEqual({ available: 7000n, ledger: 7177n });
    expect(server.requests[0]?.path).toBe('/webapi/api/disbursement/checkbalance');
  });

  it.each([
    ['an error code', balanceAnswer('1', '1').replace('"00"', '"-191"'), 200],
    ['an error status', balanceAnswer('1', '1'), 500],
    ['an exponent', balanceAnswer('1', '1e9'), 200],
    ['no effective balance', '{"responseCode":"00","balance":7177.00}', 200],
    ['HTML', '<html>', 200],
  ])('is unknown after %s', async (_, body, httpStatus) => {
    expect(await ask('balance', body, httpStatus)).toBeNull();
  });
});

describe('the bank list', () => {
  it('contains each bank with its maximum, without unreadable rows', async () => {
    const banks = [
      { bankCode: '014', bankName: 'BANK CENTRAL ASIA', maxAmountTransfer: '50000000' },
      { bankCode: '1010', bankName: 'OVO', maxAmountTransfer: 0 },
      { bankCode: 8, bankName: 'BANK MANDIRI', maxAmountTransfer: 100_000_000 },
      { bankCode: '002', bankName: 'BANK BRI', maxAmountTransfer: 'unlimited' },
      { bankName: 'NO CODE', maxAmountTransfer: '1' },
      'not a bank',
    ];
    expect(await ask('banks', JSON.stringify({ responseCode: '00', responseDesc: 'Success', Banks: banks }))).toEqual([
      { bankCode: '014', name: 'BANK CENTRAL ASIA', maxAmount: 50_000_000n },
      { bankCode: '1010', name: 'OVO', maxAmount: 0n },
      { bankCode: '008', name: 'BANK MANDIRI', maxAmount: 100_000_000n },
    ]);
    expect(server.requests[0]?.path).toBe('/webapi/api/disbursement/listBank');
  });

  it.each(['{"responseCode":"00"}', '{"responseCode":"00","Banks":{}}', '{"responseCode":"-191","Banks":[]}', ''])(
    'is not read from %j',
    async (body) => {
      expect(await ask('banks', body)).toBeNull();
    },
  );
});
