import type { ProblemCode } from '#libs/platform';

/**
 * Every error that the REST API returns, as one table: its stable `code`, the HTTP status and what it means to the client.
 * Errors are RFC 9457 `application/problem+json`. `docs/ERRORS.md` is printed from it.
 */
export const PROBLEMS = {
  validation_failed: {
    status: 400,
    title: 'The request is not valid',
    remedy: 'Correct the fields named in `errors` and send it again. Nothing was changed.',
  },
  malformed_json: {
    status: 400,
    title: 'The body is not one valid JSON object',
    remedy: 'Send one JSON object, each key once, at most 10 levels deep. Nothing was changed.',
  },
  malformed_request: {
    status: 400,
    title: 'The request is not valid HTTP',
    remedy: 'Check the path and the headers as they are sent; `detail` says what is wrong.',
  },
  idempotency_key_missing: {
    status: 400,
    title: 'Idempotency-Key is missing or not valid',
    remedy: 'Send an `Idempotency-Key` header of 1 to 255 visible ASCII characters.',
  },
  invalid_cursor: {
    status: 400,
    title: 'The cursor is not valid',
    remedy: 'Use `nextCursor` of the previous page unchanged, with the same filters.',
  },
  unauthenticated: {
    status: 401,
    title: 'A valid API key is required',
    remedy: 'Send `Authorization: Bearer <api key>` with a key that is neither expired nor revoked.',
  },
  callback_forged: {
    status: 401,
    title: 'The callback is not genuine',
    remedy: 'For providers: sign it as documented, with the credentials of this account. Nothing was stored.',
  },
  callback_source_refused: {
    status: 403,
    title: 'The callback comes from an address that is not allowed',
    remedy: 'For operators: check the addresses configured for the provider, and TRUSTED_PROXIES.',
  },
  callback_unreadable: {
    status: 400,
    title: 'The callback is not what its provider documents',
    remedy: 'For providers: send it as documented. Nothing was stored.',
  },
  forbidden: { status: 403, title: 'The API key lacks a scope', remedy: 'Use a key with the scope named in `detail`.' },
  client_suspended: {
    status: 403,
    title: 'The client is suspended',
    remedy: 'Ask an administrator of clients. Payouts that were accepted before continue.',
  },
  address_not_allowed: {
    status: 403,
    title: 'The API key may not be used from this address',
    remedy: 'Call from an address that the client allows, or ask an administrator of clients.',
  },
  second_person_needed: {
    status: 403,
    title: 'Another person must do this',
    remedy: 'Send the request with the API key of another person, as `detail` says. Nothing was changed.',
  },
  not_found: {
    status: 404,
    title: 'There is no such resource',
    remedy: 'Check the path and the id. Resources of other clients return the same error.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The method is not allowed here',
    remedy: 'See the OpenAPI document for the methods of this path.',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long to arrive',
    remedy:
      'Send the headers within 10 and the whole request within 30 seconds, unless the service is configured otherwise.',
  },
  duplicate_reference: {
    status: 409,
    title: 'The reference is taken',
    remedy: 'Read the existing payout by its reference, or use a new reference for a new payout.',
  },
  idempotency_in_progress: {
    status: 409,
    title: 'A request with this Idempotency-Key is still running',
    remedy: 'Wait `Retry-After` seconds and send the same request again.',
  },
  illegal_transition: {
    status: 409,
    title: 'The payout is not in a status that allows this',
    remedy: 'Read the payout; `detail` names its status and the statuses that allow the call.',
  },
  resolution_differs: {
    status: 409,
    title: 'Another resolution is proposed',
    remedy:
      'Read `proposal` and agree with its proposer on what happened. Only the proposer can change it before it lapses.',
  },
  duplicate_name: {
    status: 409,
    title: 'The name is taken',
    remedy: 'Use another name, or change the client that has it.',
  },
  managed_by_configuration: {
    status: 409,
    title: 'This is managed by the configuration',
    remedy: 'Change BOOTSTRAP_API_KEY in the configuration of the service, or create another client.',
  },
  key_not_rotatable: {
    status: 409,
    title: 'The key cannot be rotated',
    remedy: 'Rotate the key that replaced it, or create a new one.',
  },
  endpoint_takes_nothing: {
    status: 409,
    title: 'The webhook endpoint accepts no deliveries',
    remedy: 'Enable it with `POST /v1/webhook-endpoints/{id}/enable`, or create a new one if it was deleted.',
  },
  difference_closed: {
    status: 409,
    title: 'The difference is closed',
    remedy: 'Read it: it names who closed it, or says that both sides now agree. Nothing was changed.',
  },
  statement_withdrawn: {
    status: 409,
    title: 'The statement is withdrawn',
    remedy:
      'Read it: it names who withdrew it, when and why. Nothing was changed. The same file can be imported again.',
  },
  statement_needed: {
    status: 409,
    title: 'A later statement leans on this one',
    remedy:
      'An earlier release stored `statementId` without the rows that this statement has too. Withdraw that one first, then this one, and import the file of that one again. Nothing was changed.',
  },
  payload_too_large: {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send at most 64 KB, in a callback 32 KB, as a statement 32 MB with 200,000 rows.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The content type is not supported',
    remedy: 'Send `Content-Type: application/json`, a statement as `text/csv`.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The Idempotency-Key was used with another body',
    remedy: 'Use a new key for a new payout. The first payout is unchanged.',
  },
  no_rail: { status: 422, title: 'No rail can carry this payout', remedy: '`rails` says why for each rail.' },
  daily_limit_exceeded: {
    status: 422,
    title: 'The payout exceeds a daily limit of the client',
    remedy:
      'Send it after `limit.resetsAt`, send a smaller one, or ask an administrator of clients to raise the limit. Nothing was changed; the same Idempotency-Key can be used again.',
  },
  headers_too_large: { status: 431, title: 'The headers are too large', remedy: 'Send at most 16 KB of headers.' },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    remedy:
      'Wait `Retry-After` seconds and send the same request again, with the same Idempotency-Key. Nothing was changed.',
  },
  internal_error: {
    status: 500,
    title: 'The service failed',
    remedy: 'Send the same request again with the same Idempotency-Key; a payout is created at most once.',
  },
  unavailable: {
    status: 503,
    title: 'The service is unavailable',
    remedy: 'Send the same request again with the same Idempotency-Key; a payout is created at most once.',
  },
} as const satisfies Record<ProblemCode, { status: number; title: string; remedy: string }>;
