import type { HolidaysOfYear } from './business-calendar.js';
import { HOLIDAY_NAMES, HOLIDAYS } from './indonesian-holidays.generated.js';
import { dayOfDateText, type JakartaDay } from './jakarta-day.js';

const known = new Map<number, ReadonlyMap<JakartaDay, string>>();

/**
 * The public holidays of Indonesia, 2000 to 2099. Islamic ones are computed and may differ by a day from what is decreed;
 * joint leave (cuti bersama) is not among them. Both are set right in the table `calendar_day`.
 *
 * They are computed when the code is generated: the package that does it costs 400 ms of processor time and 45 MB.
 */
const holidaysOfYear: HolidaysOfYear = (year) => {
  let holidays = known.get(year);
  if (holidays === undefined) {
    holidays = daysOf(year, HOLIDAYS[year] ?? '');
    known.set(year, holidays);
  }
  return holidays;
};

export async function loadIndonesianHolidays(): Promise<HolidaysOfYear> {
  return holidaysOfYear;
}

/** @param text entries such as `0320b`: month, day, and the letter of the name */
function daysOf(year: number, text: string): Map<JakartaDay, string> {
  const days = new Map<JakartaDay, string>();
  for (const [, month, date, letter = ''] of text.matchAll(/(\d\d)(\d\d)([a-z])/g)) {
    const day = dayOfDateText(`${year}-${month}-${date}`);
    const name = HOLIDAY_NAMES[letter.charCodeAt(0) - 'a'.charCodeAt(0)];
    if (day !== null && name !== undefined) days.set(day, name);
  }
  return days;
}
