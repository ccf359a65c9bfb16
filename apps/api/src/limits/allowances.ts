/** The use of one key. Times are those of this process's monotonic clock, in milliseconds. */
interface Use {
  /** When its allowance will be whole again if nothing more comes. */
  usedUntilMs: number;
  /** Use that was not sent to the other replicas yet. */
  unsentMs: number;
  /** Whether a request came since the last exchange, even one that was refused. */
  asked: boolean;
}

/** What a key used since the last exchange: milliseconds of its allowance. */
export interface UnsentUse {
  readonly key: string;
  readonly useMs: number;
}

/** A rounding error is no request. */
const EPSILON_MS = 1e-6;

/**
 * Counts requests by key. Each key has an allowance of so many a second: they may all come at once, and the allowance
 * refills steadily (the generic cell rate algorithm). Time is the unit: with 500 a second each request uses 2 ms of
 * the 1,000 that a key has, whatever the limit that another replica is configured with.
 */
export class Allowances {
  private readonly uses = new Map<string, Use>();

  /** @param most how many keys are kept; the oldest is dropped for a new one */
  constructor(
    private readonly most: number,
    private readonly now: () => number,
  ) {}

  get size(): number {
    return this.uses.size;
  }

  /**
   * Lets one request pass, or not.
   *
   * @param limit requests in `perMs`
   * @returns 0, or the milliseconds after which the next one passes
   */
  take(key: string, limit: number, perMs: number): number {
    const now = this.now();
    const use = this.uses.get(key) ?? this.add(key, now);
    use.asked = true;
    const costMs = perMs / limit;
    const usedUntilMs = Math.max(use.usedUntilMs, now) + costMs;
    const waitMs = usedUntilMs - now - perMs;
    if (waitMs > EPSILON_MS) return waitMs;
    use.usedUntilMs = usedUntilMs;
    use.unsentMs += costMs;
    return 0;
  }

  /** Returns the use to send to the other replicas, of at most so many keys, and marks it as sent. Drops expired keys. */
  takeUnsent(most: number): UnsentUse[] {
    const unsent: UnsentUse[] = [];
    const now = this.now();
    for (const [key, use] of this.uses) {
      if (use.asked && unsent.length < most) unsent.push({ key, useMs: use.unsentMs });
      else if (!use.asked && use.usedUntilMs <= now) this.uses.delete(key);
    }
    for (const { key } of unsent) {
      // Moved to the end: the keys that did not fit come first next time.
      const use = this.uses.get(key) as Use;
      this.uses.delete(key);
      this.uses.set(key, Object.assign(use, { unsentMs: 0, asked: false }));
    }
    return unsent;
  }

  /** Takes back use that could not be sent. After a long outage at most one allowance: the rest has refilled since. */
  putBack(unsent: readonly UnsentUse[], mostMs: number): void {
    for (const { key, useMs } of unsent) {
      const use = this.uses.get(key);
      if (use === undefined) continue;
      use.unsentMs = Math.min(use.unsentMs + useMs, mostMs);
      use.asked = true;
    }
  }

  /**
   * Applies what all replicas used together.
   *
   * @param usedMs milliseconds of its allowance that were used, including what this replica sent
   * @param askedAtMs when the exchange began: a slow database makes no client wait longer
   */
  applyTotal(key: string, usedMs: number, askedAtMs: number): void {
    const use = this.uses.get(key);
    if (use !== undefined) use.usedUntilMs = askedAtMs + usedMs + use.unsentMs;
  }

  private add(key: string, now: number): Use {
    if (this.uses.size >= this.most) this.uses.delete(this.uses.keys().next().value as string);
    const use = { usedUntilMs: now, unsentMs: 0, asked: true };
    this.uses.set(key, use);
    return use;
  }
}
