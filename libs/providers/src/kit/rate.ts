/**
 * How many requests may be begun. Who waits here has sent nothing yet, so whoever gives up, or comes too late, provably
 * sent nothing.
 */

/** Reads a clock in milliseconds, and calls back once that much time has passed; the function returned takes that back. */
export interface Clock {
  now(): number;
  after(delayMs: number, run: () => void): () => void;
}

const PROCESS_CLOCK: Clock = {
  now: () => performance.now(),
  after(delayMs, run) {
    // a longer delay than this is none at all to Node
    const timer = setTimeout(run, Math.min(delayMs, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};

/** Transfers go before reads: a question can be asked later. */
export type Kind = 'transfer' | 'read';

export interface Patience {
  readonly signal: AbortSignal;
  /** Of no use from this reading of the clock on. */
  readonly beforeMs?: number;
}

/**
 * A bucket of tokens, one for each request that is begun. A token comes back a second after it was taken, so that no second,
 * wherever it starts, sees more than the rate; a rate below one is one token that takes longer.
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

  /** @returns false when the wait was of no use: `signal`, `beforeMs` or closing ended it. Then no token was taken. */
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

  /** Nobody gets anything from now on. */
  close(): void {
    this.#closed = true;
    this.#stopTimer?.();
    this.#stopTimer = null;
    for (const settle of [...this.#waiting.transfer.splice(0), ...this.#waiting.read.splice(0)]) settle(false);
  }

  /** Gives every token that is back to who is next, and comes again when the next one is. */
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
