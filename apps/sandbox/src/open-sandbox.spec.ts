import { connect } from 'node:net';
import { readSettings } from './sandbox.settings.js';
import { startSandbox } from './testing/sandbox-client.js';

describe('the settings', () => {
  it('default to the document’s test merchant on port 4010', () => {
    expect(readSettings({})).toEqual({
      host: '127.0.0.1',
      port: 4010,
      tls: null,
      booksFile: null,
      receiptHook: null,
      callbackUrls: { duitkuClearing: null, dokuUnpaid: null, dokuRefund: null },
      callbackDelayMs: 1_000,
      doku: expect.anything(),
      duitku: {
        userId: '3551',
        email: 'test@chakratechnology.com',
        secretKey: 'de56f832487bc1ce1de5ff2cfacf8d9486c61da69df6fd61d5537b6b7d6d354d',
      },
    });
  });

  it('that cannot be used are refused together, by name', () => {
    const env = { SANDBOX_PORT: '99999', SANDBOX_RECEIPT_HOOK: 'somewhere', SANDBOX_CALLBACK_DELAY: '1s' };
    expect(() => readSettings(env)).toThrow(/SANDBOX_PORT.*SANDBOX_RECEIPT_HOOK.*SANDBOX_CALLBACK_DELAY/);
  });

  it('may name another merchant, and then only that one is known', async () => {
    const sandbox = await startSandbox({ SANDBOX_DUITKU_USER_ID: '7', SANDBOX_DUITKU_SECRET_KEY: 'other' });
    expect((await sandbox.inquire()).responseCode).toBe('-120');
    expect((await sandbox.inquire(undefined, { userId: 7 })).responseCode).toBe('-191');
    await sandbox.close();
  });
});

describe('closing', () => {
  it('does not wait for held requests, silent ones, drips, delays or idle connections', async () => {
    const sandbox = await startSandbox();
    const idle = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
    idle.on('error', () => {});
    await new Promise((resolve) => idle.once('connect', resolve));
    for (const action of [
      { kind: 'hold' },
      { kind: 'silence' },
      { kind: 'drip', bytesPerSecond: 1 },
      { kind: 'code', code: '00', delayMs: 600_000 },
    ]) {
      await sandbox.orderFault({ step: 'inquiry', action });
    }
    const open = Array.from({ length: 4 }, () => sandbox.inquire().catch((error) => error.code));
    await sandbox.waitForRequests('step=inquiry', 4);
    await sandbox.close();
    expect(new Set(await Promise.all(open))).toEqual(new Set(['UND_ERR_SOCKET']));
  });
});
