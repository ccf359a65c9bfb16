import fc from 'fast-check';
import type { CallbackReading, CallbackRequest } from '../port/callback.js';
import { Secret } from '../port/secret.js';
import { duitkuCallbacks } from './callbacks.js';
import { EMAIL, SECRET_KEY, USER_ID } from './fixtures/answers.js';
import {
  cashOutCallback,
  cashOutCallbackSetup,
  clearingCallback,
  clearingCallbackSetup,
} from './fixtures/callback-samples.js';

/** Without the guard that hides what is thrown. */
const [clearing, cashOut] = duitkuCallbacks({
  userId: Number(USER_ID),
  email: EMAIL,
  secretKey: new Secret(SECRET_KEY),
});
if (!clearing || !cashOut) throw new Error('no callbacks');

const genuine = (reading: CallbackReading) => {
  if (reading.kind !== 'genuine') throw new Error(`${reading.kind}: ${reading.why}`);
  return reading;
};

describe('a callback of Clearing', () => {
  it('returns everything that it contains about the transfer', () => {
    expect(clearing.read(clearingCallback())).toEqual({
      kind: 'genuine',
      keys: ['disburseId:12345'],
      signed: clearingCallbackSetup.signed.signature,
      hint: 'paid',
      providerMessage: { code: '00', message: 'Success' },
      order: { amount: 50_000n, bankCode: '014', accountNumber: '8760673566' },
    });
  });

  it('may have its numbers as numbers; it is signed with the zeros of its bank code', () => {
    const asNumbers = clearingCallback({ bankCode: '14', bankAccount: '8760673566', disburseId: '12345' });
    expect(genuine(clearing.read(asNumbers))).toMatchObject({
      keys: ['disburseId:12345'],
      order: { bankCode: '014', accountNumber: '8760673566' },
    });
  });

  it('is at an address that all transfers share', () => {
    expect(clearing).toMatchObject({ path: 'clearing', addressedBy: 'content' });
  });
});

describe('a callback of Cash Out', () => {
  it('names the transfer by both numbers, and returns amount and phone', () => {
    expect(cashOut.read(cashOutCallback())).toEqual({
      kind: 'genuine',
      keys: ['disburseId:23042', 'custRefNumber:123456789'],
      signed: cashOutCallbackSetup.signed.signature,
      hint: 'paid',
      providerMessage: { code: '00', message: 'Success' },
      order: { amount: 50_000n, bankCode: '2010', accountNumber: '082211789110' },
    });
  });

  it('is at a secret address, because its signature does not even cover the amount', () => {
    expect(cashOut).toMatchObject({ path: 'cash-out', addressedBy: 'secret' });
    expect(genuine(cashOut.read(cashOutCallback({ amountTransfer: '"1.5"' }))).order.amount).toBeNull();
  });
});

describe('the status of a callback', () => {
  it.each([
    ['"00"', 'paid'],
    ['"01"', 'failed'],
    ['"68"', 'pending'],
    ['"02"', 'unknown'],
    ['0', 'unknown'],
    ['"toString"', 'unknown'],
    [undefined, 'unknown'],
  ])('%s hints %s, and is not signed', (statusCode, hint) => {
    expect(clearing.read(clearingCallback({ statusCode }))).toMatchObject({ kind: 'genuine', hint });
    expect(cashOut.read(cashOutCallback({ statusCode }))).toMatchObject({ kind: 'genuine', hint });
  });

  it('keeps the messages of both fields, fit to show', () => {
    const words = { statusDesc: '"Failed"', errorMessage: '"account 8760673566 closed\\u0000"' };
    expect(genuine(clearing.read(clearingCallback(words))).providerMessage.message).toBe(
      'Failed: account ******3566 closed',
    );
  });
});

describe('reading a callback', () => {
  it.each([
    ['clearing', clearing],
    ['cash-out', cashOut],
  ])('never throws at %s', (_, route) => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constant(null), fc.object());
    const body = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      fc
        .record({ disburseId: value, email: fc.constant(EMAIL), bankCode: value, bankAccount: value, signature: value })
        .map((fields) => Buffer.from(JSON.stringify(fields))),
    );
    fc.assert(
      fc.property(body, (bytes) => {
        const request: CallbackRequest = { headers: {}, body: bytes };
        expect(['forged', 'unreadable']).toContain(route.read(request).kind);
      }),
      { numRuns: 500 },
    );
  });
});
