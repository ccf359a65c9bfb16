import { ApiKey } from './api-key.entity.js';
import { KnownKeys } from './known-keys.js';

describe('KnownKeys', () => {
  let now = 0;
  const keys = () => new KnownKeys(() => now);
  const aKey = () => new ApiKey();
  beforeEach(() => {
    now = 1_000;
  });

  it('knows nothing of a key it was not told of', () => {
    expect(keys().find('a')).toBeUndefined();
  });

  it('remembers a key for 5 s, and that there is none for 1 s', () => {
    const known = keys();
    const key = aKey();
    known.remember('a', key);
    known.remember('b', null);
    now += 999;
    expect([known.find('a'), known.find('b')]).toEqual([key, null]);
    now += 1;
    expect([known.find('a'), known.find('b')]).toEqual([key, undefined]);
    now += 3_999;
    expect(known.find('a')).toBe(key);
    now += 1;
    expect(known.find('a')).toBeUndefined();
  });

  it('believes the newest answer', () => {
    const known = keys();
    known.remember('a', null);
    const key = aKey();
    known.remember('a', key);
    expect(known.find('a')).toBe(key);
    known.remember('a', null);
    expect(known.find('a')).toBeNull();
  });

  it('stays small under any number of guesses, which push no real key out', () => {
    const known = keys();
    const key = aKey();
    known.remember('real', key);
    for (let guess = 0; guess < 50_000; guess += 1) known.remember(`guess ${guess}`, null);
    expect(known.size).toBe(1_001);
    expect(known.find('real')).toBe(key);
    for (let other = 0; other < 20_000; other += 1) known.remember(`key ${other}`, key);
    expect(known.size).toBe(11_000);
  });
});
