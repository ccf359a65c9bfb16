import { type DatabaseReading, problemOfDatabase } from './database-condition.js';

const FINE: DatabaseReading = { readOnly: false, full: false, clockOffsetMs: 0, uncertainMs: 1 };

describe('the condition of a database', () => {
  it.each<[string, Partial<DatabaseReading>, string | null]>([
    ['writes and clocks agree', {}, null],
    ['read-only', { readOnly: true }, 'The database is read-only'],
    ['a full disk', { full: true }, 'The database has no disk space left'],
    ['a clock that is a minute ahead', { clockOffsetMs: 60_000 }, null],
    [
      'a clock that is more than a minute ahead',
      { clockOffsetMs: 62_000 },
      "The clock of this process is 62 s ahead of the database's: correct it",
    ],
    [
      'a clock that is an hour behind',
      { clockOffsetMs: -3_600_000 },
      "The clock of this process is 3600 s behind the database's: correct it",
    ],
    ['an offset that a slow answer may explain', { clockOffsetMs: 62_000, uncertainMs: 3_000 }, null],
  ])('%s', (_, reading, problem) => {
    expect(problemOfDatabase({ ...FINE, ...reading })).toBe(problem);
  });
});
