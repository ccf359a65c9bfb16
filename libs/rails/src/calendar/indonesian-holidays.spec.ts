import { JointLeaveReminder } from './indonesian-holidays.js';

const OF_2026 = [{ date: '2026-01-01' }, { date: '2026-12-31' }];
const remind = (now: string, days: readonly { date: string }[], reminder = new JointLeaveReminder()) =>
  reminder.yearToRemindOf(days, new Date(now));

describe('a year without declared days', () => {
  it.each([
    ['on the last of October', '2026-10-31T23:59:59+07:00', null],
    ['from the first of November', '2026-11-01T00:00:00+07:00', 2027],
    ['on the last of December', '2026-12-31T23:59:59+07:00', 2027],
    ['when it has begun', '2027-01-01T00:00:00+07:00', 2027],
    ['in the midst of it', '2027-07-01T12:00:00+07:00', 2027],
    ['before November of a leap year', '2028-10-31T23:59:59+07:00', 2028],
    ['in November of a leap year', '2028-11-01T00:00:00+07:00', 2029],
  ])('triggers a reminder %s', (_when, now, year) => {
    expect(remind(now, OF_2026)).toBe(year);
  });

  it('triggers one reminder a day until a day is declared', () => {
    const reminder = new JointLeaveReminder();
    expect(remind('2026-11-20T08:00:00+07:00', OF_2026, reminder)).toBe(2027);
    expect(remind('2026-11-20T23:59:59+07:00', OF_2026, reminder)).toBeNull();
    expect(remind('2026-11-21T00:00:00+07:00', OF_2026, reminder)).toBe(2027);
    expect(remind('2026-11-22T08:00:00+07:00', [...OF_2026, { date: '2027-03-10' }], reminder)).toBeNull();
  });
});
