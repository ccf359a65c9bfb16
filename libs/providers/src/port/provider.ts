/**
 * The port: what Salur requires of a payout provider. One folder under `libs/providers/src/<name>/` implements it, and one line
 * in `registry.ts` registers it.
 *
 * Glossary: a *rail* is one way to pay through a provider (`duitku.online`). An *inquiry* asks who owns an account and
 * moves no money. A *transfer* is the one request that moves money. A *status check* asks for the result of a transfer.
 * An *exchange* is one HTTP request to a provider with its answer, kept as evidence.
 */
import type { z } from 'zod';
import { Signal } from '#libs/platform';
import type { CallbackRoute } from './callback.js';
import type { CodeList } from './code-list.js';
import type { InquiryOutcome, SigningReadiness, StatusOutcome, Ticket, TransferOutcome } from './outcome.js';
import type { Destination, RailDeclaration, RailName } from './rail-declaration.js';

/** The payee and amount: what inquiry, transfer and status check of one payout have in common. */
export interface Order {
  readonly payoutId: string;
  /** Nine digits of ours, unique: new for every inquiry and for every attempt. For providers that take a reference. */
  readonly reference: string;
  readonly destination: Destination;
  /** Whole rupiah, > 0. */
  readonly amount: bigint;
  /** Never empty: the default applies when the client gave none, because some providers require it. */
  readonly purpose: string;
  readonly sender: { readonly id: string | null; readonly name: string | null };
}

/** A transfer as recorded in its attempt, with the inquiry's results verbatim. */
export interface TransferOrder extends Order {
  readonly accountName: string;
  readonly ticket: Ticket;
  /**
   * The callback URL of this transfer alone, which contains a secret. null: the rail needs none (see
   * `RailDeclaration.callsBack`).
   */
  readonly callbackUrl: string | null;
  /** The provider's own id of the transfer from its response; null: none yet. */
  readonly providerReference: string | null;
}

/**
 * A transfer request, built and signed when the intent is written. The attempt stores the hash of exactly the bytes that are
 * sent.
 */
export interface PreparedTransfer {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Lower-case hex SHA-256 of `body`. */
  readonly sha256: string;
}

/** The evidence recorder and the limits of a provider call. */
export interface CallContext {
  /** Called once per HTTP exchange, also when it failed; must not throw. */
  readonly record: (exchange: Exchange) => void;
  /** Ends the call early. For transfers: anything after the first byte stays ambiguous. */
  readonly signal?: AbortSignal;
  /**
   * For transfers: from this reading of `performance.now()` on nothing is sent and the outcome is `not_sent`. The monotonic
   * clock, because it runs while the process is frozen and cannot be set back.
   */
  readonly sendBeforeMs?: number;
}

export const STEPS = ['token', 'inquiry', 'transfer', 'status', 'balance', 'banks'] as const;
export type Step = (typeof STEPS)[number];

/** One request to a provider and its response: redacted, safe to store and show. */
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
  /** Why no response could be read; null: it could. Example: `UND_ERR_SOCKET other side closed`. */
  readonly error: string | null;
  readonly startedAt: Date;
  readonly durationMs: number;
}

/** One way to pay. A rail without `inquire` pays without an inquiry. */
export interface Rail {
  readonly name: RailName;
  inquire?(order: Order, context: CallContext): Promise<InquiryOutcome>;
  /**
   * Ensures that {@link prepareTransfer} can sign without the network, for instance by fetching an access token. Called right
   * before each intent; moves nothing and never throws.
   */
  prepareSigning?(context: CallContext): Promise<SigningReadiness>;
  /** Builds and signs the request without the network. The provider judges the request's age by `signedAt`. */
  prepareTransfer(order: TransferOrder, signedAt: Date): PreparedTransfer;
  /** Sends the prepared bytes once. Never throws; whatever is not proof is `ambiguous`. */
  transfer(prepared: PreparedTransfer, order: TransferOrder, context: CallContext): Promise<TransferOutcome>;
  /** Never throws. */
  checkStatus(order: TransferOrder, context: CallContext): Promise<StatusOutcome>;
  /** Every key by which a callback or statement can name this transfer; known before it is sent. */
  transferKeys?(order: TransferOrder): readonly string[];
}

