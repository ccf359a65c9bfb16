import { settingsWarnings } from './settings-warnings.js';

describe('settingsWarnings', () => {
  it('warns that one person can do everything alone, by the name of the variable (S5)', () => {
    expect(settingsWarnings({ twoPeopleFrom: null }, [])).toEqual([
      expect.stringMatching(/^TWO_PEOPLE_FROM is not set: one person alone/),
    ]);
  });

  it('warns of rails that nothing can be sent on, by their names', () => {
    expect(settingsWarnings({ twoPeopleFrom: 1n }, ['north.cash', 'south.cash'])).toEqual([
      expect.stringMatching(/^PUBLIC_URL is not set: this process sends nothing on north\.cash, south\.cash, /),
    ]);
  });

  it('reports every problem at once, and nothing when there is none', () => {
    expect(settingsWarnings({ twoPeopleFrom: null }, ['north.cash'])).toHaveLength(2);
    expect(settingsWarnings({ twoPeopleFrom: 100_000_000n }, [])).toEqual([]);
  });
});
