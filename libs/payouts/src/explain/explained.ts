import type { Standing, StandingKind, StandingPayout } from '../law/standing.js';
import type { FailureCode, PayoutEventName, PendingReason, Proof, ReviewReason } from '../law/status.js';

/** Why a payout stands where it stands and what happens next, in sentences. Times in them are WIB; `since` and `until` are UTC. */
export interface Explanation {
  readonly standing: StandingKind;
  /** Since when it stands so. */
  readonly since: string;
  /** What is known, and from whom. */
  readonly why: string;
  /** What happens next and when, and what a person can do. */
  readonly next: string;
  /** The moment at which something else happens by itself; null: none is known. */
  readonly until: string | null;
}

/** What of a payout its explanation depends on. */
export interface ExplainedPayout extends StandingPayout {
  readonly rail: string;
  readonly provider: string;
  readonly outlet: string | null;
  readonly pendingReason: PendingReason | null;
  readonly proof: Proof | null;
  readonly failureCode: FailureCode | null;
  readonly failureMessage: string | null;
  readonly failureProviderCode: string | null;
  readonly reviewReason: ReviewReason | null;
  readonly fundsSince: Date | null;
  readonly version: number;
  readonly tries: number;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
}

/** The names that an explanation compares; null: not known, or erased. */
export interface ExplainedNames {
  readonly accountName: string | null;
  readonly accountHolderName: string | null;
}

/** A request to the provider. */
export interface Asked {
  readonly provider: string;
  readonly step: string;
  readonly at: Date;
}

/** What was found of a payout, beside its row. */
export interface Findings {
  /** The last request that the provider responded to, at the time of the response. */
  readonly response: (Asked & { readonly outcome: string; readonly code: string | null }) | null;
  /** The last request, when it has no response. */
  readonly unanswered: Asked | null;
  /** The last callback about it. */
  readonly callback: { readonly provider: string; readonly hint: string; readonly at: Date } | null;
  /** Its last transfer: our number for it, and when it was recorded. */
  readonly transfer: { readonly reference: string; readonly at: Date; readonly result: string | null } | null;
  /** The name of who confirmed it; null: not looked for, or not confirmed. */
  readonly confirmedBy: string | null;
  /** How many of its transfers were refused. */
  readonly refusals: number;
  /** Its last move, with the reason that a person gave. */
  readonly move: {
    readonly event: PayoutEventName | 'created';
    readonly actor: string;
    /** The name of the key, or of the operator. */
    readonly actorName: string;
    readonly reason: string | null;
  } | null;
  /** The name of who has proposed the resolution that a second person has to confirm. */
  readonly proposedBy: string | null;
  /** When a payout that is pending goes to review. */
  readonly reviewAt: Date | null;
  /** Who works; null: not known. */
  readonly work: Work | null;
}

/** The workers, as the payout's reader finds them. */
export interface Work {
  /** The database's clock. */
  readonly now: Date;
  /** A worker holds the payout. */
  readonly isLeased: boolean;
  /** Whether any worker lives. */
  readonly isAlive: boolean;
  /** When the last one was seen. */
  readonly lastSeenAt: Date | null;
}

/** For a payout of which nothing but its row is known, as in a webhook. */
export const NO_FINDINGS: Findings = {
  response: null,
  unanswered: null,
  callback: null,
  transfer: null,
  confirmedBy: null,
  refusals: 0,
  move: null,
  proposedBy: null,
  reviewAt: null,
  work: null,
};

/** What an explanation is made of. */
export interface Explained {
  readonly payout: ExplainedPayout;
  readonly names: ExplainedNames;
  readonly standing: Standing;
  readonly findings: Findings;
  /** Whole rupiah from which on a payout takes two people. */
  readonly twoPeopleFrom: bigint | null;
}
