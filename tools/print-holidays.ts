/** Writes the public holidays of Indonesia as `date-holidays` and `moon-days.ts` compute them. `npm run gen`. */
import { writeFileSync } from 'node:fs';
import Holidays from 'date-holidays';
import { nyepiOf, waisakOf } from './moon-days.js';

const FIRST_YEAR = 2000;
const LAST_YEAR = 2099;
/** From the next year on the package has neither Waisak nor Nyepi: it lists their dates one by one. */
const LAST_LISTED_YEAR = 2027;

const indonesia = new Holidays('ID', { types: ['public'] });
const names: string[] = [];
/** Names of days that follow the moon. */
const uncertain = new Set<string>();

/** The letter that stands for a name. */
function letterOf(name: string, followsMoon: boolean): string {
  if (!names.includes(name)) names.push(name);
  if (followsMoon) uncertain.add(name);
  return String.fromCharCode('a'.charCodeAt(0) + names.indexOf(name));
}

/** The package calls this day by the name of another one. */
const NAMES_BY_RULE: Readonly<Record<string, string>> = { '27 Rajab': 'Isra Mikraj Nabi Muhammad' };
const BY_MOON = /Muharram|Rabi al-awwal|Rajab|Shawwal|Dhu al-Hijjah|chinese/;
const [WAISAK, NYEPI] = ['Hari Raya Waisak', 'Hari Raya Nyepi'];

const years: string[] = [];
for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
  const letters = new Map<string, string>();
  const add = (date: string, letter: string) => letters.set(date, (letters.get(date) ?? '') + letter);
  // A holiday's `date` begins with its local date: `2026-03-20 00:00:00 -0600`.
  for (const { date, name, rule } of indonesia.getHolidays(year)) {
    const known = NAMES_BY_RULE[rule] ?? name;
    add(date.slice(5, 10), letterOf(known, BY_MOON.test(rule) || known === WAISAK || known === NYEPI));
  }
  if (year > LAST_LISTED_YEAR) {
    add(nyepiOf(year).slice(5), letterOf(NYEPI, true));
    add(waisakOf(year).slice(5), letterOf(WAISAK, true));
  }
  const text = [...letters].sort().map(([day, of]) => `${day.replace('-', '')}${of}`);
  years.push(`  ${year}: '${text.join(' ')}',`);
}

const lines = [
  '/** Printed by `npm run gen` from the package date-holidays and from tools/moon-days.ts. */',
  '',
  '/** Names of public holidays; the letter of a name is its place: a, b, c, ... */',
  'export const HOLIDAY_NAMES = [',
  ...names.map((name) => `  '${name}',`),
  '];',
  '',
  '/** Those that follow the moon: what is computed can differ by a day from the decree. */',
  'export const UNCERTAIN_NAMES: ReadonlySet<string> = new Set([',
  ...[...uncertain].map((name) => `  '${name}',`),
  ']);',
  '',
  '/** For each year: month, day and the letters of the names. */',
  'export const HOLIDAYS: Readonly<Record<number, string>> = {',
  ...years,
  '};',
  '',
];
writeFileSync('libs/rails/src/calendar/indonesian-holidays.generated.ts', lines.join('\n'));
