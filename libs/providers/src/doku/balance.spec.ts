import { recorder, startProvider } from '../testing/provider-setup.js';
import { reply, ScriptedServer } from '../testing/scripted-server.js';
import { AGENT_KEY, balanceAnswer, dokuSetup, grantTokens, refusal } from './fixtures/setup.js';
import { doku } from './index.js';

let server: ScriptedServer;
beforeEach(async () => {
  server = await ScriptedServer.start();
});
afterEach(() => server.close());

async function askBalance(body: string, httpStatus = 200) {
  server.script = (request) => grantTokens(request) ?? reply({ httpStatus, body });
  const provider = startProvider(doku, dokuSetup.environment(server.url), 5_000);
  const context = recorder();
  const result = await provider.balance?.(context);
  await provider.close();
  expect(JSON.stringify(context.exchanges)).not.toContain(AGENT_KEY);
  expect(context.exchanges.at(-1)).toMatchObject({
    step: 'balance',
    outcome: result === null ? 'unavailable' : 'told',
  });
  return result;
}

const idr = (value: string) => ({ value, currency: 'IDR' });

describe('the balance', () => {
  it('is asked for by our agent key', async () => {
    await askBalance(balanceAnswer());
    expect(server.requests.at(-1)).toMatchObject({ method: 'POST', path: '/v1.0/balance-inquiry' });
    expect(JSON.parse(server.requests.at(-1)?.body.toString() ?? '')).toEqual({ accountNo: AGENT_KEY });
  });

  it('is read in the documented format: one account, a misspelt field, a number as code', async () => {
    expect(await askBalance(balanceAnswer())).toEqual({ available: 823_781_442n, ledger: null });
  });

  it('is read in the format of the live interface: a list, the right spelling, a text as code', async () => {
    const accountInfos = [
      { balanceType: 'OTHER' },
      { availableBalance: idr('7000.99'), ledgerBalance: idr('7177.00'), holdAmount: idr('177.00') },
    ];
    expect(await askBalance(balanceAnswer({ responseCode: '2001100', accountInfos }))).toEqual({
      available: 7000n,
      ledger: 7177n,
    });
  });

  it.each([
    ['an error', refusal('4041108'), 404],
    ['an error under HTTP 200', refusal('4041108'), 200],
    ['a success under HTTP 500', balanceAnswer(), 500],
    ['the code of another step', balanceAnswer({ responseCode: 2004200 }), 200],
    ['no accounts', balanceAnswer({ accountInfos: undefined }), 200],
    ['no balance in its account', balanceAnswer({ accountInfos: { holdAmount: idr('1.00') } }), 200],
    ['an exponent', balanceAnswer({ accountInfos: [{ availableBalance: idr('1e9') }] }), 200],
    ['HTML', '<html>', 200],
  ])('is unknown after %s', async (_, body, httpStatus) => {
    expect(await askBalance(body, httpStatus)).toBeNull();
  });
});
