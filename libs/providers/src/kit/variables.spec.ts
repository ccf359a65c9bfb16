import { callbackSources } from './variables.js';

describe('the addresses that may call back', () => {
  it.each([
    [undefined, []],
    ['', []],
    [' , ', []],
    ['203.0.113.7', ['203.0.113.7']],
    ['203.0.113.0/24, 2001:db8::/32 ,::1', ['203.0.113.0/24', '2001:db8::/32', '::1']],
    ['0.0.0.0/0,2001:db8::1/128,203.0.113.7/32', ['0.0.0.0/0', '2001:db8::1/128', '203.0.113.7/32']],
  ])('are read from %j', (text, sources) => expect(callbackSources.parse(text)).toEqual(sources));

  it.each([
    'provider.example',
    '203.0.113.256',
    '203.0.113.0/33',
    '203.0.113.0/',
    '203.0.113.0/08',
    '203.0.113.0/24/24',
    '203.0.113.0-203.0.113.9',
    '2001:db8::/129',
    '203.0.113.7 203.0.113.8',
    '203.0.113.7,x',
  ])('are refused when %j is among them, without repeating it', (text) => {
    expect(callbackSources.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([
      'must be IP addresses or CIDR ranges, separated by commas',
    ]);
  });
});
