import { UsageError } from '../core/errors.js';
import {
  ALL,
  actorOf,
  readAddress,
  readCount,
  readDuration,
  readId,
  readLimit,
  readOperator,
  readText,
  readTime,
  readTimeToCome,
  readWord,
} from './input.js';

const NOW = new Date('2026-11-21T03:00:00Z');
const DAY_MS = 86_400_000;

describe('a time', () => {
  it.each([
    ['2026-11-20T09:30:00Z', '2026-11-20T09:30:00.000Z'],
    ['2026-11-20T09:30+07:00', '2026-11-20T02:30:00.000Z'],
    ['2026-11-20', '2026-11-19T17:00:00.000Z'],
    ['2h', '2026-11-21T01:00:00.000Z'],
  ])('is read as it is typed, a day from its midnight in Jakarta: %s', (text, instant) => {
    expect(readTime('--from', text, NOW).toISOString()).toBe(instant);
  });

  it.each(['yesterday', '2026-11-20T09:30:00', '2026-02-30', '2026-02-30T00:00:00Z', '2026-13-01', '-2h', ''])(
    'is refused with the option and the remedy when it is ambiguous: %j',
    (text) => {
      expect(() => readTime('--from', text, NOW)).toThrow(UsageError);
      expect(() => readTime('--from', text, NOW)).toThrow(/^--from: send a time with its zone \(/);
    },
  );

  it('must be in the future where it is an end', () => {
    expect(readTimeToCome('--expires-at', '90d', NOW).getTime() - NOW.getTime()).toBe(90 * DAY_MS);
    expect(() => readTimeToCome('--expires-at', '2026-11-20T00:00:00Z', NOW)).toThrow(
      '--expires-at: send a time in the future',
    );
    expect(readDuration('--overlap', '0s', DAY_MS)).toBe(0);
    expect(() => readDuration('--overlap', '2d', DAY_MS)).toThrow('--overlap: send a duration such as 30m');
  });
});

describe('numbers and words', () => {
  it('are read exactly, or refused by name', () => {
    expect(readLimit('--daily-amount', '500000000')).toBe(500_000_000n);
    expect(readLimit('--daily-amount', 'none')).toBe('none');
    for (const text of ['0', '-1', '1e9', '1.000', '1_000', '', '9007199254740992'])
      expect(() => readLimit('--daily-amount', text)).toThrow(/^--daily-amount: send a whole number from 1 to /);
    expect([readCount('--limit', 'all'), readCount('--limit', '200')]).toEqual([ALL, 200]);
    expect(() => readCount('--limit', '0')).toThrow('--limit: send a whole number');
    expect(() => readWord('--status', 'PAID', ['paid', 'failed'])).toThrow('--status: send paid or failed');
    expect(readId('<payout-id>', '019AA1F2-7c1e-7b53-9a55-6f0d7f3c2b11')).toBe('019aa1f2-7c1e-7b53-9a55-6f0d7f3c2b11');
    expect(() => readId('<payout-id>', '1')).toThrow('<payout-id>: send an id as it was printed');
    expect(() => readAddress('--address', '203.0.113.0/99')).toThrow('--address: send an IP address or network');
    expect(() => readText('--reason', 'a\u0007', 10)).toThrow('--reason: remove control, direction and invisible');
  });
});

describe('the operator', () => {
  it('is the name in --by, else SALUR_OPERATOR, else the user of the operating system', () => {
    expect(actorOf('fatima', { SALUR_OPERATOR: 'budi' }).name).toBe('operator:fatima');
    expect(actorOf(undefined, { SALUR_OPERATOR: 'budi' }).name).toBe('operator:budi');
    expect(actorOf(undefined, { SALUR_OPERATOR: '' }).name).toMatch(/^operator:[\x21-\x7e]+$/);
  });

  it.each(['', 'two words', 'a\nb', 'x'.repeat(65), 'siti\u202e'])(
    'has 1 to 64 visible characters, and not %j',
    (name) => {
      expect(() => readOperator(name)).toThrow('--as: send 1 to 64 visible ASCII characters without spaces');
      if (name !== '')
        expect(() => actorOf(undefined, { SALUR_OPERATOR: name })).toThrow(
          'name the operator by --as or SALUR_OPERATOR',
        );
    },
  );
});
