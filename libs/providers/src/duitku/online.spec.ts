import { createHash } from 'node:crypto';
import type { TransferOrder } from '../port/provider.js';
import { recorder, startProvider } from '../testing/provider-setup.js';
import { reply, ScriptedServer } from '../testing/scripted-server.js';
import { answer, EMAIL, inquiryAnswer, order, SECRET_KEY } from './fixtures/answers.js';
import { duitkuSetup } from './fixtures/setup.js';
import { duitku } from './index.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

/** Duitku's online rail on a server that always gives the same answer. */
async function onlineAnswering(body: string, { httpStatus = 200, environment = {} } = {}) {
  const server = await ScriptedServer.start();
  server.script = () => reply({ httpStatus, body });
  const provider = startProvider(duitku, { ...duitkuSetup.environment(server.url), ...environment }, 5_000);
  open.push(server, provider);
  const rail = provider.rails[0];
  if (!rail?.inquire) throw new Error('no rail');
  const context = recorder();
  return {
    server,
    rail,
    exchanges: context.exchanges,
    inquire: (changes: Partial<TransferOrder> = {}) => rail.inquire?.({ ...order, ...changes }, context),
    transfer: (changes: Partial<TransferOrder> = {}) => {
      const changed = { ...order, ...changes };
      return rail.transfer(rail.prepareTransfer(changed, new Date()), changed, context);
    },
    checkStatus: () => rail.checkStatus(order, context),
    sent: () => server.requests.at(-1)?.body.toString('utf8') ?? '',
  };
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

describe('the requests of Transfer Online', () => {
  it('sends the inquiry as documented, signed', async () => {
    const { inquire, server, sent } = await onlineAnswering(inquiryAnswer());
    await inquire();
    const { timestamp, signature, ...fields } = JSON.parse(sent());
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/webapi/api/disbursement/inquirysandbox' });
    expect(server.requests[0]?.headers['content-type']).toBe('application/json');
    expect(fields).toEqual({
      userId: 735500193551,
      email: EMAIL,
      amountTransfer: 50000,
      bankAccount: '8760673566',
      bankCode: '014',
      purpose: 'Test Disbursement with duitku',
      senderId: 1234567890,
      senderName: 'John Doe',
    });
    expect(Math.abs(Date.now() - timestamp)).toBeLessThan(5_000);
    expect(signature).toBe(sha256(`${EMAIL}${timestamp}014876067356650000Test Disbursement with duitku${SECRET_KEY}`));
  });

  it('sends the transfer as documented, signed at the time of the intent', async () => {
    const { rail } = await onlineAnswering(answer());
    const prepared = rail.prepareTransfer(order, new Date(1637307215965));
    expect(prepared.url).toMatch(/\/webapi\/api\/disbursement\/transfersandbox$/);
    expect(prepared.body.toString('utf8')).toBe(
      `{"userId":735500193551,"email":"${EMAIL}","disburseId":"12345","bankCode":"014","bankAccount":"8760673566",` +
        '"amountTransfer":50000,"accountName":"Test Account","custRefNumber":"000000001278",' +
        '"purpose":"Test Disbursement with duitku","timestamp":1637307215965,' +
        '"signature":"e743463b0c6ba8e09028eedf079a031a71a1c802176b8d787891fd8ad62024ec"}',
    );
  });

  it('asks for the status by disburseId, on the same path in the sandbox and in production', async () => {
    for (const DUITKU_ENVIRONMENT of ['sandbox', 'production']) {
      const { checkStatus, server, sent } = await onlineAnswering(answer(), { environment: { DUITKU_ENVIRONMENT } });
      await checkStatus();
      expect(server.requests[0]?.path).toBe('/webapi/api/disbursement/inquirystatus');
      const { timestamp, signature, disburseId } = JSON.parse(sent());
      expect(disburseId).toBe('12345');
      expect(signature).toBe(sha256(`${EMAIL}${timestamp}12345${SECRET_KEY}`));
    }
  });

  it('uses the paths without suffix in production', async () => {
    const { inquire, transfer, server } = await onlineAnswering(inquiryAnswer(), {
      environment: { DUITKU_ENVIRONMENT: 'production' },
    });
    await inquire();
    await transfer();
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/webapi/api/disbursement/inquiry',
      '/webapi/api/disbursement/transfer',
    ]);
  });

  it('writes amounts beyond 2^53 digit by digit, in the body and in the signature', async () => {
    const { rail } = await onlineAnswering(answer());
    const body = rail.prepareTransfer({ ...order, amount: 9_007_199_254_740_993n }, new Date(1)).body.toString('utf8');
    expect(body).toContain('"amountTransfer":9007199254740993,');
    expect(body).toContain(
      sha256(`${EMAIL}10148760673566Test Account0000000012789007199254740993${order.purpose}12345${SECRET_KEY}`),
    );
  });

  it('signs and sends a name with padding, accents and quotes unchanged', async () => {
    const { rail } = await onlineAnswering(answer());
    const accountName = 'Siti Nurhalizá "Jaya"                ';
    const body = JSON.parse(rail.prepareTransfer({ ...order, accountName }, new Date(1)).body.toString('utf8'));
    expect(body.accountName).toBe(accountName);
    expect(body.signature).toBe(
      sha256(`${EMAIL}10148760673566${accountName}00000000127850000${order.purpose}12345${SECRET_KEY}`),
    );
  });

  it.each([
    ['0012', undefined],
    ['abc', undefined],
    ['9007199254740992', undefined],
    ['9007199254740991', 9007199254740991],
    ['0', 0],
    [null, undefined],
  ])('sends the sender id %s as %s', async (id, senderId) => {
    const { inquire, sent } = await onlineAnswering(inquiryAnswer());
    await inquire({ sender: { id, name: null } });
    const body = JSON.parse(sent());
    expect(body.senderId).toBe(senderId);
    expect('senderName' in body).toBe(false);
  });
});

