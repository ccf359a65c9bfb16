import { domesticForm, MOBILE_NUMBER } from './create-payout.dto.js';

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
