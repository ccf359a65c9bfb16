import type { RailFactsSnapshot } from '../facts/rail-facts.js';
import type { Circuits } from './circuits.js';
import { type Refusal, refusalOf } from './hard-limits.js';
import type { ListedRail } from './listed-rail.js';
import type { RailRejectionCode, RailRequest, RailVerdict, RailVerdictKind } from './rail-verdict.js';

/** A rail with everything that speaks against it for one payout. */
export interface JudgedRail {
  readonly listed: ListedRail;
  readonly refusal: Refusal | null;
  /** The provider's known balance does not cover amount and fee. */
  readonly lacksFunds: boolean;
  readonly balanceKnown: boolean;
  readonly notAnswering: boolean;
  readonly opensAt: Date | null;
  readonly cutOffAt: Date | null;
}

/** What judging a rail depends on, in addition to the request. */
export interface Circumstances {
  readonly now: Date;
  readonly facts: RailFactsSnapshot;
  readonly circuits: Circuits;
  /** Names of rails that refused this payout before. */
  readonly exclude: ReadonlySet<string> | undefined;
  /** Names of providers that refused it for lack of funds. */
  readonly short: ReadonlySet<string> | undefined;
}

export function judge(
  listed: ListedRail,
  request: RailRequest,
  { now, facts, circuits, exclude, short }: Circumstances,
): JudgedRail {
  const { declaration, provider, fee } = listed;
  const refusal = exclude?.has(declaration.name)
    ? TRIED_BEFORE
    : (refusalOf(listed, request, facts.bankLimits.get(provider)) ?? (short?.has(provider) ? PROVIDER_SHORT : null));
  const balance = facts.balances.get(provider);
  const { window } = declaration;
  return {
    listed,
    refusal,
    lacksFunds: balance !== undefined && balance.available < request.amount + fee,
    balanceKnown: balance !== undefined,
    notAnswering: circuits.stateOf(provider) === 'open',
    opensAt: window === null ? null : facts.calendar.nextOpening(window, now),
    cutOffAt: window === null ? null : facts.calendar.cutOff(window, now),
  };
}

const PROVIDER_SHORT: Refusal = { code: 'insufficient_funds', message: 'Its provider lacks the money for this payout' };
const TRIED_BEFORE: Refusal = { code: 'tried_before', message: 'It refused this payout before' };

/** The verdict that `choose` returns for a judged rail. */
export function verdictOf(judged: JudgedRail, criteria: Criteria): RailVerdict {
  const { listed, opensAt, cutOffAt } = judged;
  const [verdict, code, message] = findingOf(judged, criteria);
  const { name, usualSeconds } = listed.declaration;
  const { provider, fee } = listed;
  return { rail: name, provider, verdict, code, message, fee, usualSeconds, opensAt, cutOffAt };
}

/** The hints that count: for a payout that names its rail, neither silence nor an unknown balance does. */
export interface Criteria {
  readonly silence: boolean;
  readonly unknownBalance: boolean;
}

/** The most serious finding, in the order in which `auto` weighs them. */
function findingOf(
  judged: JudgedRail,
  criteria: Criteria,
): readonly [RailVerdictKind, RailRejectionCode | null, string | null] {
  const { refusal } = judged;
  if (refusal !== null) return ['refused', refusal.code, refusal.message];
  if (judged.lacksFunds)
    return ['avoided', 'insufficient_funds', "Its provider's balance does not cover amount and fee"];
  if (criteria.silence && judged.notAnswering) return ['avoided', 'not_answering', 'Its provider does not respond'];
  if (criteria.unknownBalance && !judged.balanceKnown)
    return ['avoided', 'balance_unknown', 'The balance at its provider is unknown'];
  if (judged.opensAt !== null) return ['closed', 'window_closed', `Closed until ${judged.opensAt.toISOString()}`];
  return ['possible', null, null];
}

/**
 * Orders rails that could carry a payout, best first. Rails without sufficient balance come last; before them come rails of
 * silent providers, then rails of unknown balance, then closed rails by opening time. Ties are resolved by the configured policy.
 */
export function compareRails(one: JudgedRail, other: JudgedRail, criteria: Criteria): number {
  return (
    Number(one.lacksFunds) - Number(other.lacksFunds) ||
    Number(criteria.silence && one.notAnswering) - Number(criteria.silence && other.notAnswering) ||
    (criteria.unknownBalance ? Number(other.balanceKnown) - Number(one.balanceKnown) : 0) ||
    (one.opensAt?.getTime() ?? 0) - (other.opensAt?.getTime() ?? 0) ||
    one.listed.rank - other.listed.rank
  );
}
