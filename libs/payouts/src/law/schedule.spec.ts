import { firstCheckMs, nextDelayMs, nextRecheckMs } from './schedule.js';

const DAY_MS = 86_400_000;
const COMPLETED = new Date('2026-11-23T03:00:00Z');
const laterBy = (ms: number) => new Date(COMPLETED.getTime() + ms);

describe('the waits between attempts', () => {
  it('follow the list, and its last repeats', () => {
    expect([0, 1, 2, 3].map((tries) => nextDelayMs([10, 30, 60], tries))).toEqual([10, 30, 60, 60]);
  });

  it.each([
    ['the first delay where the provider does not mind', [10_000, 3_600_000], 0, 10_000],
    ['as long as the provider asks for', [10_000, 3_600_000], 60_000, 60_000],
    ['no longer than the longest delay, where hours become seconds', [100, 300], 60_000, 300],
  ])('begin with %s', (_, delaysMs, notBeforeMs, expected) => {
    expect(firstCheckMs(delaysMs, notBeforeMs)).toBe(expected);
  });
});

describe('a final payout', () => {
  it.each([
    [0, DAY_MS],
    [DAY_MS, 2 * DAY_MS],
    [3 * DAY_MS, 4 * DAY_MS],
    [7 * DAY_MS, null],
  ])('that is %s ms old is looked at again after %s ms', (ageMs, expected) => {
    expect(nextRecheckMs(COMPLETED, laterBy(ageMs), null)).toBe(expected);
  });

  it('is looked at when its money can no longer bounce, and then on day 1', () => {
    const settledAt = laterBy(14 * 3_600_000);
    expect(nextRecheckMs(COMPLETED, COMPLETED, settledAt)).toBe(14 * 3_600_000);
    expect(nextRecheckMs(COMPLETED, settledAt, settledAt)).toBe(10 * 3_600_000);
  });

  it('that a callback had looked at shortly before a planned look is not looked at twice', () => {
    expect(nextRecheckMs(COMPLETED, laterBy(DAY_MS - 30_000), null)).toBe(2 * DAY_MS + 30_000);
  });
});
