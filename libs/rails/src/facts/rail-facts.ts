import { BANKS, type Bank, findBuiltInBank } from '../banks.js';
import { type BusinessCalendar, WEEKENDS_ONLY } from '../calendar/business-calendar.js';

/** The last balance that a provider returned, whole rupiah. */
export interface KnownBalance {
  readonly available: bigint;
  /** null: not returned. */
  readonly ledger: bigint | null;
  /** The highest that was ever available. */
  readonly highest: bigint;
  readonly askedAt: Date;
}

/** A provider's bank list: the maximum per transfer by bank code, whole rupiah; 0: disabled. */
export type BankLimits = ReadonlyMap<string, bigint>;

/** A snapshot of everything that the choice of a rail needs, in addition to the declarations. */
export interface RailFactsSnapshot {
  readonly calendar: BusinessCalendar;
  /** By provider; absent: not received yet. */
  readonly balances: ReadonlyMap<string, KnownBalance>;
  /** By provider; absent: not received yet, so the built-in list of banks applies. */
  readonly bankLimits: ReadonlyMap<string, BankLimits>;
  /** Names by code of banks that the list of some provider has and that are not built in; absent: there are none. */
  readonly listedBanks?: ReadonlyMap<string, string>;
}

/** The facts in memory, so that choosing a rail needs no query. Replaced as a whole: a reader never sees half a change. */
export class RailFacts {
  private snapshot: RailFactsSnapshot = { calendar: WEEKENDS_ONLY, balances: new Map(), bankLimits: new Map() };

  get current(): RailFactsSnapshot {
    return this.snapshot;
  }

  replace(snapshot: RailFactsSnapshot): void {
    this.snapshot = snapshot;
  }

  /** @returns null: not received yet */
  balanceOf(provider: string): KnownBalance | null {
    return this.snapshot.balances.get(provider) ?? null;
  }

  /** A built-in bank, or one of a provider's bank list with the name that it has there. */
  findBank(code: string): Bank | undefined {
    const name = this.snapshot.listedBanks?.get(code);
    return findBuiltInBank(code) ?? (name === undefined ? undefined : { code, name, biFast: false });
  }

  /** All banks that a payout can name, by the length of their codes and then by code. */
  get banks(): readonly Bank[] {
    const listed = [...(this.snapshot.listedBanks ?? [])].map(([code, name]) => ({ code, name, biFast: false }));
    return [...BANKS, ...listed].sort(
      (one, other) => one.code.length - other.code.length || (one.code < other.code ? -1 : 1),
    );
  }

  get calendar(): BusinessCalendar {
    return this.snapshot.calendar;
  }
}
