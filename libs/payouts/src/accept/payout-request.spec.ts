import { Vault } from '#libs/platform';
import { isSameRequest, type PayoutRequest, requestHashOf } from './payout-request.js';

const VAULT = new Vault({ dataKeys: [{ number: 1, key: Buffer.alloc(32, 7) }], dataHashKey: 'for this test alone' });

const REQUEST: PayoutRequest = {
  reference: 'INV-1',
  amount: 50_000n,
  rail: 'auto',
  destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673566', accountHolderName: 'Siti' },
  purpose: null,
  sender: { id: '7', name: 'PT Maju', phoneNumber: null },
  confirmation: 'automatic',
  metadata: { b: '2', a: '1' },
};
const CASH: PayoutRequest = {
  ...REQUEST,
  destination: {
    type: 'cash_pickup',
    outlet: 'indomaret',
    recipientName: 'Siti Rahayu',
    phoneNumber: '081234567890',
    identityNumber: '3174014508900001',
    address: null,
  },
  sender: null,
  metadata: {},
};

/** What the first release stored for the requests. Payouts in databases have such hashes: they never change. */
const OF_RELEASE_1: readonly [PayoutRequest, string][] = [
  [REQUEST, 'fa7f58dc6c1379a22828ed332ce6ba19742f6f6ecd31e90eaa4eb757b955d0b7'],
  [CASH, '926ee68666b57865fe7321520fb0bc09c2cd5fa0f0380a54ff8fe2b9b18b9cc1'],
];

describe('the canonical form of a request', () => {
  it.each(OF_RELEASE_1)('has the hash that the first release stored: %#', (request, stored) => {
    expect(requestHashOf(VAULT, request).toString('hex')).toBe(stored);
    expect(isSameRequest(VAULT, Buffer.from(stored, 'hex'), request)).toBe(true);
  });

  it('does not depend on the order of keys', () => {
    const { metadata, ...rest } = REQUEST;
    const turned = Object.fromEntries(Object.entries({ ...rest, metadata: { a: '1', b: '2' } }).reverse());
    expect(requestHashOf(VAULT, turned as unknown as PayoutRequest)).toEqual(requestHashOf(VAULT, REQUEST));
  });

  it.each<[string, Partial<PayoutRequest>]>([
    ['reference', { reference: 'INV-2' }],
    ['amount', { amount: 50_001n }],
    ['rail', { rail: 'duitku.online' }],
    ['destination', { destination: { ...REQUEST.destination, bankCode: '002' } as PayoutRequest['destination'] }],
    ['kind of destination', { destination: CASH.destination }],
    ['purpose', { purpose: 'Wages' }],
    ['sender', { sender: null }],
    ['confirmation', { confirmation: 'manual' }],
    ['metadata', { metadata: { a: '1' } }],
  ])('distinguishes requests by their %s', (_field, other) => {
    expect(isSameRequest(VAULT, requestHashOf(VAULT, REQUEST), { ...REQUEST, ...other })).toBe(false);
  });

  it('is the same in a release whose requests have one more optional field, which the client does not send', () => {
    const later = {
      ...REQUEST,
      scheduledFor: null,
      destination: { ...REQUEST.destination, branch: null },
      sender: { ...REQUEST.sender, country: null },
    } as unknown as PayoutRequest;
    expect(requestHashOf(VAULT, later)).toEqual(requestHashOf(VAULT, REQUEST));
  });

  it('takes a hash in a form of a later release for that of another request', () => {
    const later = Buffer.concat([Buffer.of(9), requestHashOf(VAULT, REQUEST)]);
    expect(isSameRequest(VAULT, later, REQUEST)).toBe(false);
  });
});
