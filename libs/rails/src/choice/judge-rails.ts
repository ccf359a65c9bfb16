import type { RailFactsSnapshot } from '../facts/rail-facts.js';
import type { Circuits } from './circuits.js';
import { type Refusal, refusalOf } from './hard-limits.js';
import type { ListedRail } from './listed-rail.js';
import type { RailRejectionCode, RailVerdict, RailVerdictKind, RailWish } from './rail-verdict.js';

/** What speaks against a rail that could carry the payout, all of it. */
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

/** What judging needs to know beside the wish. */
export interface Circumstances {
  readonly now: Date;
  readonly facts: RailFactsSnapshot;
  readonly circuits: Circuits;
  /** Names of rails that have already refused this payout. */
  readonly exclude: ReadonlySet<string> | undefined;
}

export function judge(
  listed: ListedRail,
  wish: RailWish,
  { now, facts, circuits, exclude }: Circumstances,
): JudgedRail {
  const { declaration, provider, fee } = listed;
  const refusal = exclude?.has(declaration.name)
    ? TRIED_BEFORE
    : refusalOf(listed, wish, facts.bankLimits.get(provider));
  const balance = facts.balances.get(provider);
  const { window } = declaration;
  return {
    listed,
    refusal,
    lacksFunds: balance !== undefined && balance.available < wish.amount + fee,
    balanceKnown: balance !== undefined,
    notAnswering: circuits.stateOf(provider) === 'open',
    opensAt: window === null ? null : facts.calendar.nextOpening(window, now),
    cutOffAt: window === null ? null : facts.calendar.cutOff(window, now),
  };
}

const TRIED_BEFORE: Refusal = { code: 'tried_before', message: 'It has refused this payout before' };

/** What the caller of `choose` is told of a judged rail. */
export function verdictOf(judged: JudgedRail, minds: Minds): RailVerdict {
  const { listed, opensAt, cutOffAt } = judged;
  const [verdict, code, message] = findingOf(judged, minds);
  const { name, usualSeconds } = listed.declaration;
  const { provider, fee } = listed;
  return { rail: name, provider, verdict, code, message, fee, usualSeconds, opensAt, cutOffAt };
}

/** Which hints count: a payout that names its rail minds neither silence nor an unknown balance. */
export interface Minds {
  readonly silence: boolean;
  readonly unknownBalance: boolean;
}

/** The worst that can be said of a rail, in the order in which `auto` minds it. */
function findingOf(
  judged: JudgedRail,
  minds: Minds,
): readonly [RailVerdictKind, RailRejectionCode | null, string | null] {
  const { refusal } = judged;
  if (refusal !== null) return ['refused', refusal.code, refusal.message];
  if (judged.lacksFunds)
    return ['avoided', 'insufficient_funds', "Its provider's balance does not cover amount and fee"];
  if (minds.silence && judged.notAnswering) return ['avoided', 'not_answering', 'Its provider has stopped answering'];
  if (minds.unknownBalance && !judged.balanceKnown)
    return ['avoided', 'balance_unknown', 'The balance at its provider is not known'];
  if (judged.opensAt !== null)
    return ['closed', 'window_closed', `Its hours are over until ${judged.opensAt.toISOString()}`];
  return ['possible', null, null];
}

/**
 * Orders rails that could carry a payout, best first: short of money last, then those whose provider is silent, then those
 * of unknown balance, then closed ones by when they open; and among equals by the configured policy.
 */
export function compareRails(one: JudgedRail, other: JudgedRail, minds: Minds): number {
  return (
    Number(one.lacksFunds) - Number(other.lacksFunds) ||
    Number(minds.silence && one.notAnswering) - Number(minds.silence && other.notAnswering) ||
    (minds.unknownBalance ? Number(other.balanceKnown) - Number(one.balanceKnown) : 0) ||
    (one.opensAt?.getTime() ?? 0) - (other.opensAt?.getTime() ?? 0) ||
    one.listed.rank - other.listed.rank
  );
}
