import { Allowances } from './allowances.js';

const SECOND = 1_000;

describe('Allowances', () => {
  let now = 0;
  let allowances: Allowances;
  beforeEach(() => {
    now = 123_456.789;
    allowances = new Allowances(100, () => now);
  });

  /** How many of so many requests at once pass. */
  const passed = (key: string, limit: number, requests: number) =>
    Array.from({ length: requests }, () => allowances.take(key, limit, SECOND)).filter((wait) => wait === 0).length;

  it.each([1, 3, 7, 500, 999, 2_000])('lets %d requests pass at once when that is the limit, and no more', (limit) => {
    expect(passed('a', limit, limit * 10)).toBe(limit);
  });

  it('refills steadily', () => {
    expect(passed('a', 500, 5_000)).toBe(500);
    now += 100;
    expect(passed('a', 500, 5_000)).toBe(50);
    now += 10 * SECOND;
    expect(passed('a', 500, 5_000)).toBe(500);
  });

  it('says after how long the next request passes, and then it does', () => {
    passed('a', 4, 4);
    const waitMs = allowances.take('a', 4, SECOND);
    expect(waitMs).toBeCloseTo(250);
    now += waitMs - 1;
    expect(passed('a', 4, 1)).toBe(0);
    now += 1.001;
    expect(passed('a', 4, 2)).toBe(1);
  });

  it('lets requests that are refused use nothing', () => {
    passed('a', 10, 100);
    const [unsent] = allowances.takeUnsent(100);
    expect(unsent?.useMs).toBeCloseTo(SECOND);
  });

  it('keeps keys apart', () => {
    passed('a', 10, 100);
    expect(passed('b', 10, 100)).toBe(10);
  });

  it('keeps no more keys than its limit, however many come, and drops idle ones', () => {
    for (let key = 0; key < 10_000; key += 1) allowances.take(`key ${key}`, 10, SECOND);
    expect(allowances.size).toBe(100);
    allowances.takeUnsent(1_000);
    now += SECOND;
    allowances.takeUnsent(1_000);
    expect(allowances.size).toBe(0);
  });

  describe('with other replicas', () => {
    it('returns what it let pass once', () => {
      passed('a', 10, 3);
      expect(allowances.takeUnsent(100)).toEqual([{ key: 'a', useMs: expect.closeTo(300) }]);
      expect(allowances.takeUnsent(100)).toEqual([]);
    });

    it('includes a refused key in the exchange, to learn when the other replicas use less', () => {
      passed('a', 10, 10);
      allowances.takeUnsent(100);
      passed('a', 10, 1);
      expect(allowances.takeUnsent(100)).toEqual([{ key: 'a', useMs: 0 }]);
    });

    it('enforces the use of all replicas together, plus what it let pass since the exchange began', () => {
      passed('a', 10, 2);
      allowances.takeUnsent(100);
      const askedAt = now;
      passed('a', 10, 1);
      allowances.applyTotal('a', 700, askedAt);
      expect(passed('a', 10, 10)).toBe(2);
    });

    it('does not prolong the wait when the exchange took long', () => {
      passed('a', 10, 10);
      allowances.takeUnsent(100);
      const askedAt = now;
      now += 5 * SECOND;
      allowances.applyTotal('a', 1_000, askedAt);
      expect(passed('a', 10, 100)).toBe(10);
    });

    it('returns again what could not be sent, after a long outage one allowance at most', () => {
      for (let second = 0; second < 60; second += 1) {
        passed('a', 10, 10);
        allowances.putBack(allowances.takeUnsent(100), SECOND);
        now += SECOND;
      }
      expect(allowances.takeUnsent(100)).toEqual([{ key: 'a', useMs: SECOND }]);
    });

    it('sends every key in turn when they do not fit into one exchange', () => {
      const unsent = new Set<string>();
      for (let round = 0; round < 3; round += 1) {
        for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) passed(key, 10, 1);
        for (const { key } of allowances.takeUnsent(2)) unsent.add(key);
      }
      expect(unsent.size).toBe(6);
    });
  });
});
