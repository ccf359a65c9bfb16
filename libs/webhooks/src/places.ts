/** Requests under way at once in a process, over all receivers: each holds a socket, and its receiver may be slow. */
const MOST = 512;
/** What part of them those may hold together whose receivers do not answer well: the others always find places. */
const FAILING_PART = 0.5;

/** A lane that takes places. */
export interface Taker {
  /** Stays as it is while it waits. */
  readonly isFailing: boolean;
  /** Called when it got no place and holds none: there may be one now. */
  readonly onFree: () => void;
}

/** The places of a process, shared among the takers, so that no taker can hold them all. */
export class Places {
  private readonly held = new Map<Taker, number>();
  private readonly waitingWell = new Set<Taker>();
  private readonly waitingFailing = new Set<Taker>();
  private taken = 0;
  private takenByFailing = 0;

  constructor(private readonly most = MOST) {}

  /** @returns what gives the place back; null: there is none for this one now */
  take(taker: Taker): (() => void) | null {
    const { isFailing } = taker;
    const held = this.held.get(taker) ?? 0;
    // One that holds some comes again when it gives one back.
    if (held > 0 && held >= this.share) return null;
    const isFull = this.taken >= this.most || (isFailing && this.takenByFailing >= this.most * FAILING_PART);
    if (isFull) {
      if (held === 0) this.waiting(isFailing).add(taker);
      return null;
    }
    this.waiting(isFailing).delete(taker);
    this.held.set(taker, held + 1);
    this.taken += 1;
    if (isFailing) this.takenByFailing += 1;
    return () => this.giveBack(taker, isFailing);
  }

  /** The number of places that one taker may hold while others need places too; all of them, without other takers. */
  get share(): number {
    const takers = this.held.size + this.waitingWell.size + this.waitingFailing.size;
    return Math.floor(this.most / Math.max(1, takers));
  }

  private waiting(isFailing: boolean): Set<Taker> {
    return isFailing ? this.waitingFailing : this.waitingWell;
  }

  private giveBack(taker: Taker, wasFailing: boolean): void {
    const held = (this.held.get(taker) ?? 0) - 1;
    if (held > 0) this.held.set(taker, held);
    else this.held.delete(taker);
    this.taken -= 1;
    if (wasFailing) this.takenByFailing -= 1;
    this.wakeFirst(this.waitingWell);
    this.wakeFirst(this.waitingFailing);
  }

  /** Wakes the taker that has waited longest, and the next one if that one needs none any more. */
  private wakeFirst(waiting: Set<Taker>): void {
    for (const taker of waiting) {
      waiting.delete(taker);
      taker.onFree();
      if (this.held.has(taker) || waiting.has(taker)) return;
    }
  }
}
