/**
 * Limits how many requests start per second and run at a time. A request that waits here has not been sent, so one that gives up
 * or is too late provably sent nothing.
 */

/** A clock in milliseconds with timers; the function returned by `after` cancels the timer. */
export interface Clock {
  now(): number;
  after(delayMs: number, run: () => void): () => void;
}

const PROCESS_CLOCK: Clock = {
  now: () => performance.now(),
  after(delayMs, run) {
    // Node treats a longer delay as no delay
    const timer = setTimeout(run, Math.min(delayMs, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};

/** Transfers have priority over reads, which can be repeated later. */
export type Kind = 'transfer' | 'read';

export interface Patience {
  readonly signal: AbortSignal;
  /** The wait ends at this reading of the clock. */
  readonly beforeMs?: number;
}

/**
 * A bucket of tokens, one per started request. A token returns one second after it was taken, so no interval of a second has more
 * requests than the rate. A rate below one is one token that returns later.
 */
export class Rate {
  readonly #clock: Clock;
  /** When each token comes back, soonest first. */
  readonly #tokens: number[];
  readonly #periodMs: number;
  readonly #waiting: Record<Kind, ((granted: boolean) => void)[]> = { transfer: [], read: [] };
  #stopTimer: (() => void) | null = null;
  #closed = false;

  /** @param perSecond above 0; undefined: no limit */
  constructor(perSecond: number | undefined, clock: Clock = PROCESS_CLOCK) {
    const tokens = perSecond === undefined ? 0 : Math.max(1, Math.floor(perSecond));
    this.#clock = clock;
    this.#tokens = Array.from({ length: tokens }, () => Number.NEGATIVE_INFINITY);
    this.#periodMs = perSecond === undefined ? 0 : (1000 * tokens) / perSecond;
  }

  /** @returns false: `signal`, `beforeMs` or `close()` ended the wait, and no token was taken */
  async take(kind: Kind, { signal, beforeMs }: Patience): Promise<boolean> {
    if (this.#closed || signal.aborted || (beforeMs !== undefined && this.#clock.now() >= beforeMs)) return false;
    if (this.#tokens.length === 0) return true;
    return new Promise((resolve) => {
      const settle = (granted: boolean) => {
        signal.removeEventListener('abort', giveUp);
        stopWaiting?.();
        resolve(granted);
      };
      const giveUp = () => {
        this.#waiting[kind] = this.#waiting[kind].filter((each) => each !== settle);
        settle(false);
      };
      const stopWaiting = beforeMs === undefined ? null : this.#clock.after(beforeMs - this.#clock.now(), giveUp);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting[kind].push(settle);
      this.#grant();
    });
  }

  /** Rejects all waiting and future requests. */
  close(): void {
    this.#closed = true;
    this.#stopTimer?.();
    this.#stopTimer = null;
    for (const settle of [...this.#waiting.transfer.splice(0), ...this.#waiting.read.splice(0)]) settle(false);
  }

  /** Gives available tokens to waiting requests, and schedules itself for the next token. */
  #grant(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    for (;;) {
      const queue = this.#waiting.transfer.length > 0 ? this.#waiting.transfer : this.#waiting.read;
      const [backAt = 0] = this.#tokens;
      if (queue.length === 0) return;
      const waitMs = backAt - this.#clock.now();
      if (waitMs > 0) {
        this.#stopTimer = this.#clock.after(waitMs, () => this.#grant());
        return;
      }
      this.#tokens.shift();
      this.#tokens.push(this.#clock.now() + this.#periodMs);
      queue.shift()?.(true);
    }
  }
}

/**
 * A limited number of slots. Waiting here, not inside the HTTP client, proves that a request that gave up in the queue was never
 * sent.
 */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** @returns false when `signal` ended the wait; then no place was taken. */
  async take(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    return new Promise((resolve) => {
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        resolve(false);
      };
      const enter = () => {
        signal.removeEventListener('abort', giveUp);
        resolve(true);
      };
      this.#waiting.push(enter);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
