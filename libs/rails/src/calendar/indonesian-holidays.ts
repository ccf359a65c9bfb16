import type { HolidaysOfYear } from './business-calendar.js';
import { dayOfDateText, type JakartaDay } from './jakarta-day.js';

let loading: Promise<HolidaysOfYear> | undefined;

/**
 * The public holidays of Indonesia. Islamic ones are computed and may differ by a day from what is decreed; joint leave
 * (cuti bersama) is not among them. Both are set right in the table `calendar_day`.
 *
 * Loads its package (about 90 ms and 40 MB, the data of every country) once per process, when first asked for; computes
 * each year once, about 10 ms.
 */
export function loadIndonesianHolidays(): Promise<HolidaysOfYear> {
  loading ??= load();
  return loading;
}

async function load(): Promise<HolidaysOfYear> {
  const { default: Holidays } = await import('date-holidays');
  const indonesia = new Holidays('ID', { types: ['public'] });
  const known = new Map<number, ReadonlyMap<JakartaDay, string>>();
  return (year) => {
    let holidays = known.get(year);
    if (holidays === undefined) {
      holidays = daysOf(indonesia.getHolidays(year));
      known.set(year, holidays);
    }
    return holidays;
  };
}

/** A holiday's `date` begins with its local date: `2026-03-20 00:00:00 -0600`. */
function daysOf(holidays: readonly { readonly date: string; readonly name: string }[]): Map<JakartaDay, string> {
  const days = new Map<JakartaDay, string>();
  for (const { date, name } of holidays) {
    const day = dayOfDateText(date.slice(0, 10));
    if (day !== null) days.set(day, name);
  }
  return days;
}
