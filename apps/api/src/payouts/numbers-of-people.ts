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

/** The shape of the number, as OpenAPI can say it. */
export const SIXTEEN_DIGITS = {
  regex: /^\d{16}$/,
  words: 'send the 16 digits of the identity card (KTP) and nothing else',
};

/** Two digits of the province, two of the regency, two of the district; date of birth; a serial number. */
const PARTS = /^(\d\d)\d{4}(\d\d)(\d\d)(\d\d)\d{4}$/;

/** Codes of provinces, Aceh to Papua Barat Daya. Kept wide: a province that is made tomorrow must not stop a payout. */
const FIRST_PROVINCE = 11;
const LAST_PROVINCE = 96;
/** Women have 40 added to the day of their birth. */
const WOMEN = 40;

/** What is wrong with the number (NIK) of an Indonesian identity card (KTP), or null. */
export function problemOfIdentityNumber(text: string): string | null {
  const parts = PARTS.exec(text);
  if (parts === null) return SIXTEEN_DIGITS.words;
  const [province, day, month, year] = parts.slice(1).map(Number) as [number, number, number, number];
  if (province < FIRST_PROVINCE || province > LAST_PROVINCE)
    return `check the first two digits: a province has ${FIRST_PROVINCE} to ${LAST_PROVINCE}`;
  if (!isDate(year, month, day > WOMEN ? day - WOMEN : day))
    return 'check digits 7 to 12: they are no date of birth (day, month, year; 40 is added to the day for women)';
  return null;
}

/** The number has no century; 1900 had no 29 February, and no living person was born then. */
function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000 + year, month - 1, day));
  return month >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
