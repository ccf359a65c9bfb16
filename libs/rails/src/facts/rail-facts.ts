import { type BusinessCalendar, WEEKENDS_ONLY } from '../calendar/business-calendar.js';

/** What a provider last said we may spend, whole rupiah. */
export interface KnownBalance {
  readonly available: bigint;
  /** null: not told. */
  readonly ledger: bigint | null;
  readonly askedAt: Date;
}

/** What a provider's bank list says: the most per transfer by bank code, whole rupiah; 0: switched off. */
export type BankLimits = ReadonlyMap<string, bigint>;

/** Everything the choice of a rail needs beside the declarations, as it was at one moment. */
export interface RailFactsSnapshot {
  readonly calendar: BusinessCalendar;
  /** By provider; absent: never heard. */
  readonly balances: ReadonlyMap<string, KnownBalance>;
  /** By provider; absent: never heard, and the built-in list of banks holds. */
  readonly bankLimits: ReadonlyMap<string, BankLimits>;
}

/** The facts in memory, so that choosing a rail asks nobody. Replaced as a whole; a reader never sees half a change. */
export class RailFacts {
  private snapshot: RailFactsSnapshot = { calendar: WEEKENDS_ONLY, balances: new Map(), bankLimits: new Map() };

  get current(): RailFactsSnapshot {
    return this.snapshot;
  }

  replace(snapshot: RailFactsSnapshot): void {
    this.snapshot = snapshot;
  }

  /** @returns null when the provider never told one */
  balanceOf(provider: string): KnownBalance | null {
    return this.snapshot.balances.get(provider) ?? null;
  }

  get calendar(): BusinessCalendar {
    return this.snapshot.calendar;
  }
}
