import type { OnApplicationShutdown } from '@nestjs/common';
import type { Provider, ProviderDefinition, Rail, RailDeclaration, RailName } from '#libs/providers';
import type { RailFacts } from '../facts/rail-facts.js';
import type { Circuits } from './circuits.js';
import { type Refusal, whyOff } from './hard-limits.js';
import { type Criteria, compareRails, type JudgedRail, judge, verdictOf } from './judge-rails.js';
import { type ListedRail, listRails, type RailSettings } from './listed-rail.js';
import type { RailChoice, RailRequest, RailVerdict } from './rail-verdict.js';

export interface RailDirectoryParts {
  /** All providers, in the order of the registry. */
  readonly definitions: readonly Pick<ProviderDefinition, 'name' | 'rails'>[];
  /** The providers that are on. */
  readonly providers: readonly Provider[];
  readonly facts: RailFacts;
  readonly circuits: Circuits;
  readonly settings: RailSettings;
  /** The clock by which rails open and close. Default: that of this process. */
  readonly now?: () => Date;
}

export interface ChooseOptions {
  readonly now?: Date;
  /** Names of rails that refused this payout before. */
  readonly exclude?: ReadonlySet<string>;
  /** Names of providers that lack the money for it, whatever their known balance is. */
  readonly short?: ReadonlySet<string>;
}

const NAMED: Criteria = { silence: false, unknownBalance: false };

/** All rails: which of them are on, and which one should carry a payout. Uses memory only. */
export class RailDirectory implements OnApplicationShutdown {
  readonly providers: readonly Provider[];
  private readonly listed: readonly ListedRail[];
  private readonly byName: ReadonlyMap<string, ListedRail>;
  private readonly facts: RailFacts;
  private readonly circuits: Circuits;
  private readonly now: () => Date;

  constructor({ definitions, providers, facts, circuits, settings, now = () => new Date() }: RailDirectoryParts) {
    this.now = now;
    this.providers = providers;
    this.facts = facts;
    this.circuits = circuits;
    this.listed = listRails(definitions, providers, settings);
    this.byName = new Map(this.listed.map((listed) => [listed.declaration.name, listed]));
  }

  /** @returns undefined: the rail's provider has no credentials, or the rail does not exist */
  rail(name: string): Rail | undefined {
    return this.byName.get(name)?.rail;
  }

  /** A rail's declaration, also while its provider is off. */
  declaration(name: string): RailDeclaration | undefined {
    return this.byName.get(name)?.declaration;
  }

  /** @returns the reason why a rail accepts no payout in this process; null: it is on, or it does not exist */
  whyOff(name: string): Refusal | null {
    const listed = this.byName.get(name);
    return listed === undefined ? null : whyOff(listed);
  }

  /** @returns the rails that have credentials but no public URL for the callbacks they need */
  lackingPublicUrl(): RailName[] {
    const lacking = this.listed.filter(({ rail, lacksPublicUrl }) => rail !== undefined && lacksPublicUrl);
    return lacking.map(({ declaration }) => declaration.name);
  }

  /** @param name of a provider, not of a rail. @returns undefined: it has no credentials */
  provider(name: string): Provider | undefined {
    return this.providers.find((provider) => provider.name === name);
  }

  /** @returns the next opening of the rail's window; null: open now, around the clock, or no such rail */
  closedUntil(railName: string, now: Date): Date | null {
    const window = this.declaration(railName)?.window ?? null;
    return window && this.facts.calendar.nextOpening(window, now);
  }

  /**
   * The time from which a success of the rail can no longer bounce; null: immediately.
   *
   * @param paidAt when the provider reported it as paid
   */
  settledAt(railName: string, paidAt: Date): Date | null {
    if (this.declaration(railName)?.settles !== 'by_end_of_business_day') return null;
    return this.facts.calendar.endOfBusinessDay(paidAt);
  }

  /** Whether the bank is built in or on the list of some provider. */
  knowsBank(code: string): boolean {
    return this.facts.findBank(code) !== undefined;
  }

  /** @returns the balance that the provider last returned, whole rupiah; null: none yet */
  knownBalance(provider: string): bigint | null {
    return this.facts.balanceOf(provider)?.available ?? null;
  }

  /** @returns the highest balance that the provider ever returned, whole rupiah; null: none yet */
  highestBalance(provider: string): bigint | null {
    return this.facts.balanceOf(provider)?.highest ?? null;
  }

  /** What a rail probably takes for a payout, whole rupiah; 0 when there is no such rail. */
  feeOf(railName: string): bigint {
    return this.byName.get(railName)?.fee ?? 0n;
  }

  /**
   * Chooses the rail for a payout. A named rail is chosen unless it cannot carry the payout at all; the choice says whether it
   * must wait for opening hours or funds. `auto` chooses the best rail; see {@link compareRails}. Choosing a provider with a
   * half-open circuit starts its test.
   *
   * @returns verdicts on all rails for `auto`, otherwise on the named one
   */
  choose(requestedRail: string, request: RailRequest, options: ChooseOptions = {}): RailChoice {
    const choice = this.preview(requestedRail, request, options);
    if (requestedRail === 'auto' && choice.kind === 'chosen') this.circuits.startTest(choice.provider);
    return choice;
  }

  /** The result of {@link choose} without its side effect: no payout follows, so no circuit test starts. */
  preview(requestedRail: string, request: RailRequest, options: ChooseOptions = {}): RailChoice {
    const { now = this.now(), exclude, short } = options;
    const circumstances = { now, facts: this.facts.current, circuits: this.circuits, exclude, short };
    if (requestedRail === 'auto') {
      const judged = this.listed.map((listed) => judge(listed, request, circumstances));
      const criteria = criteriaOf(judged);
      return choiceOf(
        bestOf(judged, criteria),
        judged.map((each) => verdictOf(each, criteria)),
      );
    }
    const listed = this.byName.get(requestedRail);
    if (listed === undefined) return { kind: 'none', verdicts: [unknownRail(requestedRail)] };
    const judged = judge(listed, request, circumstances);
    return choiceOf(judged.refusal === null ? judged : undefined, [verdictOf(judged, NAMED)]);
  }

  /** Closes the providers' connections when the service stops. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.providers.map((provider) => provider.close()));
  }
}

/** An unknown balance only counts against a rail when another balance is known. */
function criteriaOf(judged: readonly JudgedRail[]): Criteria {
  return { silence: true, unknownBalance: judged.some((rail) => rail.refusal === null && rail.balanceKnown) };
}

/** Among equals the first wins, so the order of the registry decides. */
function bestOf(judged: readonly JudgedRail[], criteria: Criteria): JudgedRail | undefined {
  let best: JudgedRail | undefined;
  for (const rail of judged) {
    if (rail.refusal !== null) continue;
    if (best === undefined || compareRails(rail, best, criteria) < 0) best = rail;
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
