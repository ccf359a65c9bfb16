import { type MovementLine, movementsOf, type TimeUnit, unitOf } from './movements.js';

/** `a 14:05:07`, `b 14:05`, `c 2026-11-21`: the statement, and the time in Jakarta as it writes it. */
function line(text: string, more: Partial<MovementLine> = {}): MovementLine & { text: string } {
  const [statementId = '', time = ''] = text.split(' ');
  const [clock, bookedTo]: [string, TimeUnit] = time.includes('-')
    ? ['00:00:00', 'day']
    : time.includes('.')
      ? [time, 'millisecond']
      : time.length === 5
        ? [`${time}:00`, 'minute']
        : [time, 'second'];
  const date = time.includes('-') ? time : '2026-11-21';
  const bookedAt = new Date(`${date}T${clock}+07:00`);
  return { text, statementId, transfer: '1', kind: 'paid', amount: 5n, bookedAt, bookedTo, ...more };
}

const shown = (...texts: string[]) => movementsOf(texts.map((text) => line(text))).map(({ text }) => text);

describe('lines of several statements', () => {
  it.each([
    ['the same second', ['a 14:05:07', 'b 14:05:07'], 1],
    ['a spreadsheet dropped the seconds', ['a 14:05:07', 'b 14:05'], 1],
    ['the coarse one comes first', ['a 14:05', 'b 14:05:07'], 1],
    ['a spreadsheet dropped the clock', ['a 14:05:07', 'b 2026-11-21'], 1],
    ['one has milliseconds', ['a 14:05:07', 'b 14:05:07.250'], 1],
    ['four units', ['a 14:05:07.250', 'b 14:05:07', 'c 14:05', 'd 2026-11-21'], 1],
    ['the next minute', ['a 14:05:07', 'b 14:06'], 2],
    ['the next second', ['a 14:05:07', 'b 14:05:08'], 2],
    ['the next day, which began in Jakarta', ['a 00:30:00', 'b 2026-11-20'], 2],
    ['two in one statement', ['a 14:05:07', 'a 14:05:07'], 2],
    ['two in one, and the same two in another', ['a 14:05:07', 'a 14:05:07', 'b 14:05:07', 'b 14:05:07'], 2],
    ['two in a minute, and one in another statement', ['a 14:05:07', 'a 14:05:40', 'b 14:05'], 2],
    ['two in a minute, and three without seconds', ['a 14:05:07', 'a 14:05:40', 'b 14:05', 'b 14:05', 'b 14:05'], 3],
    ['one each at two seconds, and one without', ['a 14:05:07', 'b 14:05:40', 'c 14:05'], 2],
    ['three of a day, of which two are elsewhere', ['a 2026-11-21', 'a 2026-11-21', 'a 2026-11-21', 'b 14:05'], 3],
    ['two days', ['a 2026-11-21', 'b 2026-11-22', 'c 14:05:07'], 2],
  ] as const)('%s: %j are %i movements', (_what, texts, count) => {
    expect(shown(...texts)).toHaveLength(count);
    expect(shown(...[...texts].reverse())).toHaveLength(count);
  });

  it('are other movements of another transfer, kind or amount', () => {
    const others = [{ transfer: '2' }, { kind: 'returned' }, { amount: 6n }];
    const lines = [line('a 14:05'), ...others.map((other) => line('b 14:05', other))];
    expect(movementsOf(lines)).toEqual(lines);
  });

  it('are shown by the first line of each movement', () => {
    expect(shown('a 14:05', 'b 14:05:07', 'b 14:05:40', 'c 14:05:40')).toEqual(['a 14:05', 'b 14:05:40']);
  });

  it('of which one transfer has 100,000 are counted one by one, not in pairs', () => {
    const many = Array.from({ length: 100_000 }, (_, index) =>
      line('a 14:05:07', { statementId: `${index % 2}`, bookedAt: new Date(Date.UTC(2026, 10, 21) + (index >> 1)) }),
    );
    expect(movementsOf(many)).toHaveLength(50_000);
  });
});

it('a time is written in the coarsest unit that keeps it', () => {
  const units = ['2026-11-20T17:00:00Z', '2026-11-21T00:00:00Z', '2026-11-21T00:00:01Z', '2026-11-21T00:00:00.001Z'];
  expect(units.map((time) => unitOf(new Date(time)))).toEqual(['day', 'minute', 'second', 'millisecond']);
});
