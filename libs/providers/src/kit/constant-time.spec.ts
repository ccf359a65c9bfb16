import { sameInConstantTime } from './constant-time.js';

describe('comparing signatures in constant time, also of two lengths (S19)', () => {
  it.each([
    ['abc', 'abc', true],
    ['', '', true],
    ['abc', 'abd', false],
    ['abc', 'ABC', false],
    ['abc', 'ab', false],
    ['', 'abc', false],
    ['é', 'ab', false],
  ])('finds %j and %j the same: %s', (theirs, ours, same) => expect(sameInConstantTime(theirs, ours)).toBe(same));
});
