import type { OnApplicationShutdown } from '@nestjs/common';
import { PROVIDERS, type Provider, type Rail, type RailDeclaration, type RailName } from '#libs/providers';
import { findBank } from './banks.js';

/** Why a rail cannot carry a payout; `code` is stable, `message` is for people. */
export interface RailRejection {
  readonly rail: RailName;
  readonly code: 'not_configured' | 'unknown_rail' | 'amount_too_small' | 'amount_too_large' | 'bank_not_supported';
  readonly message: string;
}

export type RailChoice =
  | { readonly kind: 'chosen'; readonly rail: RailName; readonly provider: string }
  | { readonly kind: 'none'; readonly rejections: readonly RailRejection[] };

/** What decides whether a rail can carry a payout. */
export interface RailWish {
  readonly amount: bigint;
  readonly destination: { readonly type: 'bank_account'; readonly bankCode: string };
}

/** Every rail there is, which of them are switched on, and which can carry a payout. */
export class RailDirectory implements OnApplicationShutdown {
  private readonly running: ReadonlyMap<string, { readonly rail: Rail; readonly provider: string }>;

  constructor(private readonly providers: readonly Provider[]) {
    this.running = new Map(
      providers.flatMap((provider) =>
        provider.rails.map((rail) => [rail.name, { rail, provider: provider.name }] as const),
      ),
    );
  }

  /** @returns undefined when the rail's provider has no credentials, or there is no such rail */
  rail(name: string): Rail | undefined {
    return this.running.get(name)?.rail;
  }

  /** Picks the rail for a payout: the wished one, or for `auto` the first that can carry it. */
  choose(wishedRail: string, wish: RailWish): RailChoice {
    const known = PROVIDERS.flatMap((provider) => provider.rails);
    const candidates = wishedRail === 'auto' ? known : known.filter((rail) => rail.name === wishedRail);
    if (candidates.length === 0) {
      const rail = wishedRail as RailName;
      return { kind: 'none', rejections: [{ rail, code: 'unknown_rail', message: `There is no rail ${wishedRail}` }] };
    }
    const rejections: RailRejection[] = [];
    for (const candidate of candidates) {
      const running = this.running.get(candidate.name);
      const rejection = running === undefined ? notConfigured(candidate.name) : rejectionOf(candidate, wish);
      if (rejection === null && running !== undefined)
        return { kind: 'chosen', rail: candidate.name, provider: running.provider };
      if (rejection !== null) rejections.push(rejection);
    }
    return { kind: 'none', rejections };
  }

  /** Called by Nest when the service stops. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.providers.map((provider) => provider.close()));
  }
}

function notConfigured(rail: RailName): RailRejection {
  return { rail, code: 'not_configured', message: 'The provider of this rail has no credentials' };
}

function rejectionOf({ name: rail, carries }: RailDeclaration, wish: RailWish): RailRejection | null {
  if (carries.type !== wish.destination.type)
    return { rail, code: 'bank_not_supported', message: 'It pays to another kind of destination' };
  const { min, max } = carries.limits;
  if (wish.amount < min) return { rail, code: 'amount_too_small', message: `The least is ${min} rupiah` };
  if (max !== null && wish.amount > max)
    return { rail, code: 'amount_too_large', message: `The most is ${max} rupiah` };
  if (findBank(wish.destination.bankCode) === undefined)
    return { rail, code: 'bank_not_supported', message: 'The bank is not on its list' };
  return null;
}
