import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Json, type SandboxClient, startSandbox, transferRequest } from './testing/sandbox-client.js';

let hook: Server;
let sandbox: SandboxClient;
let answerWith = 200;
let told: { receipt: Json; booked: number }[] = [];
beforeAll(async () => {
  hook = createServer(async (request, response) => {
    const receipt = JSON.parse(Buffer.concat(await request.toArray()).toString());
    told.push({ receipt, booked: (await sandbox.books()).transfers.length });
    response.writeHead(answerWith).end();
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const { port } = hook.address() as AddressInfo;
  sandbox = await startSandbox({ SANDBOX_RECEIPT_HOOK: `http://127.0.0.1:${port}/receipt` });
});
beforeEach(async () => {
  await sandbox.control('POST', 'reset');
  told = [];
  answerWith = 200;
});
afterAll(async () => {
  await sandbox.close();
  hook.closeAllConnections();
  await new Promise((resolve) => hook.close(resolve));
});

describe('the receipt hook', () => {
  it('is told of a transfer with the hash of its bytes, before the transfer is booked', async () => {
    const inquiry = await sandbox.inquire();
    const body = JSON.stringify(transferRequest(inquiry));
    await sandbox.post('transfersandbox', body);
    const [entry] = (await sandbox.books()).transfers;
    const { disburseId, custRefNumber, receivedAt } = entry;
    const sha256 = createHash('sha256').update(body).digest('hex');
    expect(told).toEqual([{ booked: 0, receipt: { step: 'transfer', disburseId, custRefNumber, sha256, receivedAt } }]);
    expect(entry.receiptCheck).toBe('passed');
  });

  it.each([500, 404, 307])(
    'that answers %s leaves a failed check in the books, and the transfer goes on',
    async (status) => {
      answerWith = status;
      expect((await sandbox.transfer(await sandbox.inquire())).responseCode).toBe('00');
      expect((await sandbox.books()).transfers).toMatchObject([{ receiptCheck: 'failed', moved: true }]);
    },
  );

  it('is told of cash outs, whose key is not known yet', async () => {
    await sandbox.cashOut();
    const receipt = { step: 'cash_out', disburseId: '', custRefNumber: '000000001278' };
    expect(told).toMatchObject([{ booked: 0, receipt }]);
    expect((await sandbox.books()).transfers).toMatchObject([{ receiptCheck: 'passed' }]);
  });

  it('is told of refused transfers too, and of no other step', async () => {
    await sandbox.post('transfersandbox', 'rubbish');
    await sandbox.checkStatus({ disburseId: 1 });
    expect(told).toMatchObject([{ receipt: { step: 'transfer', disburseId: '', custRefNumber: '' } }]);
  });
});

describe('a receipt hook nobody listens at', () => {
  it('is a failed check', async () => {
    const alone = await startSandbox({ SANDBOX_RECEIPT_HOOK: 'http://127.0.0.1:1/receipt' });
    await alone.transfer(await alone.inquire());
    expect((await alone.books()).transfers).toMatchObject([{ receiptCheck: 'failed' }]);
    await alone.close();
  });
});
