/** Writes the public holidays of Indonesia as `date-holidays` computes them. `npm run gen`. */
import { writeFileSync } from 'node:fs';
import Holidays from 'date-holidays';

const FIRST_YEAR = 2000;
const LAST_YEAR = 2099;

const indonesia = new Holidays('ID', { types: ['public'] });
const names: string[] = [];

/** The letter that stands for a name. */
function letterOf(name: string): string {
  if (!names.includes(name)) names.push(name);
  return String.fromCharCode('a'.charCodeAt(0) + names.indexOf(name));
}

const years: string[] = [];
for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
  // A holiday's `date` begins with its local date: `2026-03-20 00:00:00 -0600`. Of two on one day the later one counts.
  const days = new Map(indonesia.getHolidays(year).map(({ date, name }) => [date.slice(5, 10), letterOf(name)]));
  const text = [...days].sort().map(([day, letter]) => `${day.replace('-', '')}${letter}`);
  years.push(`  ${year}: '${text.join(' ')}',`);
}

const lines = [
  '/** Printed by `npm run gen` from the package date-holidays. */',
  '',
  '/** Names of public holidays; the letter of a name is its place: a, b, c, ... */',
  'export const HOLIDAY_NAMES = [',
  ...names.map((name) => `  '${name}',`),
  '];',
  '',
  '/** For each year: month, day and the letter of the name. */',
  'export const HOLIDAYS: Readonly<Record<number, string>> = {',
  ...years,
  '};',
  '',
];
writeFileSync('libs/rails/src/calendar/indonesian-holidays.generated.ts', lines.join('\n'));
