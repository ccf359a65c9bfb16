/**
 * The port: what Salur asks of a payout provider. One folder under `libs/providers/src/<name>/` implements it and one line
 * in `registry.ts` makes it known.
 *
 * Glossary: a *rail* is one way to pay through a provider (`duitku.online`). An *inquiry* asks who owns an account and
 * moves no money. A *transfer* is the one request that moves money. A *status check* asks what became of a transfer.
 * An *exchange* is one HTTP request to a provider with its answer, kept as evidence.
 */
import type { z } from 'zod';
import type { CallbackRoute } from './callback.js';
import type { CodeList } from './code-list.js';
import type { Destination } from './destination.js';
import type { InquiryOutcome, Readiness, StatusOutcome, Ticket, TransferOutcome } from './outcome.js';
import type { RailDeclaration, RailName } from './rail-declaration.js';
import type { StatementLayout } from './statement.js';

/** Who is to be paid how much: what inquiry, transfer and status check of one payout have in common. */
export interface Order {
  readonly payoutId: string;
  /** Nine digits of ours, unique: new for every inquiry and for every attempt. For providers that take a reference. */
  readonly reference: string;
  readonly destination: Destination;
  /** Whole rupiah, > 0. */
  readonly amount: bigint;
  /** Never empty: a default is filled in when the client gave none, because some providers demand one. */
  readonly purpose: string;
  readonly sender: { readonly id: string | null; readonly name: string | null };
}

/** A transfer as recorded in its attempt: everything the provider's inquiry said, verbatim. */
export interface TransferOrder extends Order {
  readonly accountName: string;
  readonly ticket: Ticket;
  /**
   * Where the provider shall call back about this transfer alone: an address with a secret in it. Null when the rail asks
   * for none (see `RailDeclaration.callsBack`).
   */
  readonly callbackUrl: string | null;
  /** The provider's own id of the transfer as its answer told it; null before, or when it told none. */
  readonly providerReference: string | null;
}

/**
 * A transfer request, built and signed when the intent is written. The bytes whose hash the attempt keeps are the bytes
 * that are sent.
 */
export interface PreparedTransfer {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Lower-case hex SHA-256 of `body`. */
  readonly sha256: string;
}

/** Where a provider call leaves its evidence and learns its limits. */
export interface CallContext {
  /** Called once per HTTP exchange, also when it failed; must not throw. */
  readonly record: (exchange: Exchange) => void;
  /** Ends the call early. For transfers: anything after the first byte stays ambiguous. */
  readonly signal?: AbortSignal;
  /**
   * For transfers: not one byte is sent from this reading of `performance.now()` on; the outcome is then `not_sent`. The
   * monotonic clock, because it also counts while the process is frozen and nobody can set it back.
   */
  readonly sendBeforeMs?: number;
}

export const STEPS = ['token', 'inquiry', 'transfer', 'status', 'balance', 'banks'] as const;
export type Step = (typeof STEPS)[number];

/** One request to a provider and what came back: redacted, and safe to keep and to show. */
export interface Exchange {
  readonly step: Step;
  readonly method: string;
  readonly url: string;
  /** Redacted body: account numbers masked, signatures and secrets dropped. */
  readonly request: string;
  readonly requestSha256: string;
  readonly httpStatus: number | null;
  readonly response: string | null;
  /** The outcome's kind, e.g. `ambiguous`. */
  readonly outcome: string;
  readonly providerCode: string | null;
  /** Why no answer could be read, when so: `UND_ERR_SOCKET other side closed`. */
  readonly error: string | null;
  readonly startedAt: Date;
  readonly durationMs: number;
}

/** One way to pay. A rail without `inquire` pays without asking first. */
export interface Rail {
  readonly name: RailName;
  inquire?(order: Order, context: CallContext): Promise<InquiryOutcome>;
  /**
   * Makes sure that {@link prepareTransfer} can sign without the network: fetches an access token, for instance. Called
   * right before each intent; moves nothing and never throws.
   */
  makeReady?(context: CallContext): Promise<Readiness>;
  /** Builds and signs the request; touches no network. `signedAt` is the time that the provider will judge its age by. */
  prepareTransfer(order: TransferOrder, signedAt: Date): PreparedTransfer;
  /** Sends the prepared bytes once. Never throws; whatever is not proof is `ambiguous`. */
  transfer(prepared: PreparedTransfer, order: TransferOrder, context: CallContext): Promise<TransferOutcome>;
  /** Never throws. */
  checkStatus(order: TransferOrder, context: CallContext): Promise<StatusOutcome>;
  /** Every text by which a callback or a statement may name this transfer; known before it leaves. */
  transferKeys?(order: TransferOrder): readonly string[];
}

/** What a provider lets us spend, in whole rupiah; `null` fields are not told. */
export interface Balance {
  readonly available: bigint;
  readonly ledger: bigint | null;
}

export interface ProviderBank {
  readonly bankCode: string;
  readonly name: string;
  /** Whole rupiah per transfer; 0 means the provider has switched the bank off. */
  readonly maxAmount: bigint;
}

/** A running provider. What it can do is told by what it implements. */
export interface Provider {
  readonly name: string;
  readonly rails: readonly Rail[];
  /** @returns null when the provider gave no usable answer */
  balance?(context: CallContext): Promise<Balance | null>;
  /** @returns null when the provider gave no usable answer */
  banks?(context: CallContext): Promise<readonly ProviderBank[] | null>;
  /** The callbacks it takes. */
  readonly callbacks?: readonly CallbackRoute[];
  /** Addresses (IP or CIDR) that may call back; empty or absent: any. */
  readonly callbackSources?: readonly string[];
  /** Closes its connections. */
  close(): Promise<void>;
}

/** Settings all providers share. */
export interface ProviderSettings {
  /** Total time for one exchange, connecting included. */
  readonly timeoutMs: number;
  /** At most so many requests a second are begun at this provider, by this process; absent: no limit. */
  readonly requestsPerSecond?: number;
}

/**
 * A provider as the registry knows it: its name, its rails, its environment variables and how to start it.
 * `create` answers null when the credentials are absent: the provider is off and its rails say so.
 */
export interface ProviderDefinition<Config = unknown> {
  readonly name: string;
  readonly rails: readonly RailDeclaration[];
  /** Environment variables, by name; validated together with all other configuration. */
  readonly environment: z.ZodType<Config>;
  /** Every code of its documents, per step, for docs/CODES.md; absent: it documents none. */
  readonly codes?: readonly CodeList[];
  /** How its statements name transfers; absent: they cannot be imported. */
  readonly statement?: StatementLayout;
  create(config: Config, settings: ProviderSettings): Provider | null;
}
