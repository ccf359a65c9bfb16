import { RETRY_WAITS_MS, RetrySchedule, readRetryAfter } from './retry-schedule.js';

const DAY_MS = 86_400_000;
const NO_JITTER = () => 0;
const schedule = new RetrySchedule();

describe('the schedule', () => {
  it('goes on for more than three days, and then ends (F67)', () => {
    const waits = RETRY_WAITS_MS.map((_, index) => schedule.waitAfter(index + 1, null, NO_JITTER) as number);
    expect(waits.reduce((sum, waitMs) => sum + waitMs)).toBeGreaterThan(3 * DAY_MS);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(schedule.waitAfter(RETRY_WAITS_MS.length + 1, null)).toBeNull();
    expect(schedule.waitAfter(RETRY_WAITS_MS.length + 1, 1_000)).toBeNull();
  });

  it('spreads tries: a wait is up to a fifth longer, never shorter (F67)', () => {
    const waits = Array.from({ length: 1_000 }, () => schedule.waitAfter(2, null) as number);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(300_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(360_000);
    expect(new Set(waits).size).toBeGreaterThan(500);
  });

  it('waits longer when Retry-After asks for it, never shorter, and never longer than a day', () => {
    expect(schedule.waitAfter(1, 3_600_000, NO_JITTER)).toBe(3_600_000);
    expect(schedule.waitAfter(2, 1_000, NO_JITTER)).toBe(300_000);
    expect(schedule.waitAfter(1, 365 * DAY_MS, NO_JITTER)).toBe(DAY_MS);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-21T08:00:00Z');

  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Sat, 21 Nov 2026 08:05:00 GMT', 300_000],
    ['Sat, 21 Nov 2026 07:00:00 GMT', 0],
  ])('%p is %p ms', (text, waitMs) => {
    expect(readRetryAfter(text, now)).toBe(waitMs);
  });

  it.each([[undefined], [''], ['soon'], ['-5'], ['1e9'], ['99999999999999'], ['2026-11-21']])(
    '%p has no effect',
    (text) => {
      expect(readRetryAfter(text, now)).toBeNull();
    },
  );
});
