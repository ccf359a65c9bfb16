import { domesticForm, MOBILE_NUMBER, problemOfIdentityNumber } from './create-payout.dto.js';

describe('a mobile number', () => {
  it.each([['082211789110'], ['6282211789110'], ['+6282211789110']])('has one form: %s', (text) => {
    expect(MOBILE_NUMBER.regex.test(text)).toBe(true);
    expect(domesticForm(text)).toBe('082211789110');
  });

  it('has 10 to 13 digits from 08 on', () => {
    const taken = (text: string) => MOBILE_NUMBER.regex.test(text);
    const withDigits = (count: number) => `08${'1'.repeat(count - 2)}`;
    expect([9, 10, 13, 14].map((count) => taken(withDigits(count)))).toEqual([false, true, true, false]);
  });

  it('keeps a 62 that is not in front', () => {
    expect(domesticForm('081262626262')).toBe('081262626262');
  });
});

const isRefused = (text: string) => problemOfIdentityNumber(text) !== null;

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
  ])('is taken: %s', (_what, number) => expect(isRefused(number)).toBe(false));

  it.each([
    ['the 10 digits of a provider sample', '1234567889', '16 digits'],
    ['15 digits', '317401050890001', '16 digits'],
    ['letters', '31740105089000O1', '16 digits'],
    ['a line break at the end', '3174010508900001\n', '16 digits'],
    ['a province below the first', '1074010508900001', 'province'],
    ['a province beyond the last', '9774010508900001', 'province'],
    ['day 0', '3174010008900001', 'date of birth'],
    ['day 32', '3174013208900001', 'date of birth'],
    ['day 40', '3174014008900001', 'date of birth'],
    ['day 72', '3174017208900001', 'date of birth'],
    ['month 0', '3174010500900001', 'date of birth'],
    ['month 13', '3174010513900001', 'date of birth'],
    ['31 June', '3174013106900001', 'date of birth'],
    ['29 February of another year', '3174012902010001', 'date of birth'],
  ])('is refused: %s', (_what, number, why) => expect(problemOfIdentityNumber(number)).toContain(why));
});
