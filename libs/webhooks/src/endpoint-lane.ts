/** Tries under way at once at an endpoint that answers. */
const PLACES = 64;
/** And at one that does not: it is asked on, but holds little of ours. */
const PLACES_WHILE_FAILING = 4;
/** Taken together, which makes few statements carry many deliveries. */
const TAKEN_TOGETHER = 32;

/** Takes work, as much as is asked for at most. Each piece resolves to whether it went well. */
type Take = (most: number) => Promise<readonly (() => Promise<boolean>)[]>;

/** The tries of one endpoint in this process, bounded, and topped up as they end. */
export class EndpointLane {
  private readonly underWay = new Set<Promise<void>>();
  private isWell = true;
  /** There was more than could be taken. */
  private leftSome = false;
  private again = false;
  private pulling: Promise<void> | null = null;

  constructor(private readonly take: Take) {}

  /** Takes work until there is none or no room for it. Never rejects. */
  pull(): Promise<void> {
    this.again = true;
    this.pulling ??= this.fill().finally(() => {
      this.pulling = null;
    });
    return this.pulling;
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.pulling !== null || this.underWay.size > 0) {
      await this.pulling;
      await Promise.all(this.underWay);
    }
  }

  private get room(): number {
    return (this.isWell ? PLACES : PLACES_WHILE_FAILING) - this.underWay.size;
  }

  private async fill(): Promise<void> {
    while (this.again) {
      this.again = false;
      const most = Math.min(this.room, TAKEN_TOGETHER);
      this.leftSome = true;
      if (most <= 0) return;
      const pieces = await this.take(most);
      this.leftSome = pieces.length === most;
      this.again ||= this.leftSome;
      for (const piece of pieces) this.begin(piece);
    }
  }

  private begin(piece: () => Promise<boolean>): void {
    const work = piece().then((isWell) => {
      this.isWell = isWell;
      this.underWay.delete(work);
      const enough = Math.min(TAKEN_TOGETHER, isWell ? PLACES : 1);
      if (this.leftSome && this.room >= enough) void this.pull();
    });
    this.underWay.add(work);
  }
}
