import fc from 'fast-check';
import { BusinessCalendar } from './business-calendar.js';
import { indonesianHolidays as holidaysOf } from './indonesian-holidays.js';
import { dateTextOf, dayOfDateText, instantOf, type JakartaDay, jakartaDayOf } from './jakarta-day.js';

const HOURS = { opens: '08:00', closes: '15:00' };
/** An instant by the clocks of Jakarta. */
const wib = (text: string) => new Date(`${text}+07:00`);

const calendar = new BusinessCalendar(holidaysOf);

describe('days in Jakarta', () => {
  it('begin at 17:00 UTC of the day before', () => {
    const day = dayOfDateText('2026-03-02') as JakartaDay;
    expect(jakartaDayOf(new Date('2026-03-01T16:59:59.999Z'))).toBe(day - 1);
    expect(jakartaDayOf(new Date('2026-03-01T17:00:00.000Z'))).toBe(day);
    expect(instantOf(day)).toEqual(new Date('2026-03-01T17:00:00Z'));
  });

  it('are parsed from and printed as dates; an invalid date gives null', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 60_000 }), (day) => {
        expect(dayOfDateText(dateTextOf(day))).toBe(day);
      }),
    );
    for (const text of ['2026-02-30', '2026-13-01', '2026-3-1', '20260301', '', 'today', '2026-03-01T00:00'])
      expect([text, dayOfDateText(text)]).toEqual([text, null]);
    expect(dayOfDateText('2028-02-29')).not.toBeNull();
  });
});

describe('business days', () => {
  it.each([
    ['2026-01-01', "New Year's Day"],
    ['2026-01-16', 'Isra Mikraj'],
    ['2026-02-17', 'Imlek 2577'],
    ['2026-03-19', 'Nyepi, Saka 1948'],
    ['2026-03-20', 'Idul Fitri 1447 H'],
    ['2026-04-03', 'Good Friday'],
    ['2026-05-01', 'Labour Day'],
    ['2026-05-14', 'Ascension'],
    ['2026-05-27', 'Idul Adha 1447 H'],
    ['2026-06-01', 'Pancasila'],
    ['2026-06-16', '1 Muharram 1448 H'],
    ['2026-08-17', 'Independence Day'],
    ['2026-08-25', 'Maulid'],
    ['2026-12-25', 'Christmas'],
  ])('do not include %s (%s)', (date) => {
    expect(calendar.isBusinessDay(date)).toBe(false);
  });

  it('are Monday to Friday', () => {
    const week = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'];
    expect(week.map((date) => calendar.isBusinessDay(date))).toEqual([true, true, true, true, true, false, false]);
    expect(calendar.isBusinessDay('2026-11-31')).toBe(false);
  });

  it('can be declared open or closed, on weekends and holidays too, and reset', () => {
    const declared = new BusinessCalendar(holidaysOf, [
      { date: '2026-12-23', businessDay: false },
      { date: '2026-12-25', businessDay: true },
      { date: '2026-12-26', businessDay: true },
    ]);
    const dates = ['2026-12-23', '2026-12-25', '2026-12-26'];
    expect(dates.map((date) => declared.isBusinessDay(date))).toEqual([false, true, true]);
    expect(dates.map((date) => calendar.isBusinessDay(date))).toEqual([true, false, false]);
  });

  it('are computed once per year', () => {
    let computed = 0;
    const counting = new BusinessCalendar((year) => {
      computed += 1;
      return holidaysOf(year);
    });
    counting.prepare(wib('2026-12-31T12:00:00'));
    expect(computed).toBe(2);
    expect(holidaysOf(2026)).toBe(holidaysOf(2026));
  });
});

