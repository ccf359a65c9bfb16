/** What the conformance suite must know about a provider to test it: how to start it, and what its answers look like. */
import type { CallbackAnswer, CallbackHint, CallbackRequest } from '../port/callback.js';
import type { Exchange, Provider, ProviderDefinition, TransferOrder } from '../port/provider.js';
import type { RailName } from '../port/rail-declaration.js';
import type { Behaviour, SeenRequest } from './scripted-server.js';

export interface ProviderSetup {
  /** The environment that starts the provider against `baseUrl`, all addresses included. */
  environment(baseUrl: string): Record<string, string>;
  /** Variables without any of which the provider is off, and which are only complete together. */
  readonly credentials: readonly string[];
  /** Variables that hold an address. */
  readonly addresses: readonly string[];
  /** Keys: neither exchanges nor a printed configuration may show them. */
  readonly secrets: readonly string[];
  /** What else no exchange may show: our user id, our address. */
  readonly identifiers: readonly string[];
  /** Answers what the provider asks before a step, an access token for instance; null when it is the step itself. */
  prelude?(request: SeenRequest): Behaviour | null;
  readonly rails: readonly RailSetup[];
  /** One for each callback that the provider takes. */
  readonly callbacks?: readonly CallbackSetup[];
}

export interface RailSetup {
  readonly name: RailName;
  readonly order: TransferOrder;
  readonly inquiry?: StepSetup;
  readonly transfer: StepSetup;
  readonly status: StepSetup;
}

/** A kind of callback, as the provider sends it about the order of each of these rails. */
export interface CallbackSetup {
  readonly path: string;
  readonly rails: readonly RailName[];
  /** By name: every form in which it may come. */
  readonly genuine: Readonly<Record<string, CallbackRequest>>;
  /** The result of the transfer according to all of them. */
  readonly hint: CallbackHint;
  /** All that is signed, and the signature: each with its value in the genuine ones. */
  readonly signed: Readonly<Record<string, string>>;
  /** A genuine one but for the value of one of {@link signed}; the signature stays as it was. */
  changed(field: string, value: string): CallbackRequest;
  /** One of {@link genuine} again, in whatever is not signed: other words, other fields, another order or encoding. */
  readonly replayed: Readonly<Record<string, CallbackRequest>>;
  readonly forged: Readonly<Record<string, CallbackRequest>>;
  readonly unreadable: Readonly<Record<string, CallbackRequest>>;
  readonly answer: CallbackAnswer;
}

export type MoneyStep = 'inquiry' | 'transfer' | 'status';

export interface StepSetup {
  /** The body, answering `order`, by which the step ends as well as it can. */
  readonly success: string;
  readonly best: 'passed' | 'paid' | 'accepted';
  /** Documented answers and what each must become. */
  readonly fixtures: readonly Fixture[];
  /** A body with a code that is in no list, and these words. */
  unknownCode(words: string): string;
  /** Successes that speak of another account, bank or amount. */
  readonly otherOrders: Readonly<Record<string, string>>;
}

export interface Fixture {
  readonly name: string;
  readonly httpStatus?: number;
  readonly body: string;
  /** The outcome must have at least these. */
  readonly outcome: { readonly kind: string; readonly [field: string]: unknown };
}

/** Starts a provider from environment variables, as the service does. */
export function startProvider(
  definition: ProviderDefinition,
  environment: Record<string, string>,
  timeoutMs: number,
): Provider {
  const provider = definition.create(definition.environment.parse(environment), { timeoutMs });
  if (provider === null) throw new Error(`${definition.name} is off with this environment`);
  return provider;
}

/** Keeps what a call leaves as evidence. */
export function recorder(): { exchanges: Exchange[]; record: (exchange: Exchange) => void } {
  const exchanges: Exchange[] = [];
  return { exchanges, record: (exchange) => exchanges.push(exchange) };
}

/** Fifty thousand rupiah to an account that every test knows. */
export const order: TransferOrder = {
  payoutId: '019a0000-0000-7000-8000-000000000001',
  destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673566' },
  amount: 50_000n,
  purpose: 'Salary of November',
  sender: { id: '1234567890', name: 'John Doe' },
  reference: '123456789',
  accountName: 'Test Account',
  ticket: {},
  callbackUrl: null,
  providerReference: null,
};
