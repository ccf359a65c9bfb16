/**
 * The types of the API, from the OpenAPI document. Amounts are whole rupiah as a `number`, at most `Number.MAX_SAFE_INTEGER`,
 * so they are exact. Times are ISO 8601 in UTC.
 */
import type { components, operations, paths } from './generated/api.js';

export type { components, operations, paths };

type Schemas = components['schemas'];
/** The query of a list but for its page, which `List` takes care of. */
type FilterOf<Operation extends keyof operations> = Omit<
  NonNullable<operations[Operation]['parameters']['query']>,
  'cursor' | 'limit'
>;

/** The body of a new payout; `destination.type` decides which fields a destination has. */
export type CreatePayout = Schemas['CreatePayout'];
/** A payout; check `destination.type` before you read the rest of its destination. */
export type Payout = Schemas['Payout'];
export type PayoutStatus = Payout['status'];
/** One transition of a payout. */
export type PayoutEvent = Schemas['PayoutEvent'];
/** One request to a provider with its response. */
export type PayoutExchange = Schemas['PayoutExchange'];
export type ResolvePayout = Schemas['ResolvePayout'];
export type PayoutFilter = FilterOf<'listPayouts'>;
export type PayoutSumFilter = FilterOf<'sumPayouts'>;
export type PayoutSums = Schemas['PayoutSums'];
export type SearchPayouts = Omit<Schemas['SearchPayouts'], 'cursor' | 'limit'>;

export type Bank = Schemas['Bank'];
export type Rails = Schemas['Rails'];
export type RailsQuery = NonNullable<operations['listRails']['parameters']['query']>;
export type Balance = Schemas['Balance'];
export type Calendar = Schemas['Calendar'];
export type CalendarDay = Schemas['CalendarDay'];
export type DeclareDay = Schemas['DeclareDay'];
export type UndeclaredDay = Schemas['UndeclaredDay'];

/** A provider's statement, as it was imported. */
export type Statement = Schemas['Statement'];
/** What the file itself does not say; `columns` maps our names to the file's headers: `amount=Nominal,type=Jenis`. */
export type StatementAbout = operations['importStatement']['parameters']['query'];
export type StatementFilter = FilterOf<'listStatements'>;
/** Where a statement and a payout differ. */
export type Difference = Schemas['Difference'];
export type DifferenceFilter = FilterOf<'listDifferences'>;
export type CloseDifference = Schemas['CloseDifference'];
export type StatementTotals = Schemas['StatementTotals'];
export type StatementPreview = Schemas['StatementPreview'];
export type WithdrawStatement = Schemas['WithdrawStatement'];

export type CreateWebhookEndpoint = Schemas['CreateEndpoint'];
export type WebhookEndpoint = Schemas['Endpoint'];
export type WebhookEndpointWithSecret = Schemas['EndpointWithSecret'];
/** One event for one endpoint, with the attempts to deliver it. */
export type WebhookDelivery = Schemas['Delivery'];
export type WebhookDeliveryFilter = FilterOf<'listWebhookDeliveries'>;
export type RedeliverWebhooks = Schemas['RedeliverMany'];
export type RedeliveredWebhooks = Schemas['Redelivered'];
/** The body of a webhook; `type` distinguishes the two. */
export type WebhookEvent = Schemas['WebhookPayoutEvent'] | Schemas['WebhookTestEvent'];

export type CreateClient = Schemas['CreateClient'];
export type Client = Schemas['Client'];
export type ChangeClient = Schemas['ChangeClient'];
export type CreateApiKey = Schemas['CreateKey'];
export type ApiKey = Schemas['Key'];
/** The only type that has the key itself. */
export type ApiKeyWithSecret = Schemas['MadeKey'];
export type RotateApiKey = Schemas['RotateKey'];
export type AuditEntry = Schemas['AuditEntry'];
export type AuditFilter = FilterOf<'listAuditEntries'>;

/** The body of an error, RFC 9457. */
export type ProblemBody = Schemas['Problem'];
/** Every `code` that a problem document has in this version. */
export type ProblemCode = ProblemBody['code'];
