import { nyepiOf, waisakOf } from '../../../../tools/moon-days.js';
import { BusinessCalendar } from './business-calendar.js';
import { decreeOf, holidaysOf, indonesianHolidays, JointLeaveReminder } from './indonesian-holidays.js';
import { dateTextOf } from './jakarta-day.js';

const datesOf = (year: number) =>
  new Map([...holidaysOf(year)].map(([day, holiday]) => [dateTextOf(day).slice(5), holiday]));
const closedOn = (date: string) => !new BusinessCalendar(indonesianHolidays).isBusinessDay(date);

/** One word of each public holiday. */
const EVERY_YEAR = [
  ...['tahun baru', 'Imlek', 'Nyepi', 'Wafat Yesus', 'Hari Buruh', 'Kenaikan Yesus', 'Waisak', 'Pancasila'],
  ...['Natal|Kelahiran', 'Idul Fitri', 'Idul Adha', 'Tahun Baru Islam', 'Maulid', 'Kemerdekaan'],
];
/** The Islamic year is shorter: some years have this one twice, and the year before or after none. */
const MOST_YEARS = ['Isra Mikraj'];

describe('the holidays of Indonesia', () => {
  it.each(Array.from({ length: 12 }, (_, index) => 2024 + index))('are complete in %d', (year) => {
    const names = [...datesOf(year).values()].map(({ name }) => name);
    const missing = EVERY_YEAR.filter((words) => !names.some((name) => new RegExp(words, 'i').test(name)));
    expect(missing).toEqual([]);
    const near = [year - 1, year, year + 1].flatMap((each) => [...holidaysOf(each).values()]);
    for (const words of MOST_YEARS) expect(near.some(({ name }) => name.includes(words))).toBe(true);
    expect(names.length).toBeGreaterThanOrEqual(14);
  });

  it('marks what follows the moon as uncertain, unless it is decreed', () => {
    const of2028 = datesOf(2028);
    expect(of2028.get('05-09')).toEqual({ name: 'Hari Raya Waisak', uncertain: true });
    expect(of2028.get('03-26')).toEqual({ name: 'Hari Raya Nyepi', uncertain: true });
    expect(of2028.get('02-26')).toEqual({ name: 'Hari Raya Idul Fitri', uncertain: true });
    expect(of2028.get('01-26')?.uncertain).toBe(true);
    expect(of2028.get('08-17')?.uncertain).toBe(false);
    // Ascension is certain, and so is that the day is closed
    expect(of2028.get('05-25')).toEqual({ name: 'Tahun Baru Islam, Kenaikan Yesus Kristus', uncertain: false });
    expect([...datesOf(2026).values()].some(({ uncertain }) => uncertain)).toBe(false);
  });

  it('are those of the decree, with joint leave, where it came with the service', () => {
    expect([decreeOf(2025), decreeOf(2026), decreeOf(2027)]).toEqual([
      expect.stringContaining('1017/2024'),
      expect.stringContaining('1497/2025'),
      null,
    ]);
    // decreed otherwise than computed, and joint leave
    for (const date of ['2025-04-01', '2025-06-27', '2025-08-18', '2025-12-26', '2026-03-24', '2026-12-24'])
      expect([date, closedOn(date)]).toEqual([date, true]);
    for (const date of ['2025-06-26', '2026-03-25']) expect([date, closedOn(date)]).toEqual([date, false]);
  });
});

describe('days that follow the moon', () => {
  it.each([
    ...['2012-05-06', '2013-05-25', '2014-05-15', '2015-06-02', '2016-05-22', '2017-05-11', '2018-05-29', '2019-05-19'],
    ...['2020-05-07', '2021-05-26', '2022-05-16', '2023-06-04', '2024-05-23', '2025-05-12', '2026-05-31', '2027-05-20'],
  ])('have Waisak on %s, as it was decreed', (date) => expect(waisakOf(Number(date.slice(0, 4)))).toBe(date));

  it.each([
    ...['2009-03-26', '2010-03-16', '2011-03-05', '2012-03-23', '2013-03-12', '2014-03-31', '2015-03-21', '2016-03-09'],
    ...['2017-03-28', '2018-03-17', '2019-03-07', '2020-03-25', '2021-03-14', '2022-03-03', '2023-03-22', '2024-03-11'],
    ...['2025-03-29', '2026-03-19', '2027-03-08'],
  ])('have Nyepi on %s, as it was decreed', (date) => expect(nyepiOf(Number(date.slice(0, 4)))).toBe(date));

  it('have one Waisak and one Nyepi in every year of the table', () => {
    for (let year = 2028; year < 2100; year += 1) {
      expect(waisakOf(year)).toMatch(new RegExp(`^${year}-0(5-(0[5-9]|[12]\\d|3[01])|6-0[1-7])$`));
      expect(nyepiOf(year)).toMatch(new RegExp(`^${year}-0(3-(0[3-9]|[12]\\d|3[01])|4-01)$`));
    }
  });
});

const remind = (now: string, complete: readonly number[], reminder = new JointLeaveReminder()) =>
  reminder.yearToRemindOf(new Set(complete), new Date(now));

describe('a year that is not complete', () => {
  it.each([
    ['on the last of October, for a year whose decree came with the service', '2026-10-31T23:59:59+07:00', null],
    ['from the first of November', '2026-11-01T00:00:00+07:00', 2027],
    ['on the last of December', '2026-12-31T23:59:59+07:00', 2027],
    ['when it has begun', '2027-01-01T00:00:00+07:00', 2027],
    ['in the midst of it', '2027-07-01T12:00:00+07:00', 2027],
    ['before November of a leap year', '2028-10-31T23:59:59+07:00', 2028],
    ['in November of a leap year', '2028-11-01T00:00:00+07:00', 2029],
  ])('triggers a reminder %s', (_when, now, year) => {
    expect(remind(now, [])).toBe(year);
  });

  it('triggers one reminder a day until a person says that it is complete', () => {
    const reminder = new JointLeaveReminder();
    expect(remind('2026-11-20T08:00:00+07:00', [2026], reminder)).toBe(2027);
    expect(remind('2026-11-20T23:59:59+07:00', [2026], reminder)).toBeNull();
    expect(remind('2026-11-21T00:00:00+07:00', [2026], reminder)).toBe(2027);
    expect(remind('2026-11-22T08:00:00+07:00', [2026, 2027], reminder)).toBeNull();
  });
});
