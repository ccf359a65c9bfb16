/** What was let pass of one key. Times are those of a steady clock of this process, in milliseconds. */
interface Use {
  /** When its allowance will be whole again if nothing more comes. */
  usedUntilMs: number;
  /** What other replicas have not been told yet. */
  untoldMs: number;
  /** Whether anybody came since the last exchange, also in vain. */
  asked: boolean;
}

/** What is to be told of a key: milliseconds of its allowance that were used since it was last told. */
export interface Told {
  readonly key: string;
  readonly useMs: number;
}

/** A rounding error is no request. */
const EPSILON_MS = 1e-6;

/**
 * Counts requests by key, each key with an allowance of so many a second: all of them may come at once, and what was used
 * comes back steadily (the generic cell rate algorithm). Time is the unit: with 500 a second each request uses 2 ms of
 * the 1,000 that a key has, whatever the limit that another replica is configured with.
 */
export class Allowances {
  private readonly uses = new Map<string, Use>();

  /** @param most keys that are remembered; the oldest makes room */
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
    use.untoldMs += costMs;
    return 0;
  }

  /** What to tell the other replicas now, of so many keys at most; then it counts as told. Forgets keys that say nothing. */
  tell(most: number): Told[] {
    const told: Told[] = [];
    const now = this.now();
    for (const [key, use] of this.uses) {
      if (use.asked && told.length < most) told.push({ key, useMs: use.untoldMs });
      else if (!use.asked && use.usedUntilMs <= now) this.uses.delete(key);
    }
    for (const { key } of told) {
      // To the end: those that found no room are the first of the next time.
      const use = this.uses.get(key) as Use;
      this.uses.delete(key);
      this.uses.set(key, Object.assign(use, { untoldMs: 0, asked: false }));
    }
    return told;
  }

  /** Takes back what could not be told. Of a long outage no more than one allowance: the rest has come back since. */
  notTold(told: readonly Told[], mostMs: number): void {
    for (const { key, useMs } of told) {
      const use = this.uses.get(key);
      if (use === undefined) continue;
      use.untoldMs = Math.min(use.untoldMs + useMs, mostMs);
      use.asked = true;
    }
  }

  /**
   * Goes by what all replicas used together.
   *
   * @param usedMs milliseconds of its allowance that were used, this replica's own told use included
   * @param askedAtMs when the others were asked: a slow answer makes nobody wait longer
   */
  heard(key: string, usedMs: number, askedAtMs: number): void {
    const use = this.uses.get(key);
    if (use !== undefined) use.usedUntilMs = askedAtMs + usedMs + use.untoldMs;
  }

  private add(key: string, now: number): Use {
    if (this.uses.size >= this.most) this.uses.delete(this.uses.keys().next().value as string);
    const use = { usedUntilMs: now, untoldMs: 0, asked: true };
    this.uses.set(key, use);
    return use;
  }
}
