/** An Indonesian mobile number as people write it: with 0, 62 or +62 in front. */
export const MOBILE_NUMBER = {
  regex: /^(?:0|\+?62)8\d{8,11}$/,
  words:
    'send an Indonesian mobile number without spaces or dashes: 08 and 8 to 11 more digits, or the same with 62 or +62 in place of the 0',
};

/** The one form that is stored, answered and given to providers: `081234567890`. */
export function domesticForm(mobileNumber: string): string {
  return mobileNumber.replace(/^\+?62/, '0');
}
