import { isPublicAddress, problemOfUrl } from './public-address.js';

describe('a public address', () => {
  it.each([['8.8.8.8'], ['103.10.128.1'], ['172.32.0.1'], ['100.128.0.1'], ['2606:4700::1111'], ['2404:6800:4003::1']])(
    'is %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['0.0.0.0'],
    ['10.1.2.3'],
    ['100.64.0.1'],
    ['127.0.0.1'],
    ['127.255.255.254'],
    ['169.254.169.254'],
    ['172.16.0.1'],
    ['172.31.255.255'],
    ['192.0.0.8'],
    ['192.0.2.1'],
    ['192.168.1.1'],
    ['198.18.0.1'],
    ['198.51.100.1'],
    ['203.0.113.1'],
    ['224.0.0.1'],
    ['240.0.0.1'],
    ['255.255.255.255'],
    ['::'],
    ['::1'],
    ['::127.0.0.1'],
    ['::ffff:127.0.0.1'],
    ['::ffff:7f00:1'],
    ['::ffff:a9fe:a9fe'],
    ['64:ff9b::7f00:1'],
    ['64:ff9b:1::1'],
    ['100::1'],
    ['2001::1'],
    ['2001:db8::1'],
    ['2002:7f00:1::'],
    ['3fff::1'],
    ['fc00::1'],
    ['fd12:3456::1'],
    ['fe80::1'],
    ['fe80::1%eth0'],
    ['fec0::1'],
    ['ff02::1'],
    ['localhost'],
    [''],
  ])('is not %s (S27)', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('the URL of an endpoint', () => {
  it.each([['https://client.example/hook'], ['https://client.example:8443/a?b=c'], ['https://8.8.8.8/x']])(
    'may be %s',
    (url) => {
      expect(problemOfUrl(url, false)).toBeNull();
    },
  );

  it.each([
    ['http://client.example/hook'],
    ['ftp://client.example'],
    ['file:///etc/passwd'],
    ['client.example'],
    [''],
    ['https://user@client.example/'],
    ['https://user:word@client.example/'],
    ['https://client.example/#x'],
    ['https://client.example:22/'],
    ['https://client.example:80/'],
    ['https://127.0.0.1/'],
    ['https://client.example:8080/'],
    ['https://client.example:6379/'],
    ['https://8.8.8.8@127.0.0.1/'],
    ['https://100.64.0.1/'],
    ['https://172.16.0.1/'],
    ['https://192.168.1.1/'],
    ['https://2130706433/'],
    ['https://0x7f000001/'],
    ['https://0177.0.0.1/'],
    ['https://127.1/'],
    ['https://169.254.169.254/latest'],
    ['https://10.0.0.1/'],
    ['https://[::1]/'],
    ['https://[::ffff:127.0.0.1]/'],
    ['https://[fd00::1]/'],
    ['https://１２７.0.0.1/'],
  ])('may not be %s (S27)', (url) => {
    expect(problemOfUrl(url, false)).toEqual(expect.any(String));
  });

  it('may be http and private in development, but not anything', () => {
    expect(problemOfUrl('http://127.0.0.1:3001/hook', true)).toBeNull();
    expect(problemOfUrl('ftp://127.0.0.1/', true)).not.toBeNull();
    expect(problemOfUrl('http://user@127.0.0.1/', true)).not.toBeNull();
  });
});
