import { NO_EVIDENCE, orderOf, withDate } from './date-order.js';
import { readTimes } from './read-cells.js';

const day = (text: string) => new Date(`${text}T00:00:00+07:00`);

/** The order of a file with these dates that covers a period. */
function orderIn(dates: readonly string[], from: string, to: string) {
  const style = { coversFrom: day(from), coversTo: day(to) };
  return orderOf(dates.reduce((found, date, at) => withDate(found, readTimes(date), at + 2, style), NO_EVIDENCE));
}

describe('the order of day and month', () => {
  it.each([
    ['a day above 12 behind', ['10/05/2026', '10/21/2026'], '2026-01-01', '2026-12-31', 'mdy'],
    ['a day above 12 in front', ['10/05/2026', '21/10/2026'], '2026-01-01', '2026-12-31', 'dmy'],
    ['a period that has one of the two', ['10/05/2026'], '2026-10-01', '2026-11-01', 'mdy'],
    ['a period that has the other one', ['10/05/2026'], '2026-05-01', '2026-06-01', 'dmy'],
    ['dates that are the same in both', ['10/10/2026'], '2026-01-01', '2026-12-31', 'dmy'],
    ['years in front', ['2026-05-10'], '2026-01-01', '2026-12-31', 'dmy'],
    ['one date that fits nowhere', ['10/05/2026', '10/21/2026', '99/99/2026'], '2026-10-01', '2026-11-01', 'mdy'],
  ] as const)('is clear by %s', (_, dates, from, to, order) => {
    expect(orderIn(dates, from, to)).toBe(order);
  });

  it.each([
    ['a period that has both', ['10/05/2026'], '2026-01-01', '2026-12-31'],
    ['the same day and another one', ['10/10/2026', '11/10/2026'], '2026-10-01', '2026-12-01'],
    ['dates that contradict each other', ['10/05/2026', '21/10/2026', '10/21/2026'], '2026-01-01', '2026-12-31'],
  ] as const)('is not clear by %s', (_, dates, from, to) => {
    expect(orderIn(dates, from, to)).toBeNull();
  });
});
