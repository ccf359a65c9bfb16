import type { OnApplicationShutdown } from '@nestjs/common';
import type { Provider, ProviderDefinition, Rail, RailDeclaration, RailName } from '#libs/providers';
import type { RailFacts } from '../facts/rail-facts.js';
import type { Circuits } from './circuits.js';
import { type Refusal, whyOff } from './hard-limits.js';
import { compareRails, type JudgedRail, judge, type Minds, verdictOf } from './judge-rails.js';
import { type ListedRail, listRails, type RailSettings } from './listed-rail.js';
import type { RailChoice, RailVerdict, RailWish } from './rail-verdict.js';

export interface RailDirectoryParts {
  /** Every provider there is, in the order of the registry. */
  readonly definitions: readonly Pick<ProviderDefinition, 'name' | 'rails'>[];
  /** Those of them that are switched on. */
  readonly providers: readonly Provider[];
  readonly facts: RailFacts;
  readonly circuits: Circuits;
  readonly settings: RailSettings;
}

export interface ChooseOptions {
  readonly now?: Date;
  /** Names of rails that have already refused this payout. */
  readonly exclude?: ReadonlySet<string>;
}

const NAMED: Minds = { silence: false, unknownBalance: false };

/** Every rail there is, which of them are switched on, and which should carry a payout. Answers from memory. */
export class RailDirectory implements OnApplicationShutdown {
  readonly providers: readonly Provider[];
  private readonly listed: readonly ListedRail[];
  private readonly byName: ReadonlyMap<string, ListedRail>;
  private readonly facts: RailFacts;
  private readonly circuits: Circuits;

  constructor({ definitions, providers, facts, circuits, settings }: RailDirectoryParts) {
    this.providers = providers;
    this.facts = facts;
    this.circuits = circuits;
    this.listed = listRails(definitions, providers, settings);
    this.byName = new Map(this.listed.map((listed) => [listed.declaration.name, listed]));
  }

  /** @returns undefined when the rail's provider has no credentials, or there is no such rail */
  rail(name: string): Rail | undefined {
    return this.byName.get(name)?.rail;
  }

  /** What a rail is and can do, also while its provider is switched off. */
  declaration(name: string): RailDeclaration | undefined {
    return this.byName.get(name)?.declaration;
  }

  /** @returns why a rail takes no payout at all in this process; null: it is on, or there is no such rail */
  whyOff(name: string): Refusal | null {
    const listed = this.byName.get(name);
    return listed === undefined ? null : whyOff(listed);
  }

  /** @returns the names of the rails that have credentials and no address at which their provider could call back */
  lackingPublicUrl(): RailName[] {
    const lacking = this.listed.filter(({ rail, lacksPublicUrl }) => rail !== undefined && lacksPublicUrl);
    return lacking.map(({ declaration }) => declaration.name);
  }

  /** @param name of a provider, not of a rail; undefined when it has no credentials */
  provider(name: string): Provider | undefined {
    return this.providers.find((provider) => provider.name === name);
  }

  /** @returns when the rail's window opens next; null: open now, around the clock, or no such rail */
  closedUntil(railName: string, now: Date): Date | null {
    const window = this.declaration(railName)?.window ?? null;
    return window && this.facts.calendar.nextOpening(window, now);
  }

  /**
   * When a success of the rail can no longer bounce; null: at once.
   *
   * @param paidAt when it was reported as paid
   */
  settledAt(railName: string, paidAt: Date): Date | null {
    if (this.declaration(railName)?.settles !== 'by_end_of_business_day') return null;
    return this.facts.calendar.endOfBusinessDay(paidAt);
  }

  /** @returns what the provider last said we may spend, whole rupiah; null when it never told */
  knownBalance(provider: string): bigint | null {
    return this.facts.balanceOf(provider)?.available ?? null;
  }

  /**
   * Picks the rail for a payout. A named rail is taken unless it cannot carry the payout at all; whether it has to wait
   * for its hours or for money is told. `auto` takes the best of those that can; see {@link compareRails}. Choosing a
   * provider that was silent and may be tried again counts as that try.
   *
   * @returns a verdict on every rail for `auto`, else on the named one
   */
  choose(wishedRail: string, wish: RailWish, options: ChooseOptions = {}): RailChoice {
    const choice = this.preview(wishedRail, wish, options);
    if (wishedRail === 'auto' && choice.kind === 'chosen') this.circuits.tries(choice.provider);
    return choice;
  }

  /** What {@link choose} would answer now, for somebody who only asks: no payout follows, so nothing counts as a try. */
  preview(wishedRail: string, wish: RailWish, { now = new Date(), exclude }: ChooseOptions = {}): RailChoice {
    const circumstances = { now, facts: this.facts.current, circuits: this.circuits, exclude };
    if (wishedRail === 'auto') {
      const judged = this.listed.map((listed) => judge(listed, wish, circumstances));
      const minds = mindsOf(judged);
      return choiceOf(
        bestOf(judged, minds),
        judged.map((each) => verdictOf(each, minds)),
      );
    }
    const listed = this.byName.get(wishedRail);
    if (listed === undefined) return { kind: 'none', verdicts: [unknownRail(wishedRail)] };
    const judged = judge(listed, wish, circumstances);
    return choiceOf(judged.refusal === null ? judged : undefined, [verdictOf(judged, NAMED)]);
  }

  /** Called by Nest when the service stops. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.providers.map((provider) => provider.close()));
  }
}

/** An unknown balance says nothing against a rail while no balance is known at all. */
function mindsOf(judged: readonly JudgedRail[]): Minds {
  return { silence: true, unknownBalance: judged.some((rail) => rail.refusal === null && rail.balanceKnown) };
}

/** The first of equals wins, which makes the order of the registry decide. */
function bestOf(judged: readonly JudgedRail[], minds: Minds): JudgedRail | undefined {
  let best: JudgedRail | undefined;
  for (const rail of judged) {
    if (rail.refusal !== null) continue;
    if (best === undefined || compareRails(rail, best, minds) < 0) best = rail;
  }
  return best;
}

function choiceOf(chosen: JudgedRail | undefined, verdicts: readonly RailVerdict[]): RailChoice {
  if (chosen === undefined) return { kind: 'none', verdicts };
  const { listed, opensAt, lacksFunds } = chosen;
  return {
    kind: 'chosen',
    rail: listed.declaration.name,
    provider: listed.provider,
    waitUntil: opensAt,
    lacksFunds,
    verdicts,
  };
}

function unknownRail(name: string): RailVerdict {
  return {
    rail: name as RailName,
    provider: '',
    verdict: 'refused',
    code: 'unknown_rail',
    message: `There is no rail ${name}`,
    fee: 0n,
    usualSeconds: 0,
    opensAt: null,
    cutOffAt: null,
  };
}
