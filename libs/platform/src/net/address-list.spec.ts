import { AddressList, isAddressOrNetwork, unmapped } from './address-list.js';

describe('an address list', () => {
  const list = new AddressList(['203.0.113.7', '198.51.100.0/24', '2001:db8::/32', '::ffff:192.0.2.0/120']);

  it.each([
    '203.0.113.7',
    '::ffff:203.0.113.7',
    '::FFFF:cb00:7107',
    '0:0:0:0:0:ffff:203.0.113.7',
    '198.51.100.255',
    '2001:db8:1::1',
    '192.0.2.9',
  ])('has %s', (address) => {
    expect(list.has(address)).toBe(true);
  });

  it.each(['203.0.113.8', '198.51.101.0', '2001:db9::1', '192.0.3.1', '', 'localhost', '203.0.113.7, 1.2.3.4', '::1'])(
    'has not %s',
    (address) => {
      expect(list.has(address)).toBe(false);
    },
  );

  it.each(['example.com', '10.0.0.0/33', '::/129', '10.0.0.1/', '10.0.0', '10.0.0.0/8/8', '', '::ffff:10.0.0.0/8'])(
    'takes no %j',
    (entry) => {
      expect(isAddressOrNetwork(entry)).toBe(false);
      expect(() => new AddressList([entry])).toThrow('neither an IP address nor a network');
    },
  );
});

describe('an address', () => {
  it.each([
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['::ffff:0a01:0203', '10.1.2.3'],
    ['10.1.2.3', '10.1.2.3'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:db8::ffff:1:2', '2001:db8::ffff:1:2'],
  ])('%s is plainly %s', (address, plain) => {
    expect(unmapped(address)).toBe(plain);
  });
});
