import type { CallbackRequest } from '../port/callback.js';
import { HEADERS, notification, REFUND, UNPAID } from './fixtures/notifications.js';
import { dokuSetup, NOTIFICATION_KEY } from './fixtures/setup.js';
import { doku } from './index.js';

/** The routes of DOKU with this key to check signatures with; empty: none. */
function routes(DOKU_NOTIFICATION_KEY = NOTIFICATION_KEY) {
  const environment = { ...dokuSetup.environment('https://provider.example'), DOKU_NOTIFICATION_KEY };
  const provider = doku.create(doku.environment.parse(environment), { timeoutMs: 1_000 });
  const route = (path: string) => {
    const found = provider?.callbacks?.find((each) => each.path === path);
    if (!found) throw new Error(`no route ${path}`);
    return found;
  };
  return { unpaid: route('unpaid'), refund: route('refund') };
}

const unpaid = (fields: Readonly<Record<string, unknown>> = {}) =>
  notification(JSON.stringify({ ...UNPAID, ...fields }));

describe('an unpaid notification', () => {
  it('names the transfer by all its ids, and returns code and message', () => {
    expect(routes().unpaid.read(unpaid())).toEqual({
      kind: 'genuine',
      keys: ['transactionId:DK01123220', 'invoiceNumber:I0438729855304540', `sendTrxId:${UNPAID.sendTrxId}`],
      signed: HEADERS.requestid,
      hint: 'paid',
      providerMessage: { code: '50', message: 'Transaction is Success' },
      order: { amount: null, bankCode: null, accountNumber: null },
    });
  });

  it.each([
    ['50', 'paid'],
    [50, 'paid'],
    ['35', 'failed'],
    ['20', 'pending'],
    ['40', 'returned'],
    ['41', 'returned'],
    ['64', 'unknown'],
    ['', 'unknown'],
    [undefined, 'unknown'],
  ])('with the status %j hints %s, whatever its message says', (transactionStatus, hint) => {
    const reading = routes().unpaid.read(unpaid({ transactionStatus, message: 'Transaction is Success' }));
    expect(reading).toMatchObject({ kind: 'genuine', hint });
  });

  it('is read without sendTrxId, which is optional, and with dates and numbers of any kind', () => {
    const request = unpaid({ sendTrxId: undefined, processDate: 'soon', createdTime: 1699520040340 });
    expect(routes().unpaid.read(request)).toMatchObject({
      keys: ['transactionId:DK01123220', 'invoiceNumber:I0438729855304540'],
    });
  });

  it('makes its message fit to store and to show', () => {
    const request = unpaid({ message: 'account 8760673566\nescape \u001b[31m', transactionStatus: '1234567' });
    expect(routes().unpaid.read(request)).toMatchObject({
      providerMessage: { code: '***4567', message: 'account ******3566 escape  [31m' },
    });
  });

  it('is answered with its own id, and with none when it has none', () => {
    const { unpaid: route } = routes();
    const idOf = (request: CallbackRequest) => JSON.parse(route.answer(request).body).transactionId;
    expect(idOf(unpaid({ transactionId: 'DK "7"' }))).toBe('DK "7"');
    expect(idOf(unpaid({ transactionId: undefined }))).toBe('');
    expect(idOf(notification('<html>'))).toBe('');
  });
});

describe('a refund notification', () => {
  it('names the transfer by the id of DOKU alone, and hints that the money came back', () => {
    expect(routes().refund.read(notification(JSON.stringify(REFUND)))).toMatchObject({
      kind: 'genuine',
      keys: ['transactionId:DK01123220'],
      hint: 'returned',
      providerMessage: { code: null, message: 'Transaction is Refunded' },
    });
  });
});

describe('without a key to check signatures with', () => {
  it.each(['', 'of another kind'])('a notification with the signature %j is genuine by its agentKey', (signature) => {
    const request = notification(JSON.stringify(UNPAID), { signature, requestid: '' });
    expect(routes('').unpaid.read(request)).toMatchObject({ kind: 'genuine' });
  });

  it.each(['', 'A41419', 'A4141', 'A414180'])('a notification with the agentKey %j is forged', (agentkey) => {
    const request = { headers: { ...HEADERS, agentkey }, body: unpaid().body };
    expect(routes('').unpaid.read(request)).toEqual({ kind: 'forged', why: 'its agentKey is not ours' });
  });
});
