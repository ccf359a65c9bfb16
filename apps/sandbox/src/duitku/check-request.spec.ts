import {
  callerRequest,
  EMAIL,
  inquiryRequest,
  SECRET_KEY,
  statusRequest,
  transferRequest,
  USER_ID,
} from '../testing/sandbox-client.js';
import { checkRequest } from './check-request.js';

const CREDENTIALS = { userId: String(USER_ID), email: EMAIL, secretKey: SECRET_KEY };
const NOW_MS = 1_700_000_000_000;
const MINUTES_5_MS = 5 * 60_000;

function refusalOf(body: object | string | Buffer, step: 'inquiry' | 'transfer' | 'status' | 'balance' = 'inquiry') {
  const text = Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body);
  return checkRequest(step, Buffer.from(text as string), CREDENTIALS, NOW_MS).refusal;
}

const inquiry = (changes: object = {}) => inquiryRequest({ timestamp: NOW_MS, ...changes });
const transferBody = (changes: object = {}) =>
  transferRequest(
    { disburseId: 1, bankCode: '014', bankAccount: '1', amountTransfer: 50_000, accountName: 'A', custRefNumber: '1' },
    { timestamp: NOW_MS, ...changes },
  );

describe('a request', () => {
  it('passes when it is signed and complete', () => {
    expect(refusalOf(inquiry())).toBeNull();
    expect(refusalOf(transferBody(), 'transfer')).toBeNull();
    expect(refusalOf(statusRequest('1', { timestamp: NOW_MS }), 'status')).toBeNull();
    expect(refusalOf(callerRequest({ timestamp: NOW_MS }), 'balance')).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['text', 'userId=3551'],
    ['truncated JSON', '{"userId":3551'],
    ['a list', '[]'],
    ['null', 'null'],
  ])('that is %s is -952', (_name, body) => {
    expect(refusalOf(body)).toBe('-952');
  });

  it('with a byte that is not UTF-8 is -952, even if signed as a reader would guess it', () => {
    const [start = '', end = ''] = JSON.stringify(inquiry({ purpose: '\ufffd' })).split('\ufffd');
    expect(refusalOf(Buffer.concat([Buffer.from(start), Buffer.from([0xff]), Buffer.from(end)]))).toBe('-952');
  });

  it.each(['userId', 'email', 'timestamp', 'signature', 'bankCode', 'bankAccount', 'amountTransfer'])(
    'without %s is -952',
    (field) => {
      expect(refusalOf({ ...inquiry(), [field]: undefined })).toBe('-952');
      expect(refusalOf({ ...inquiry(), [field]: '' })).toBe('-952');
    },
  );

  it('may leave out purpose in an inquiry but not in a transfer', () => {
    expect(refusalOf(inquiry({ purpose: undefined }))).toBeNull();
    expect(refusalOf(transferBody({ purpose: undefined }), 'transfer')).toBe('-952');
  });

  it('must use the documented types', () => {
    expect(refusalOf(inquiry({ amountTransfer: '50000' }))).toBe('-952');
    expect(refusalOf(inquiry({ userId: '3551' }))).toBe('-952');
    expect(refusalOf(inquiry({ bankAccount: 8760673566 }))).toBe('-952');
    expect(refusalOf(transferBody({ disburseId: 1 }), 'transfer')).toBe('-952');
    expect(refusalOf(inquiry({ purpose: 'x'.repeat(256) }))).toBe('-952');
  });

  it('is refused by the first check that fails, in the order user, email, signature, time, bank, amount', () => {
    const wrong = { userId: 1, email: 'x@y', timestamp: 1, bankCode: '999', amountTransfer: 1 };
    expect(refusalOf({ ...inquiry(wrong), signature: 'f' })).toBe('-120');
    expect(refusalOf({ ...inquiry({ ...wrong, userId: USER_ID }), signature: 'f' })).toBe('-213');
    expect(refusalOf({ ...inquiry({ ...wrong, userId: USER_ID, email: EMAIL }), signature: 'f' })).toBe('-191');
    expect(refusalOf(inquiry({ timestamp: 1, bankCode: '999', amountTransfer: 1 }))).toBe('-960');
    expect(refusalOf(inquiry({ bankCode: '999', amountTransfer: 1 }))).toBe('-149');
    expect(refusalOf(inquiry({ amountTransfer: 1 }))).toBe('-141');
  });

  it('may be five minutes old or early, and not a millisecond more', () => {
    expect(refusalOf(inquiry({ timestamp: NOW_MS - MINUTES_5_MS }))).toBeNull();
    expect(refusalOf(inquiry({ timestamp: NOW_MS - MINUTES_5_MS - 1 }))).toBe('-960');
    expect(refusalOf(inquiry({ timestamp: NOW_MS + MINUTES_5_MS }))).toBeNull();
    expect(refusalOf(inquiry({ timestamp: NOW_MS + MINUTES_5_MS + 1 }))).toBe('-960');
  });

  it('may carry 10,000 rupiah up to the limit of the bank', () => {
    expect(refusalOf(inquiry({ amountTransfer: 9_999 }))).toBe('-141');
    expect(refusalOf(inquiry({ amountTransfer: 10_000 }))).toBeNull();
    expect(refusalOf(inquiry({ amountTransfer: 50_000_000 }))).toBeNull();
    expect(refusalOf(inquiry({ amountTransfer: 50_000_001 }))).toBe('-141');
    expect(refusalOf(inquiry({ amountTransfer: 50_000_001, bankCode: '002' }))).toBeNull();
    expect(refusalOf(inquiry({ amountTransfer: 25_000_001, bankCode: '1010' }))).toBe('-141');
  });

  // JavaScript prints 50000.0 and 5e4 as 50000: these bodies are written by hand, and signed as they stand.
  it.each(['50000.0', '5e4', '50000.5', '-50000', '99999999999999999999'])(
    'with the amount written as %s is signed as it stands, and then -141',
    (amount) => {
      const body = JSON.stringify({ ...inquiryRequest({ timestamp: NOW_MS, amountTransfer: amount }) });
      expect(refusalOf(body.replace(`"${amount}"`, amount))).toBe('-141');
      const signedAsInteger = JSON.stringify(inquiry()).replace('"amountTransfer":50000', `"amountTransfer":${amount}`);
      expect(refusalOf(signedAsInteger)).toBe('-191');
    },
  );

  it('stores what could be read even when it is refused, so the books show it', () => {
    const { values, amount } = checkRequest(
      'transfer',
      Buffer.from('{"disburseId":"7","amountTransfer":10}'),
      CREDENTIALS,
      0,
    );
    expect(values).toEqual({ disburseId: '7', amountTransfer: '10' });
    expect(amount).toBe(10);
  });
});
