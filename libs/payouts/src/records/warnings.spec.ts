import { warningsOfIdentity } from './warnings.js';

const codesOf = (identityNumber: string | null) => warningsOfIdentity(identityNumber).map(({ code }) => code);

describe('the number of an identity card', () => {
  it.each([
    ['a man', '3174010508900001'],
    ['a woman: 40 is added to the day', '3174014508900001'],
    ['the first province', '1101010101700001'],
    ['the youngest province', '9601010101240001'],
    ['31 December', '3174013112990001'],
    ['a woman on 31 December', '3174017112990001'],
    ['29 February of a leap year', '3174012902040001'],
    ['29 February 2000', '3174012902000001'],
    ['none', null],
  ])('causes no warning: %s', (_what, number) => expect(codesOf(number)).toEqual([]));

  it.each([
    ['a province below the first', '1074010508900001'],
    ['a province beyond the last', '9774010508900001'],
    ['day 0', '3174010008900001'],
    ['day 32', '3174013208900001'],
    ['day 40', '3174014008900001'],
    ['day 72', '3174017208900001'],
    ['month 0', '3174010500900001'],
    ['month 13', '3174010513900001'],
    ['31 June', '3174013106900001'],
    ['29 February of another year', '3174012902010001'],
    ['zeros', '0000000000000000'],
  ])('causes a warning, without the number in it: %s', (_what, number) => {
    expect(codesOf(number)).toEqual(['identity_number_unusual']);
    expect(JSON.stringify(warningsOfIdentity(number))).not.toContain(number);
  });
});