describe('a window of 08:00 to 15:00', () => {
  it.each([
    // 2026-11-23 is a Monday.
    ['before it opens', '2026-11-23T07:59:59.999', '2026-11-23T08:00', '2026-11-23T15:00'],
    ['as it opens', '2026-11-23T08:00:00.000', null, '2026-11-23T15:00'],
    ['as it is about to close', '2026-11-23T14:59:59.999', null, '2026-11-23T15:00'],
    ['as it closes', '2026-11-23T15:00:00.000', '2026-11-24T08:00', '2026-11-24T15:00'],
    ['just before midnight', '2026-11-23T23:59:59.999', '2026-11-24T08:00', '2026-11-24T15:00'],
    ['at midnight', '2026-11-24T00:00:00.000', '2026-11-24T08:00', '2026-11-24T15:00'],
    ['on Friday evening', '2026-11-27T15:00:00.000', '2026-11-30T08:00', '2026-11-30T15:00'],
    ['on Saturday morning', '2026-11-28T09:00:00.000', '2026-11-30T08:00', '2026-11-30T15:00'],
    ['on Sunday evening', '2026-11-29T23:00:00.000', '2026-11-30T08:00', '2026-11-30T15:00'],
    ['on the eve of a holiday', '2026-04-02T15:00:00.000', '2026-04-06T08:00', '2026-04-06T15:00'],
    ['on a holiday', '2026-08-17T10:00:00.000', '2026-08-18T08:00', '2026-08-18T15:00'],
    ['at the turn of the year', '2026-12-31T15:00:00.000', '2027-01-04T08:00', '2027-01-04T15:00'],
  ])('%s', (_when, now, opens, closes) => {
    expect(calendar.nextOpening(HOURS, wib(now))).toEqual(opens === null ? null : wib(`${opens}:00`));
    expect(calendar.cutOff(HOURS, wib(now))).toEqual(wib(`${closes}:00`));
  });

  it('uses Jakarta time, where Monday starts while it is Sunday in UTC', () => {
    expect(calendar.nextOpening(HOURS, new Date('2026-11-23T00:59:59.999Z'))).toEqual(new Date('2026-11-23T01:00:00Z'));
    expect(calendar.nextOpening(HOURS, new Date('2026-11-23T01:00:00Z'))).toBeNull();
    expect(calendar.cutOff(HOURS, new Date('2026-11-22T20:00:00Z'))).toEqual(new Date('2026-11-23T08:00:00Z'));
  });

  it('skips days declared closed, and opens on days declared open', () => {
    const declared = new BusinessCalendar(holidaysOf, [
      { date: '2026-11-30', businessDay: false },
      { date: '2026-11-28', businessDay: true },
    ]);
    expect(declared.nextOpening(HOURS, wib('2026-11-27T16:00:00'))).toEqual(wib('2026-11-28T08:00:00'));
    expect(declared.nextOpening(HOURS, wib('2026-11-28T09:00:00'))).toBeNull();
    expect(declared.nextOpening(HOURS, wib('2026-11-28T16:00:00'))).toEqual(wib('2026-12-01T08:00:00'));
  });

  it('ends its search after a year when every day is closed', () => {
    const neverOpen = new BusinessCalendar(() => ({ has: () => true }) as unknown as Map<number, string>);
    expect(neverOpen.nextOpening(HOURS, wib('2026-01-05T09:00:00'))).toEqual(wib('2027-01-06T08:00:00'));
  });

  it('opens in the future on a business day, closes after its opening, and is open in between', () => {
    fc.assert(
      fc.property(
        fc.date({ min: wib('2025-01-01T00:00:00'), max: wib('2027-12-31T00:00:00'), noInvalidDate: true }),
        (now) => {
          const opening = calendar.nextOpening(HOURS, now);
          const closing = calendar.cutOff(HOURS, now);
          expect(closing.getTime()).toBeGreaterThan(now.getTime());
          expect(calendar.isBusinessDay(dateTextOf(jakartaDayOf(closing)))).toBe(true);
          if (opening === null) return;
          expect(opening.getTime()).toBeGreaterThan(now.getTime());
          expect(calendar.isBusinessDay(dateTextOf(jakartaDayOf(opening)))).toBe(true);
          expect(calendar.nextOpening(HOURS, opening)).toBeNull();
          expect(calendar.cutOff(HOURS, opening)).toEqual(closing);
        },
      ),
    );
  });
});

describe('the end of the business day', () => {
  it.each([
    ['of a Monday', '2026-11-23T10:00:00', '2026-11-24T00:00:00'],
    ['of a Monday, a moment before', '2026-11-23T23:59:59.999', '2026-11-24T00:00:00'],
    ['of a Saturday is that of Monday', '2026-11-28T10:00:00', '2026-12-01T00:00:00'],
    ['of a holiday is that of the next business day', '2026-08-17T10:00:00', '2026-08-19T00:00:00'],
  ])('%s', (_what, now, end) => {
    expect(calendar.endOfBusinessDay(wib(now))).toEqual(wib(end));
  });
});
