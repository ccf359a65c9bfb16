/**
 * The words of the API as types, from the OpenAPI document. Amounts are whole rupiah as a `number`: the service takes and
 * tells no more than `Number.MAX_SAFE_INTEGER` (2^53 - 1, nine quadrillion rupiah), so none loses a digit. Times are texts in
 * ISO 8601, UTC.
 */
import type { components, operations, paths } from './generated/api.js';

export type { paths };

type Schemas = components['schemas'];

/** What a client asks for; `destination.type` says which fields a destination has. */
export type CreatePayout = Schemas['CreatePayout'];
/** A payout; check `destination.type` before reading the rest of its destination. */
export type Payout = Schemas['Payout'];
export type PayoutStatus = Payout['status'];
/** One move of a payout: its history has them in order. */
export type PayoutEvent = Schemas['PayoutEvent'];
/** One request to a provider with its answer. */
export type PayoutExchange = Schemas['PayoutExchange'];
export type ResolvePayout = Schemas['ResolvePayout'];
/** Which payouts to list. */
export type PayoutFilter = Omit<NonNullable<operations['listPayouts']['parameters']['query']>, 'cursor' | 'limit'>;

/** A statement of a provider, as it was imported. */
export type Statement = Schemas['Statement'];
/** What a file does not say of itself; `columns` has our name and the file's header: `amount=Nominal,type=Jenis`. */
export type StatementAbout = operations['importStatement']['parameters']['query'];
/** Where a statement and a payout differ. */
export type Difference = Schemas['Difference'];
/** Which differences to list. */
export type DifferenceFilter = Omit<
  NonNullable<operations['listDifferences']['parameters']['query']>,
  'cursor' | 'limit'
>;

/** The body of an error, RFC 9457. */
export type ProblemBody = Schemas['Problem'];
/** Every `code` that an error can have. Later versions may have more: keep a way out for a code you do not know. */
export type ProblemCode = ProblemBody['code'];

/** What an endpoint of a client is sent; `type` tells the two apart. */
export type WebhookEvent = Schemas['WebhookPayoutEvent'] | Schemas['WebhookTestEvent'];
