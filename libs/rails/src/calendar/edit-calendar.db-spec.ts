import type { DataSource } from 'typeorm';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { OrderedProvider, RailsReplica } from '../testing/rails-replica.js';
import { isCalendarDate } from './edit-calendar.js';

let db: DataSource;
let close: () => Promise<void>;
let replica: RailsReplica;

beforeAll(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
  replica = new RailsReplica(db, new OrderedProvider().provider);
  await replica.load.run();
});
afterAll(() => close());

const isOpen = (date: string) => replica.facts.calendar.isBusinessDay(date);

describe('the calendar of 2026', () => {
  it('has the joint leave of its decree from the start', () => {
    const leave = ['02-16', '03-18', '03-20', '03-23', '03-24', '05-15', '05-28', '12-24'];
    expect(leave.map((day) => isOpen(`2026-${day}`))).toEqual(leave.map(() => false));
    expect([isOpen('2026-03-17'), isOpen('2026-03-25'), isOpen('2026-12-23')]).toEqual([true, true, true]);
  });

  it('is listed in order, declared days and public holidays alike, each date once', async () => {
    await replica.calendar.put('2027-01-04', { businessDay: false, name: 'Of another year' }, 'operator:ani');
    const days = await replica.calendar.list(2026);
    const dates = days.map(({ date }) => date);
    expect(dates).toEqual([...new Set(dates)].sort());
    expect(days.find(({ date }) => date === '2026-08-17')).toMatchObject({ businessDay: false, changedBy: null });
    expect(days.find(({ date }) => date === '2026-03-20')).toEqual({
      date: '2026-03-20',
      businessDay: false,
      name: 'Cuti bersama Idul Fitri',
      changedBy: expect.stringContaining('SKB 3 Menteri'),
      changedAt: expect.any(Date),
    });
    expect(dates.every((date) => date.startsWith('2026-'))).toBe(true);
    await replica.calendar.remove('2027-01-04');
    expect((await replica.calendar.list(2027)).every(({ date }) => date.startsWith('2027-'))).toBe(true);
  });
});

describe('a declared day', () => {
  it('holds at once in this process, and says who declared it', async () => {
    expect(isOpen('2026-11-25')).toBe(true);
    const entry = await replica.calendar.put('2026-11-25', { businessDay: false, name: 'Election' }, 'operator:ani');
    expect(entry).toEqual({
      date: '2026-11-25',
      businessDay: false,
      name: 'Election',
      changedBy: 'operator:ani',
      changedAt: expect.any(Date),
    });
    expect(isOpen('2026-11-25')).toBe(false);
    const again = await replica.calendar.put('2026-11-25', { businessDay: true, name: 'No election' }, 'operator:budi');
    expect(again).toMatchObject({ businessDay: true, name: 'No election', changedBy: 'operator:budi' });
    expect(isOpen('2026-11-25')).toBe(true);
  });

  it('can open a public holiday, and taken back leaves the holiday', async () => {
    await replica.calendar.put('2026-12-25', { businessDay: true, name: 'Banks work' }, 'operator:ani');
    expect(isOpen('2026-12-25')).toBe(true);
    expect(await replica.calendar.remove('2026-12-25')).toBe(true);
    expect(isOpen('2026-12-25')).toBe(false);
    expect(await replica.calendar.remove('2026-12-25')).toBe(false);
  });
});

it('tells dates from other texts', () => {
  expect(['2026-12-25', '2026-02-29', '25-12-2026', 'x'].map(isCalendarDate)).toEqual([true, false, false, false]);
});
