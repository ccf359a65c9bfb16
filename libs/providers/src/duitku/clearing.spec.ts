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

/** One of the rails of Clearing on a server that always gives the same answer. */
async function clearingAnswering(name: string, body: string, environment = {}) {
  const server = await ScriptedServer.start();
  server.script = () => reply({ body });
  const provider = startProvider(duitku, { ...duitkuSetup.environment(server.url), ...environment }, 5_000);
  open.push(server, provider);
  const rail = provider.rails.find((each) => each.name === name);
  if (!rail?.inquire) throw new Error(`no rail ${name}`);
  const context = recorder();
  return {
    server,
    rail,
    inquire: () => rail.inquire?.(order, context),
    transfer: (changes: Partial<TransferOrder> = {}) => {
      const changed = { ...order, ...changes };
      return rail.transfer(rail.prepareTransfer(changed, new Date()), changed, context);
    },
    checkStatus: (changes: Partial<TransferOrder> = {}) => rail.checkStatus({ ...order, ...changes }, context),
    sent: () => JSON.parse(server.requests.at(-1)?.body.toString('utf8') ?? ''),
  };
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

describe.each([
  ['duitku.llg', 'LLG'],
  ['duitku.rtgs', 'RTGS'],
  ['duitku.h2h', 'H2H'],
  ['duitku.bifast', 'BIFAST'],
])('the requests of %s', (name, type) => {
  it('sends the inquiry as documented, its type signed, with a reference of ours', async () => {
    const { inquire, server, sent } = await clearingAnswering(name, inquiryAnswer({ type: `"${type}"` }));
    expect(await inquire()).toMatchObject({ kind: 'passed' });
    const { timestamp, signature, ...fields } = sent();
    expect(server.requests[0]?.path).toBe('/webapi/api/disbursement/inquiryclearingsandbox');
    expect(fields).toEqual({
      userId: 735500193551,
      email: EMAIL,
      amountTransfer: 50000,
      bankAccount: '8760673566',
      bankCode: '014',
      purpose: 'Test Disbursement with duitku',
      senderId: 1234567890,
      senderName: 'John Doe',
      custRefNumber: '123456789',
      type,
    });
    expect(signature).toBe(sha256(`${EMAIL}${timestamp}014${type}876067356650000${order.purpose}${SECRET_KEY}`));
  });

  it('sends the transfer as documented, with the reference that the inquiry gave', async () => {
    const { transfer, server, sent } = await clearingAnswering(name, answer({ type: `"${type}"` }));
    await transfer();
    const { timestamp, signature, ...fields } = sent();
    expect(server.requests[0]?.path).toBe('/webapi/api/disbursement/transferclearingsandbox');
    expect(fields).toEqual({
      userId: 735500193551,
      email: EMAIL,
      disburseId: '12345',
      bankCode: '014',
      bankAccount: '8760673566',
      amountTransfer: 50000,
      accountName: 'Test Account',
      custRefNumber: '000000001278',
      purpose: 'Test Disbursement with duitku',
      type,
    });
    expect(signature).toBe(
      sha256(`${EMAIL}${timestamp}014${type}8760673566Test Account00000000127850000${order.purpose}12345${SECRET_KEY}`),
    );
  });

  it('uses the paths without suffix in production', async () => {
    const { inquire, transfer, checkStatus, server } = await clearingAnswering(name, inquiryAnswer(), {
      DUITKU_ENVIRONMENT: 'production',
    });
    await inquire();
    await transfer();
    await checkStatus();
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/webapi/api/disbursement/inquiryclearing',
      '/webapi/api/disbursement/transferclearing',
      '/webapi/api/disbursement/inquirystatus',
    ]);
  });
});

describe('the reference of a clearing transfer', () => {
  it.each([
    ['""', '123456789'],
    [null, '123456789'],
    ['"123456789"', '123456789'],
    ['"000000001278"', '000000001278'],
  ])('when the inquiry returned %s is %s', async (returned, custRefNumber) => {
    const { inquire } = await clearingAnswering('duitku.llg', inquiryAnswer({ custRefNumber: returned }));
    const outcome = await inquire();
    expect(outcome).toMatchObject({ kind: 'passed', ticket: { disburseId: '12345', custRefNumber } });
  });

  it('is the one of the inquiry with its padding, and an answer with another one is about another order', async () => {
    const { transfer } = await clearingAnswering('duitku.llg', answer({ custRefNumber: '"123456789"' }));
    expect(await transfer()).toMatchObject({ kind: 'ambiguous', alert: expect.stringContaining('custRefNumber') });
  });
});

describe('a transfer by H2H', () => {
  it('is paid once a status check confirms it, and processing until then', async () => {
    const paid = await clearingAnswering('duitku.h2h', answer());
    expect(await paid.transfer()).toMatchObject({ kind: 'accepted', providerMessage: { code: '00' } });
    expect(await paid.checkStatus()).toMatchObject({ kind: 'paid' });
    const waiting = await clearingAnswering('duitku.h2h', answer({ responseCode: '"80"' }));
    expect(await waiting.checkStatus()).toMatchObject({ kind: 'processing' });
  });
});

describe('a callback about a transfer to a bank account', () => {
  it('names it by disburseId and a statement also by custRefNumber, with or without their leading zeros', async () => {
    const { rail } = await clearingAnswering('duitku.h2h', answer());
    const named = (disburseId: string, custRefNumber: string) =>
      rail.transferKeys?.({ ...order, ticket: { ...order.ticket, disburseId, custRefNumber } });
    const keys = ['disburseId:12345', 'custRefNumber:678'];
    expect(named('12345', '000000000678')).toEqual(keys);
    expect(named('0012345', '678')).toEqual(keys);
  });
});
