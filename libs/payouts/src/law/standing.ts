import { STATUSES_OF_STANDING } from './standing.queries.js';
import type { Confirmation, NameMatch, PayoutStatus, WaitingReason } from './status.js';

/**
 * Where a payout stands: what has to happen before it goes on. One answer for the worker, the REST API, the command line and
 * everything that explains a payout. The status says what has happened; the standing says what is missing.
 */
export type Standing =
  /** Nothing is missing: a worker goes on with it once it is due. */
  | { readonly kind: 'ready' }
  /** A person has to confirm it, because the account has another name or because the client asked for that. */
  | { readonly kind: 'awaits_approval'; readonly why: 'name_differs' | 'client_asked'; readonly until: Date }
  /** A person other than the one who created it has to confirm it. */
  | { readonly kind: 'awaits_second_person'; readonly until: Date }
  /** A callback says that a transfer was paid which the provider had refused: a person has to confirm it all the same. */
  | { readonly kind: 'doubted'; readonly until: Date }
  /** The hours of its rail begin at `until`. */
  | { readonly kind: 'awaits_window'; readonly until: Date | null }
  /** The balance at its provider does not cover it. It is cancelled at `until`. */
  | { readonly kind: 'awaits_funds'; readonly until: Date | null }
  /** A transfer is being sent, or is with the provider: the provider is asked at `nextCheckAt`. */
  | { readonly kind: 'awaits_provider'; readonly nextCheckAt: Date | null }
  /** The provider does not know its result. */
  | { readonly kind: 'needs_person'; readonly since: Date | null }
  | { readonly kind: 'final' };

export type StandingKind = Standing['kind'];

/** An unconfirmed payout is cancelled this long after its inquiry: account names and prices go stale. */
export const CONFIRM_WITHIN_MS = 24 * 60 * 60_000;

/** What of a payout decides where it stands. */
export interface StandingPayout {
  readonly status: PayoutStatus;
  /** Whole rupiah. */
  readonly amount: bigint;
  readonly confirmation: Confirmation;
  readonly nameMatch: NameMatch | null;
  readonly confirmedAt: Date | null;
  readonly confirmedBy: string | null;
  readonly waitingReason: WaitingReason | null;
  readonly waitingUntil: Date | null;
  readonly reviewSince: Date | null;
  readonly updatedAt: Date;
  readonly dueAt: Date | null;
}

/** What is known of a payout beside its row. Only an inquired payout depends on it. */
export interface StandingFacts {
  /** A callback says that a refused transfer was paid, and no person has confirmed the payout since. */
  readonly isDoubted: boolean;
  /** The person who confirmed it is the one who created it. */
  readonly confirmedByMaker: boolean;
}

/** For a payout that {@link needsFacts} does not name: its row alone says where it stands. */
export const NO_FACTS: StandingFacts = { isDoubted: false, confirmedByMaker: false };

/** Whether where a payout stands depends on more than its row. */
export function needsFacts({ status }: Pick<StandingPayout, 'status'>): boolean {
  return status === 'inquired';
}

/** The part of the settings that says which payouts take two people. */
export interface TwoPeopleSettings {
  /** Whole rupiah; null: none do. */
  readonly twoPeopleFrom: bigint | null;
}

export function standing(payout: StandingPayout, facts: StandingFacts, settings: TwoPeopleSettings): Standing {
  switch (payout.status) {
    case 'created':
      return waits(payout) ?? { kind: 'ready' };
    case 'inquired':
      return missingDecision(payout, facts, settings) ?? waits(payout) ?? { kind: 'ready' };
    case 'transferring':
    case 'pending':
      return { kind: 'awaits_provider', nextCheckAt: payout.dueAt };
    case 'review':
      return { kind: 'needs_person', since: payout.reviewSince };
    default:
      return { kind: 'final' };
  }
}

/** Every kind of standing, from acceptance to the end. */
export const STANDING_KINDS = Object.keys(STATUSES_OF_STANDING) as StandingKind[];

/** The standings in which a payout waits before its transfer, and the word that clients see as the reason. */
export const WAITING_WORDS = {
  awaits_approval: 'approval',
  doubted: 'approval',
  awaits_second_person: 'second_person',
  awaits_window: 'window',
  awaits_funds: 'funds',
} as const satisfies Partial<Record<StandingKind, string>>;
export type WaitingWord = (typeof WAITING_WORDS)[keyof typeof WAITING_WORDS];
export const WAITING_REASONS: readonly WaitingWord[] = [...new Set(Object.values(WAITING_WORDS))];

/** What a payout waits for, and until when (null: not known). */
export interface Waiting {
  readonly reason: WaitingWord;
  readonly until: Date | null;
}

/** The part of a standing that clients see as `waiting`; null: nothing is missing, or the transfer has begun. */
export function waitingOf(standing: Standing): Waiting | null {
  switch (standing.kind) {
    case 'awaits_approval':
    case 'doubted':
    case 'awaits_second_person':
    case 'awaits_window':
    case 'awaits_funds':
      return { reason: WAITING_WORDS[standing.kind], until: standing.until };
    default:
      return null;
  }
}

/**
 * Whether a payout takes two people: one creates and another confirms it, and two resolve its review. Asked at each step and
 * not kept, so that the setting also holds for payouts that were accepted before it was made.
 */
export function takesTwoPeople({ amount }: { readonly amount: bigint }, { twoPeopleFrom }: TwoPeopleSettings): boolean {
  return twoPeopleFrom !== null && amount >= twoPeopleFrom;
}

/**
 * Whether an actor can be the second of two people. Only a key identifies a person: the command line takes the name that is typed.
 */
export function canBeSecondPerson(actor: string): boolean {
  return actor.startsWith('key:');
}

/** Whether the confirmation of an inquired payout counts, so that a further one changes nothing. */
export function confirmationStands(
  payout: Pick<StandingPayout, 'amount' | 'confirmedBy'>,
  { isDoubted, confirmedByMaker }: StandingFacts,
  settings: TwoPeopleSettings,
): boolean {
  if (payout.confirmedBy === null || isDoubted) return false;
  return !takesTwoPeople(payout, settings) || (!confirmedByMaker && canBeSecondPerson(payout.confirmedBy));
}

function missingDecision(payout: StandingPayout, facts: StandingFacts, settings: TwoPeopleSettings): Standing | null {
  const until = new Date((payout.confirmedAt ?? payout.updatedAt).getTime() + CONFIRM_WITHIN_MS);
  if (facts.isDoubted) return { kind: 'doubted', until };
  // Also one that was accepted as automatic, or confirmed by its creator, before two people were asked for.
  if (takesTwoPeople(payout, settings)) {
    const byTwo = payout.confirmedAt !== null && confirmationStands(payout, facts, settings);
    return byTwo ? null : { kind: 'awaits_second_person', until };
  }
  if (payout.confirmedAt !== null) return null;
  if (payout.nameMatch === 'different') return { kind: 'awaits_approval', why: 'name_differs', until };
  return payout.confirmation === 'manual' ? { kind: 'awaits_approval', why: 'client_asked', until } : null;
}

function waits({ waitingReason, waitingUntil: until }: StandingPayout): Standing | null {
  if (waitingReason === null) return null;
  return { kind: waitingReason === 'window' ? 'awaits_window' : 'awaits_funds', until };
}
