import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Json, type SandboxClient, startSandbox, transferRequest } from './testing/sandbox-client.js';

let hook: Server;
let sandbox: SandboxClient;
let answerWith = 200;
let receipts: { receipt: Json; booked: number }[] = [];
beforeAll(async () => {
  hook = createServer(async (request, response) => {
    const receipt = JSON.parse(Buffer.concat(await request.toArray()).toString());
    receipts.push({ receipt, booked: (await sandbox.books()).transfers.length });
    response.writeHead(answerWith).end();
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const { port } = hook.address() as AddressInfo;
  sandbox = await startSandbox({ SANDBOX_RECEIPT_HOOK: `http://127.0.0.1:${port}/receipt` });
});
beforeEach(async () => {
  await sandbox.control('POST', 'reset');
  receipts = [];
  answerWith = 200;
});
afterAll(async () => {
  await sandbox.close();
  hook.closeAllConnections();
  await new Promise((resolve) => hook.close(resolve));
});

describe('the receipt hook', () => {
  it('receives a transfer with the hash of its bytes, before the transfer is booked', async () => {
    const inquiry = await sandbox.inquire();
    const body = JSON.stringify(transferRequest(inquiry));
    await sandbox.post('transfersandbox', body);
    const [entry] = (await sandbox.books()).transfers;
    const { disburseId, custRefNumber, receivedAt } = entry;
    const sha256 = createHash('sha256').update(body).digest('hex');
    expect(receipts).toEqual([
      { booked: 0, receipt: { step: 'transfer', disburseId, custRefNumber, sha256, receivedAt } },
    ]);
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

  it('receives cash outs, whose key is not known yet', async () => {
    await sandbox.cashOut();
    const receipt = { step: 'cash_out', disburseId: '', custRefNumber: '000000001278' };
    expect(receipts).toMatchObject([{ booked: 0, receipt }]);
    expect((await sandbox.books()).transfers).toMatchObject([{ receiptCheck: 'passed' }]);
  });

  it('receives refused transfers too, and no other step', async () => {
    await sandbox.post('transfersandbox', 'rubbish');
    await sandbox.checkStatus({ disburseId: 1 });
    expect(receipts).toMatchObject([{ receipt: { step: 'transfer', disburseId: '', custRefNumber: '' } }]);
  });
});

describe('a receipt hook that does not respond', () => {
  it('is a failed check', async () => {
    const alone = await startSandbox({ SANDBOX_RECEIPT_HOOK: 'http://127.0.0.1:1/receipt' });
    await alone.transfer(await alone.inquire());
    expect((await alone.books()).transfers).toMatchObject([{ receiptCheck: 'failed' }]);
    await alone.close();
  });
});
