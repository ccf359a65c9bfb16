import { KnownKeys, knownKeyOf } from './known-keys.js';

const ROW = {
  id: 'key',
  client_id: 'client',
  secret_hash: Buffer.alloc(32),
  scopes: ['payouts:read'],
  revoked: false,
  expires_in_ms: null,
  suspended: false,
  allowed_addresses: [],
  has_daily_limits: false,
};

describe('KnownKeys', () => {
  let now = 0;
  const keys = () => new KnownKeys(() => now);
  const aKey = (row: Partial<Parameters<typeof knownKeyOf>[0]> = {}) => knownKeyOf({ ...ROW, ...row });
  beforeEach(() => {
    now = 1_000;
  });

  it('returns undefined for a key that it has never seen', () => {
    expect(keys().find('a')).toBeUndefined();
  });

  it('remembers a key for 5 s, and the absence of a key for 1 s', () => {
    const known = keys();
    const key = aKey();
    known.remember('a', key, now);
    known.remember('b', null, now);
    now += 999;
    expect([known.find('a'), known.find('b')]).toEqual([key, null]);
    now += 1;
    expect([known.find('a'), known.find('b')]).toEqual([key, undefined]);
    now += 3_999;
    expect(known.find('a')).toBe(key);
    now += 1;
    expect(known.find('a')).toBeUndefined();
  });

  it('remembers a key no longer than its lifetime', () => {
    const known = keys();
    known.remember('a', aKey({ expires_in_ms: 1_500 }), now);
    now += 1_499;
    expect(known.find('a')).toMatchObject({ refusal: null });
    now += 1;
    expect(known.find('a')).toBeUndefined();
  });

  it('counts from the time of the query, however long the response took', () => {
    const known = keys();
    const askedAt = now;
    now += 4_000;
    known.remember('a', aKey(), askedAt);
    now += 999;
    expect(known.find('a')).toBeDefined();
    now += 1;
    expect(known.find('a')).toBeUndefined();
  });

  it('queries the database again for every key after forget()', () => {
    const known = keys();
    known.remember('a', aKey(), now);
    known.remember('b', null, now);
    known.forget();
    expect([known.find('a'), known.find('b'), known.size]).toEqual([undefined, undefined, 0]);
  });

  it('knows which keys were valid at their last lookup, however long ago', () => {
    const known = keys();
    known.remember('a', aKey(), now);
    known.remember('b', aKey(), now);
    known.remember('revoked', aKey({ revoked: true }), now);
    known.remember('unknown', null, now);
    now += 3_600_000;
    known.forget();
    known.remember('b', aKey({ revoked: true }), now);
    const good = ['a', 'b', 'revoked', 'unknown', 'never seen'].filter((hash) => known.wasGood(hash));
    expect(good).toEqual(['a']);
    for (let other = 0; other < 10_000; other += 1) known.remember(`key ${other}`, aKey(), now);
    expect(known.wasGood('a')).toBe(false);
  });

  it('keeps a valid key for an hour, but not beyond its expiry', () => {
    const known = keys();
    const key = aKey();
    known.remember('a', key, now);
    known.remember('ends', aKey({ expires_in_ms: 60_000 }), now);
    known.remember('revoked', aKey({ revoked: true }), now);
    known.remember('unknown', null, now);
    const stillGood = () => ['a', 'ends', 'revoked', 'unknown'].filter((hash) => known.lastGood(hash) !== undefined);
    expect(stillGood()).toEqual(['a', 'ends']);
    now += 60_000;
    expect([known.find('a'), known.lastGood('a'), stillGood()]).toEqual([undefined, key, ['a']]);
    now += 3_540_000;
    expect(stillGood()).toEqual([]);
  });

  it('drops a key that became invalid, and every key after forget()', () => {
    const known = keys();
    for (const hash of ['a', 'b', 'c']) known.remember(hash, aKey(), now);
    known.remember('a', aKey({ revoked: true }), now);
    known.remember('b', null, now);
    expect([known.lastGood('a'), known.lastGood('b')]).toEqual([undefined, undefined]);
    known.forget();
    expect(known.lastGood('c')).toBeUndefined();
    for (let other = 0; other < 10_001; other += 1) known.remember(`key ${other}`, aKey(), now);
    expect([known.lastGood('key 0'), known.lastGood('key 1')]).toEqual([undefined, expect.anything()]);
  });

  it('uses the newest response', () => {
    const known = keys();
    known.remember('a', null, now);
    const key = aKey();
    known.remember('a', key, now);
    expect(known.find('a')).toBe(key);
    known.remember('a', null, now);
    expect(known.find('a')).toBeNull();
  });

  it('stays small under any number of guesses, which evict no real key', () => {
    const known = keys();
    const key = aKey();
    known.remember('real', key, now);
    for (let guess = 0; guess < 50_000; guess += 1) known.remember(`guess ${guess}`, null, now);
    expect(known.size).toBe(1_001);
    expect(known.find('real')).toBe(key);
    for (let other = 0; other < 20_000; other += 1) known.remember(`key ${other}`, key, now);
    expect(known.size).toBe(11_000);
  });
});

describe('a key as the database returns it', () => {
  const refusalOf = (row: Partial<Parameters<typeof knownKeyOf>[0]>) => knownKeyOf({ ...ROW, ...row }).refusal;

  it.each([
    [null, {}],
    [null, { expires_in_ms: 1 }],
    ['expired', { expires_in_ms: 0 }],
    ['expired', { expires_in_ms: -1 }],
    ['revoked', { revoked: true }],
    ['suspended', { suspended: true }],
    ['revoked', { revoked: true, expires_in_ms: -1, suspended: true }],
    ['expired', { expires_in_ms: -1, suspended: true }],
  ] as const)('is %s when it is %j', (refusal, row) => {
    expect(refusalOf(row)).toBe(refusal);
  });

  it('is accepted from any address unless addresses are named', () => {
    expect(knownKeyOf(ROW).allowed).toBeNull();
    const { allowed } = knownKeyOf({ ...ROW, allowed_addresses: ['10.1.0.0/16'] });
    expect([allowed?.has('10.1.2.3'), allowed?.has('10.2.2.3')]).toEqual([true, false]);
  });
});
