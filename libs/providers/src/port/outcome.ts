/**
 * What a provider's answer means, in our words. A provider folder translates every answer it can get into one of these;
 * whatever it cannot place is `ambiguous` on a step that moves money.
 */
import type { Secret } from './secret.js';

/** Why a provider definitely refused; one vocabulary for all providers, shown to clients as `failure.code`. */
export const REFUSAL_REASONS = [
  'invalid_account',
  'blacklisted',
  'bank_not_supported',
  'bank_unavailable',
  'invalid_amount',
  'limit_exceeded',
  'insufficient_funds',
  'misconfigured',
  'expired',
  'declined',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** The provider's own code and words, kept beside our reading of them. `code` is null when the answer carried none. */
export interface ProviderWords {
  readonly code: string | null;
  readonly message: string;
}

/**
 * What the inquiry found out. Every `ticket` value is verbatim: padding, case and zeros are kept. So is `accountName` but for
 * what must not be stored or shown; a provider that wants it back character by character has it in its ticket.
 */
export interface InquiryPassed {
  readonly kind: 'passed';
  readonly accountName: string;
  /** What the provider wants to see again in the transfer and the status check, opaque outside the provider's folder. */
  readonly ticket: Ticket;
  /** The provider's own id of the order, for people and statements. */
  readonly providerReference: string | null;
  /** Whole rupiah the provider charges on top, when it says so. */
  readonly fee: bigint | null;
  readonly words: ProviderWords;
}

/** Opaque texts of a provider: stored with the attempt, handed back verbatim. */
export type Ticket = Readonly<Record<string, string>>;

export type InquiryOutcome =
  | InquiryPassed
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly words: ProviderWords }
  /** No money is involved in an inquiry, so whatever is not a clear answer may simply be asked again later. */
  | { readonly kind: 'unavailable'; readonly words: ProviderWords };

/** What only the transfer's answer told. It is kept with the attempt, whatever the outcome. */
export interface Learned {
  /** The provider's own id of the transfer; callbacks and status checks may go by it. */
  readonly providerReference?: string | null;
  /** What the person at the counter has to show. Secrets: kept apart, never logged. */
  readonly cashPickup?: { readonly token: Secret; readonly pin: Secret | null };
}

export type TransferOutcome =
  | { readonly kind: 'paid'; readonly words: ProviderWords; readonly learned?: Learned }
  /** The provider took the order; the result comes later. */
  | { readonly kind: 'accepted'; readonly words: ProviderWords; readonly learned?: Learned }
  /** Proof that this attempt moved nothing and never will. */
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly words: ProviderWords }
  /** Proof that not one byte of the request left: connecting failed. */
  | { readonly kind: 'not_sent'; readonly words: ProviderWords }
  /** Everything else. `alert` is set when a person should look: an echo of another account, bank or amount. */
  | { readonly kind: 'ambiguous'; readonly words: ProviderWords; readonly alert?: string; readonly learned?: Learned };

/** Whether a transfer can be prepared now. `unready` moved nothing and may be tried again. */
export type Readiness = { readonly kind: 'ready' } | { readonly kind: 'unready'; readonly words: ProviderWords };

export type StatusOutcome =
  | { readonly kind: 'paid'; readonly words: ProviderWords }
  | { readonly kind: 'processing'; readonly words: ProviderWords }
  | {
      readonly kind: 'refused';
      readonly reason: RefusalReason;
      /** `definite`: proof at once. `when_aged`: the words of a bank behind the provider, proof only 60 s after the transfer. */
      readonly certainty: 'definite' | 'when_aged';
      readonly words: ProviderWords;
    }
  | { readonly kind: 'returned'; readonly words: ProviderWords }
  /** The provider does not know the order. Never proof by itself: it must age, and then leads to review. */
  | { readonly kind: 'not_found'; readonly words: ProviderWords }
  /** The question itself failed; what we knew before still stands. */
  | { readonly kind: 'no_information'; readonly words: ProviderWords; readonly alert?: string };
