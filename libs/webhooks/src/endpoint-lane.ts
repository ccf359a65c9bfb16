import type { Places } from './places.js';

/** Requests under way at once at an endpoint that answers. */
const PLACES = 64;
/** And at one that does not: attempts go on, but hold few places. */
const PLACES_WHILE_FAILING = 4;
/** For each place that it may have, so many are taken together: few statements carry many deliveries. */
const TAKEN_PER_PLACE = 2;
/** Taken and not written down yet, those that wait for a place included: a receiver may answer faster than we write. */
const MOST_OPEN = 512;

/** One attempt. */
export interface Piece {
  /** The `performance.now()` from which it is too late to begin it: the next claim sends it. */
  readonly beginsBefore: number;
  /** Sends the request. @returns whether the response was 2xx */
  readonly send: () => Promise<boolean>;
  /** Records the result. Never rejects. */
  readonly write: () => Promise<void>;
}

/** The tries of one endpoint in this process, bounded, and topped up as they end. */
export class EndpointLane {
  private readonly open = new Set<Promise<void>>();
  private readonly ready: Piece[] = [];
  private sending = 0;
  private isWell = true;
  /** There was more than could be taken. */
  private leftSome = false;
  private again = false;
  private pulling: Promise<void> | null = null;
  /** Called once nothing is under way. */
  private whenSettled: (() => void)[] = [];
  /** The `performance.now()` since when nothing is under way. */
  private idleSince = performance.now();

  /** @param take takes work, as much as is asked for at most; never rejects */
  constructor(
    private readonly places: Places,
    private readonly take: (most: number) => Promise<readonly Piece[]>,
  ) {}

  /** Takes work until there is none or no room for it. Never rejects. */
  pull(): Promise<void> {
    this.again = true;
    this.pulling ??= this.fill().finally(() => {
      this.pulling = null;
      this.settleIfIdle();
    });
    return this.pulling;
  }

  /** Resolves when nothing is under way. */
  settled(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => void this.whenSettled.push(resolve));
  }

  /** Whether nothing has been under way for so long. */
  isIdleFor(ms: number): boolean {
    return this.isIdle && performance.now() - this.idleSince >= ms;
  }

  private get isIdle(): boolean {
    return this.pulling === null && this.open.size === 0 && this.ready.length === 0;
  }

  private settleIfIdle(): void {
    if (!this.isIdle) return;
    this.idleSince = performance.now();
    for (const settle of this.whenSettled.splice(0)) settle();
  }

  get isFailing(): boolean {
    return !this.isWell;
  }

  readonly onFree = (): void => this.sendReady();

  /** Places that it may have at once: fewer among many lanes. */
  private get most(): number {
    return Math.max(1, Math.min(this.isWell ? PLACES : PLACES_WHILE_FAILING, this.places.share));
  }

  /** How much to take now: enough to keep the places filled while the next is taken, never so much that it waits for long. */
  private get room(): number {
    const { most } = this;
    if (!this.isWell) return most - this.sending - this.ready.length;
    if (this.ready.length >= most) return 0;
    return Math.min(TAKEN_PER_PLACE * most, MOST_OPEN - this.open.size - this.ready.length);
  }

  private async fill(): Promise<void> {
    while (this.again) {
      this.again = false;
      const most = this.room;
      this.leftSome = true;
      if (most <= 0) return;
      const pieces = await this.take(most);
      this.leftSome = pieces.length === most;
      this.again ||= this.leftSome;
      this.ready.push(...pieces);
      this.sendReady();
    }
  }

  private sendReady(): void {
    this.sendWhatCanBeSent();
    this.settleIfIdle();
  }

  private sendWhatCanBeSent(): void {
    while (this.sending < this.most && this.ready.length > 0) {
      const [piece] = this.ready as [Piece];
      if (piece.beginsBefore <= performance.now()) {
        this.ready.shift();
        continue;
      }
      const leavePlace = this.places.take(this);
      if (leavePlace === null) return;
      this.ready.shift();
      this.begin(piece, leavePlace);
    }
  }

  private begin(piece: Piece, leavePlace: () => void): void {
    this.sending += 1;
    const work = this.work(piece, leavePlace).finally(() => {
      this.open.delete(work);
      this.topUp();
      this.settleIfIdle();
    });
    this.open.add(work);
  }

  private async work(piece: Piece, leavePlace: () => void): Promise<void> {
    this.isWell = await piece.send();
    this.sending -= 1;
    leavePlace();
    this.sendReady();
    this.topUp();
    await piece.write();
  }

  private topUp(): void {
    const worthwhile = this.isWell ? this.most : 1;
    if (this.leftSome && this.room >= worthwhile) void this.pull();
  }
}