describe('an inquiry', () => {
  it.each(['12345', '"12345"'])('keeps disburseId %s as text', async (disburseId) => {
    const { inquire } = await onlineAnswering(inquiryAnswer({ disburseId }));
    expect(await inquire()).toEqual({
      kind: 'passed',
      accountName: 'Test Account',
      ticket: { disburseId: '12345', custRefNumber: '000000001278' },
      providerReference: '12345',
      fee: null,
      providerMessage: { code: '00', message: 'Success' },
    });
  });

  it('keeps an id beyond 2^53 exact', async () => {
    const { inquire } = await onlineAnswering(inquiryAnswer({ disburseId: '9007199254740993' }));
    expect(await inquire()).toMatchObject({ ticket: { disburseId: '9007199254740993' } });
  });

  it('keeps the padding of a name', async () => {
    const { inquire } = await onlineAnswering(inquiryAnswer({ accountName: `"CATUR NUGROHO${' '.repeat(17)}"` }));
    expect(await inquire()).toMatchObject({ accountName: `CATUR NUGROHO${' '.repeat(17)}` });
  });

  it.each<Record<string, string | null>>([
    { disburseId: '0' },
    { disburseId: '"0"' },
    { disburseId: '"000"' },
    { disburseId: '0.0' },
    { disburseId: '""' },
    { disburseId: 'null' },
    { disburseId: null },
    { custRefNumber: '""' },
    { custRefNumber: null },
    { accountName: '""' },
    { accountName: '"   "' },
    { accountName: null },
    { accountName: '"\\u0000\\u202e"' },
    { disburseId: '"2\\u00003"' },
    { custRefNumber: '"2\\ud8003"' },
  ])('does not pass with code 00 and %j', async (fields) => {
    const { inquire } = await onlineAnswering(inquiryAnswer(fields));
    expect(await inquire()).toMatchObject({
      kind: 'unavailable',
      providerMessage: { code: '00', message: 'incomplete answer: Success' },
    });
  });

  it('passes without an echo of our order', async () => {
    const { inquire } = await onlineAnswering(
      inquiryAnswer({ bankCode: null, bankAccount: null, amountTransfer: null }),
    );
    expect(await inquire()).toMatchObject({ kind: 'passed' });
  });

  it.each([400, 401, 404, 201])('is unavailable under HTTP %i, even with a known code', async (httpStatus) => {
    const { inquire } = await onlineAnswering(inquiryAnswer({ responseCode: '"76"' }), { httpStatus });
    expect(await inquire()).toMatchObject({ kind: 'unavailable', providerMessage: { code: '76' } });
  });
});

