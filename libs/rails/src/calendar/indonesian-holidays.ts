import type { HolidaysOfYear } from './business-calendar.js';
import { HOLIDAYS } from './holidays.generated.js';
import { dayOfDateText, type JakartaDay } from './jakarta-day.js';

const LINES: ReadonlyMap<number, string> = new Map(
  HOLIDAYS.trim()
    .split('\n')
    .map((line) => [Number(line.slice(0, 4)), line.slice(5)]),
);
const known = new Map<number, ReadonlyMap<JakartaDay, string>>();

/**
 * The public holidays of Indonesia from 2000 to 2099. Islamic ones are computed and may differ by a day from what is
 * decreed; joint leave (cuti bersama) is not among them. Both are corrected in the table `calendar_day`.
 *
 * They are written down when the sources are generated: the package that computes them takes 90 ms to load and 40 MB.
 */
export const indonesianHolidays: HolidaysOfYear = (year) => {
  let holidays = known.get(year);
  if (holidays === undefined) {
    holidays = daysOf(year, LINES.get(year) ?? '');
    known.set(year, holidays);
  }
  return holidays;
};

/** @param line `01-01 Hari tahun baru|...` */
function daysOf(year: number, line: string): ReadonlyMap<JakartaDay, string> {
  const days = new Map<JakartaDay, string>();
  for (const holiday of line.split('|')) {
    const day = dayOfDateText(`${year}-${holiday.slice(0, 5)}`);
    if (day !== null) days.set(day, holiday.slice(6));
  }
  return days;
}
