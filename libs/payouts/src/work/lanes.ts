import type { HeldByClient } from '../law/lease.js';
import type { Payout } from '../records/payout.entity.js';

type Held = Pick<Payout, 'id' | 'fence' | 'clientId'>;

/** The payouts of one provider that this process works on. A provider that hangs fills its own lane and no other. */
export class Lane {
  readonly running = new Map<string, { readonly held: Held; readonly work: Promise<void> }>();
  /** True when payouts were left in the database because the lane was full. */
  leftSome = false;
  /** Whether a claim runs, which one, and whether it is to look once more. */
  isFilling = false;
  filling: Promise<number> = Promise.resolve(0);
  again = false;
  /** Places for payouts that are still on their way here. */
  private kept = 0;

  constructor(
    readonly provider: string,
    private readonly places: number,
  ) {}

  /** Whether a payout that was only just accepted, or that a command asks for, may have a place: none may while others wait in the database for theirs. */
  keepForNew(): boolean {
    return !this.leftSome && this.keep(1) === 1;
  }

  get room(): number {
    return Math.max(0, this.places - this.running.size - this.kept);
  }

  /** Keeps free places until they are given back, so that they are not filled twice. @returns how many there were to keep */
  keep(wanted: number): number {
    const kept = Math.min(wanted, this.room);
    this.kept += kept;
    return kept;
  }

  giveBack(places: number): void {
    this.kept -= places;
  }

  /** Keeps `work` until it ends; then calls `ended`. */
  add(payout: Held, work: Promise<void>, ended: () => void): void {
    const kept = work.finally(() => {
      this.running.delete(payout.id);
      ended();
    });
    this.running.set(payout.id, { held: payout, work: kept });
  }

  ids(): string[] {
    return [...this.running.keys()];
  }

  held(): Held[] {
    return [...this.running.values()].map(({ held }) => held);
  }

  work(): Promise<void>[] {
    return [...this.running.values()].map(({ work }) => work);
  }
}

/** One lane for each provider. */
export class Lanes {
  private readonly lanes: ReadonlyMap<string, Lane>;

  constructor(providers: readonly string[], placesEach: number) {
    this.lanes = new Map(providers.map((provider) => [provider, new Lane(provider, placesEach)]));
  }

  of(provider: string): Lane | undefined {
    return this.lanes.get(provider);
  }

  all(): readonly Lane[] {
    return [...this.lanes.values()];
  }

  /** The work on a payout, on whatever lane. */
  workOn(payoutId: string): Promise<void> | null {
    for (const lane of this.lanes.values()) {
      const running = lane.running.get(payoutId);
      if (running !== undefined) return running.work;
    }
    return null;
  }
}

/** How many of some payouts each client has. */
export function heldByClient(payouts: readonly Pick<Payout, 'clientId'>[]): HeldByClient[] {
  const counts = new Map<string, number>();
  for (const { clientId } of payouts) counts.set(clientId, (counts.get(clientId) ?? 0) + 1);
  return [...counts].map(([clientId, count]) => ({ clientId, count }));
}