/** The balance at a provider, in whole rupiah; null: not returned. */
export interface Balance {
  readonly available: bigint;
  readonly ledger: bigint | null;
}

export interface ProviderBank {
  readonly bankCode: string;
  readonly name: string;
  /** Whole rupiah per transfer; 0: the provider has disabled the bank. */
  readonly maxAmount: bigint;
}

/** A started provider. Its optional members show what it supports. */
export interface Provider {
  readonly name: string;
  readonly rails: readonly Rail[];
  /** @returns null when the provider gave no usable answer */
  balance?(context: CallContext): Promise<Balance | null>;
  /** @returns null when the provider gave no usable answer */
  banks?(context: CallContext): Promise<readonly ProviderBank[] | null>;
  /** The callbacks that it sends. */
  readonly callbacks?: readonly CallbackRoute[];
  /** Allowed source addresses of callbacks (IP or CIDR); empty or absent: any. */
  readonly callbackSources?: readonly string[];
  /** Closes its connections. */
  close(): Promise<void>;
}

/** Settings of all providers. */
export interface ProviderSettings {
  /** The total time for one exchange, including connecting. */
  readonly timeoutMs: number;
  /** The most requests per second that this process starts at this provider; absent: no limit. */
  readonly requestsPerSecond?: number;
}

/**
 * A provider in the registry: its name, its rails, its environment variables and how to start it. `create` returns null
 * without credentials: the provider is off.
 */
export interface ProviderDefinition<Config = unknown> {
  readonly name: string;
  readonly rails: readonly RailDeclaration[];
  /** Environment variables, by name; validated together with all other configuration. */
  readonly environment: z.ZodType<Config>;
  /** Every documented code per step, for docs/CODES.md; absent: none is documented. */
  readonly codes?: readonly CodeList[];
  /** How its statements name transfers; absent: its statements cannot be imported. */
  readonly statement?: StatementLayout;
  create(config: Config, settings: ProviderSettings): Provider | null;
}

/** One request to a provider and its outcome, which is one of a few constants. */
export type ProviderCall = { readonly provider: string } & Pick<
  Exchange,
  'step' | 'outcome' | 'httpStatus' | 'durationMs'
>;

/** Emitted for every request to a provider, whatever its response. */
export const PROVIDER_CALLED = new Signal<ProviderCall>();

/** Emits {@link PROVIDER_CALLED} once per exchange, after its outcome is known. */
export function reportCalls(provider: string, exchanges: readonly Exchange[]): void {
  for (const { step, outcome, httpStatus, durationMs } of exchanges)
    PROVIDER_CALLED.emit({ provider, step, outcome, httpStatus, durationMs });
}

/** What the identifiers of a column look like. */
export interface IdentifierForm {
  readonly pattern: RegExp;
  /** For people: `digits`. */
  readonly words: string;
}

/** One column of a provider's statement that names the transfer of a row. */
export interface StatementKey {
  /** Our name of the column, as in the provider's documents: `disburseId`. */
  readonly column: string;
  /** Accepted headers; see {@link StatementLayout}. */
  readonly headers: readonly string[];
  /**
   * What its identifiers look like. An import refuses a file with anything else in this column: a spreadsheet that rounds or
   * reformats an identifier leaves a text that names no transfer.
   */
  readonly form: IdentifierForm;
  /** @returns the transfer's key, as in {@link Rail.transferKeys}; the cell has the form */
  readonly keyOf: (cell: string) => string;
}

/**
 * How a provider's statement (a CSV file from its dashboard) names transfers. No provider documents its file, so these are the
 * names of its API; an import of a file with other headers maps the columns.
 *
 * Headers are compared by letters and digits only: `disburseId` equals `Disburse ID`.
 */
export interface StatementLayout {
  /** The most reliable first: a row belongs to the transfer that its first known key names. */
  readonly keys: readonly StatementKey[];
}