describe('a transfer', () => {
  it('reads a number as a code', async () => {
    const { transfer } = await onlineAnswering(answer({ responseCode: '-510' }));
    expect(await transfer()).toMatchObject({
      kind: 'refused',
      reason: 'insufficient_funds',
      providerMessage: { code: '-510' },
    });
  });

  it('takes a refusal from a 4xx', async () => {
    const { transfer } = await onlineAnswering('{"responseCode":"-191","responseDesc":"Wrong signature"}', {
      httpStatus: 401,
    });
    expect(await transfer()).toMatchObject({ kind: 'refused', reason: 'misconfigured' });
  });

  it.each([400, 404, 409, 429, 500, 503, 302])('takes no success from HTTP %i', async (httpStatus) => {
    const { transfer } = await onlineAnswering(answer(), { httpStatus });
    expect(await transfer()).toMatchObject({ kind: 'ambiguous', providerMessage: { code: '00' } });
  });

  it.each([408, 409, 429, 500, 503, 302])('takes no refusal from HTTP %i', async (httpStatus) => {
    const { transfer } = await onlineAnswering(answer({ responseCode: '"-510"' }), { httpStatus });
    expect(await transfer()).toMatchObject({ kind: 'ambiguous', providerMessage: { code: '-510' } });
  });

  it('takes no refusal that speaks of another account', async () => {
    const { transfer } = await onlineAnswering(answer({ responseCode: '"-510"', bankAccount: '"1234567890"' }));
    expect(await transfer()).toMatchObject({ kind: 'ambiguous', alert: expect.stringContaining('bankAccount') });
  });

  it('takes a refusal that repeats nothing', async () => {
    const { transfer } = await onlineAnswering('{"bankAccount":"","amountTransfer":0.0,"responseCode":"-920"}');
    expect(await transfer()).toEqual({
      kind: 'refused',
      reason: 'limit_exceeded',
      providerMessage: { code: '-920', message: 'HTTP 200 without words' },
    });
  });

  it('is ambiguous when the same field comes twice with different values', async () => {
    const { transfer } = await onlineAnswering(answer().replace('}', ', "responseCode": "-510"}'));
    expect(await transfer()).toMatchObject({ kind: 'ambiguous', providerMessage: { code: null } });
  });

  it.each(['50000', '50000.0', '50000.00', '"50000"', '"50000.00"'])(
    'takes the amount %s for ours',
    async (amountTransfer) => {
      const { transfer } = await onlineAnswering(answer({ amountTransfer }));
      expect(await transfer()).toMatchObject({ kind: 'paid' });
    },
  );

  it.each(['5e4', '50000.01', '-50000', '500000', '5000'])(
    'does not take the amount %s for ours',
    async (amountTransfer) => {
      const { transfer } = await onlineAnswering(answer({ amountTransfer }));
      expect(await transfer()).toMatchObject({ kind: 'ambiguous', alert: expect.stringContaining('amountTransfer') });
    },
  );

  it('takes a reference that lost its zeros for ours', async () => {
    const { transfer } = await onlineAnswering(answer({ custRefNumber: '1278' }));
    expect(await transfer()).toMatchObject({ kind: 'paid' });
  });

  it('takes a bank code and an account that come as numbers for ours, and no others', async () => {
    const { transfer } = await onlineAnswering(
      answer({ bankCode: '14', bankAccount: '8760673566', disburseId: '12345' }),
    );
    expect(await transfer()).toMatchObject({ kind: 'paid' });
    const other = await onlineAnswering(answer({ bankCode: '14', bankAccount: '8760673567' }));
    expect(await other.transfer()).toMatchObject({ kind: 'ambiguous', alert: expect.stringContaining('bankAccount') });
  });

  it('keeps evidence without what identifies us or the payee', async () => {
    const { transfer, exchanges } = await onlineAnswering(answer());
    await transfer();
    expect(JSON.parse(exchanges[0]?.request ?? '')).toMatchObject({
      userId: '[dropped]',
      email: '[dropped]',
      signature: '[dropped]',
      purpose: '[dropped]',
      bankAccount: '******3566',
      accountName: 'T*** A******',
      disburseId: '12345',
      amountTransfer: 50000,
    });
    expect(exchanges[0]?.response).toContain('"amountTransfer":50000.0');
  });
});

describe('a status check', () => {
  it('returns refused only for our order', async () => {
    const { checkStatus } = await onlineAnswering(answer({ responseCode: '"76"', bankAccount: '"1234567890"' }));
    expect(await checkStatus()).toMatchObject({
      kind: 'no_information',
      alert: expect.stringContaining('bankAccount'),
    });
  });

  it('returns not found without an echo', async () => {
    const { checkStatus } = await onlineAnswering('{"responseCode":"-420","responseDesc":"Transfer not Found"}');
    expect(await checkStatus()).toMatchObject({ kind: 'not_found' });
  });

  it('has no information about an order without its ticket, and records that', async () => {
    const { rail, server } = await onlineAnswering(answer());
    const context = recorder();
    expect(await rail.checkStatus({ ...order, ticket: {} }, context)).toMatchObject({ kind: 'no_information' });
    expect(context.exchanges).toMatchObject([
      { step: 'status', outcome: 'no_information', error: expect.stringContaining('ticket') },
    ]);
    expect(server.requests).toEqual([]);
  });
});
