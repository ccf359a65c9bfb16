/**
 * Outcomes: the meaning of a provider's response in Salur's vocabulary. A provider folder maps every response to one of these;
 * a response that it cannot classify is `ambiguous` at a step that moves money.
 */
import type { Secret } from './secret.js';

/** Reasons of a definite refusal; one vocabulary for all providers, returned to clients as `failure.code`. */
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

/** The provider's own code and message, stored beside the outcome. `code` is null when the response has none. */
export interface ProviderMessage {
  readonly code: string | null;
  readonly message: string;
}

/**
 * The result of a passed inquiry. Every `ticket` value is verbatim, with padding, case and zeros. `accountName` is verbatim except
 * for characters that must not be stored or shown; a provider that requires the exact name has it in its ticket.
 */
export interface InquiryPassed {
  readonly kind: 'passed';
  readonly accountName: string;
  /** Values that transfer and status check must repeat; opaque outside of the provider's folder. */
  readonly ticket: Ticket;
  /** The provider's own id of the order, for people and statements. */
  readonly providerReference: string | null;
  /** The provider's fee in whole rupiah; null: not returned. */
  readonly fee: bigint | null;
  readonly providerMessage: ProviderMessage;
}

/** Opaque values of a provider: stored with the attempt, passed back verbatim. */
export type Ticket = Readonly<Record<string, string>>;

export type InquiryOutcome =
  | InquiryPassed
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly providerMessage: ProviderMessage }
  /** An inquiry moves no money, so without a clear response it is repeated later. */
  | { readonly kind: 'unavailable'; readonly providerMessage: ProviderMessage };

/** Data that only the transfer's response contains. Stored with the attempt, whatever the outcome. */
export interface TransferDetails {
  /** The provider's own id of the transfer; callbacks and status checks can use it. */
  readonly providerReference?: string | null;
  /** What the recipient has to show at the counter. Secrets: stored separately, never logged. */
  readonly cashPickup?: { readonly token: Secret; readonly pin: Secret | null };
}

export type TransferOutcome =
  | { readonly kind: 'paid'; readonly providerMessage: ProviderMessage; readonly transferDetails?: TransferDetails }
  /** The provider accepted the order; the result comes later. */
  | { readonly kind: 'accepted'; readonly providerMessage: ProviderMessage; readonly transferDetails?: TransferDetails }
  /** Proof that this attempt moved nothing and never will. */
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly providerMessage: ProviderMessage }
  /** Proof that not one byte of the request left: connecting failed. */
  | { readonly kind: 'not_sent'; readonly providerMessage: ProviderMessage }
  /** Everything else. `alert` is set when an operator must look: the response names another account, bank or amount. */
  | {
      readonly kind: 'ambiguous';
      readonly providerMessage: ProviderMessage;
      readonly alert?: string;
      readonly transferDetails?: TransferDetails;
    };

/** Whether a transfer can be prepared now. `unready` moved nothing and can be repeated. */
export type SigningReadiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unready'; readonly providerMessage: ProviderMessage };

export type StatusOutcome =
  | { readonly kind: 'paid'; readonly providerMessage: ProviderMessage }
  | { readonly kind: 'processing'; readonly providerMessage: ProviderMessage }
  | {
      readonly kind: 'refused';
      readonly reason: RefusalReason;
      /** `definite`: proof immediately. `when_aged`: a refusal by a bank behind the provider, proof only 60 s after the transfer. */
      readonly certainty: 'definite' | 'when_aged';
      readonly providerMessage: ProviderMessage;
    }
  | { readonly kind: 'returned'; readonly providerMessage: ProviderMessage }
  /** The provider does not know the order. Never proof by itself: it must age, and then leads to review. */
  | { readonly kind: 'not_found'; readonly providerMessage: ProviderMessage }
  /** The query itself failed; the previous knowledge stays valid. */
  | { readonly kind: 'no_information'; readonly providerMessage: ProviderMessage; readonly alert?: string };
