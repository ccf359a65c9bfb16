import { readEnvironment } from './read-environment.js';
import { settingsSchema } from './settings.js';

const read = (value: string) => readEnvironment([settingsSchema], { TWO_PEOPLE_FROM: value })[0].twoPeopleFrom;

describe('TWO_PEOPLE_FROM', () => {
  it('is whole rupiah, and off when it is empty (S5)', () => {
    expect(read('100000000')).toBe(100_000_000n);
    expect(read('1')).toBe(1n);
    expect(read('')).toBeNull();
  });

  it.each(['0', '-1', '1.5', '1e8', '100_000_000', '100.000.000', ' 1', 'Rp1', 'off', '9'.repeat(16)])(
    'is not %j: that is refused at the start, and never taken for off (S5)',
    (value) => {
      expect(() => read(value)).toThrow('TWO_PEOPLE_FROM: must be whole rupiah, digits only, from 1: 100000000');
    },
  );
});
