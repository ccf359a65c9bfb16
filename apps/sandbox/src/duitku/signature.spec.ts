import { isSignedBy, sign } from './signature.js';

const SECRET_KEY = 'de56f832487bc1ce1de5ff2cfacf8d9486c61da69df6fd61d5537b6b7d6d354d';
const email = 'test@chakratechnology.com';
const inquiry = {
  email,
  timestamp: '1637304586325',
  bankCode: '014',
  bankAccount: '8760673566',
  amountTransfer: '50000',
  purpose: 'test inquiry disbursement',
};
const transfer = {
  ...inquiry,
  timestamp: '1637307215965',
  accountName: 'Test Account',
  custRefNumber: '000000001278',
  purpose: 'Test Disbursement with duitku',
  disburseId: '12345',
};

describe('the signature', () => {
  it('of a balance check and a bank list is the one the document prints', () => {
    const published = 'c6be90ef7159efb476c4940ca662ffd7e586d2a0d16568187e0dbe25a67ae1a4';
    expect(sign('balance', { email, timestamp: '1637308830041' }, SECRET_KEY)).toBe(published);
    expect(sign('banks', { email, timestamp: '1637308830041' }, SECRET_KEY)).toBe(published);
  });

  it.each([
    ['inquiry', inquiry, 'dab7b98b71649df60fca76dfab408794be947c66de4a3f1e3a4cd1d7c7d95d68'],
    ['inquiry', { ...inquiry, purpose: '' }, '2ca074cebd77b0151678219758572cc197b3aef46112a29336dd79299599957a'],
    ['transfer', transfer, 'e743463b0c6ba8e09028eedf079a031a71a1c802176b8d787891fd8ad62024ec'],
    [
      'transfer',
      { ...transfer, accountName: 'Siti Nurhalizá & Co “Jaya”' },
      '305ef250120fd58425ad609310c73ab0c0d477fce04ba2b0de69e0b6b9aa354d',
    ],
    [
      'status',
      { email, timestamp: '1637304586325', disburseId: '12345' },
      'dab921df0445ea614e6d7305e781fbf5bc4c952ee563692a0804f5167e70f741',
    ],
  ] as const)('of a %s follows the documented formula (%#)', (step, values, expected) => {
    expect(sign(step, values, SECRET_KEY)).toBe(expected);
  });

  it('treats a missing purpose as an empty one', () => {
    const { purpose: _, ...withoutPurpose } = inquiry;
    expect(sign('inquiry', withoutPurpose, SECRET_KEY)).toBe(sign('inquiry', { ...inquiry, purpose: '' }, SECRET_KEY));
  });

  it('is refused with one changed character, in capitals, or missing', () => {
    const good = sign('inquiry', inquiry, SECRET_KEY);
    const changed = good.replace(/^./, (first) => (first === '0' ? '1' : '0'));
    expect(isSignedBy('inquiry', { ...inquiry, signature: good }, SECRET_KEY)).toBe(true);
    for (const signature of [changed, good.toUpperCase(), good.slice(1), '']) {
      expect(isSignedBy('inquiry', { ...inquiry, signature }, SECRET_KEY)).toBe(false);
    }
  });
});
