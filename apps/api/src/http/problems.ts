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
    remedy: 'For whoever runs the service: see the addresses configured for the provider, and TRUSTED_PROXIES.',
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
    remedy: 'Ask whoever manages clients. Payouts that were accepted before go on.',
  },
  address_not_allowed: {
    status: 403,
    title: 'The API key may not be used from this address',
    remedy: 'Call from an address that is allowed to the client, or ask whoever manages clients.',
  },
  second_person_needed: {
    status: 403,
    title: 'Somebody else has to do this',
    remedy: 'Have it done with the API key of another person, as `detail` says. Nothing was changed.',
  },
  not_found: {
    status: 404,
    title: 'There is no such resource',
    remedy: 'Check the path and the id. Resources of other clients are answered like this too.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The method is not allowed here',
    remedy: 'See the OpenAPI document for the methods of this path.',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long to arrive',
    remedy: 'Send the headers within 10 and the whole request within 30 seconds, or what the service is set to.',
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
      'Read `proposal` and agree with whoever made it: one of you was told something else. Only its proposer can change it before it lapses.',
  },
  duplicate_name: {
    status: 409,
    title: 'The name is taken',
    remedy: 'Use another name, or change the client that has it.',
  },
  managed_by_configuration: {
    status: 409,
    title: 'This is ruled by the configuration',
    remedy: 'Change BOOTSTRAP_API_KEY where the service is configured, or make a client of your own.',
  },
  key_not_rotatable: {
    status: 409,
    title: 'The key cannot be rotated',
    remedy: 'Rotate the key that took its place, or make a new one.',
  },
  endpoint_takes_nothing: {
    status: 409,
    title: 'The webhook endpoint takes nothing',
    remedy: 'Enable it with `POST /v1/webhook-endpoints/{id}/enable`, or make a new one if it was deleted.',
  },
  difference_closed: {
    status: 409,
    title: 'The difference is closed',
    remedy: 'Read it: it says by whom, or that both sides agree by now. Nothing was changed.',
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
    title: 'The payout is beyond a daily limit of the client',
    remedy:
      'Send it after `limit.resetsAt`, or a smaller one, or have whoever manages clients raise the limit. Nothing was changed; the same Idempotency-Key can be used again.',
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
    title: 'Something went wrong here',
    remedy: 'Send the same request with the same Idempotency-Key again; a payout is created once at most.',
  },
  unavailable: {
    status: 503,
    title: 'The service cannot work right now',
    remedy: 'Try again with the same Idempotency-Key; a payout is created once at most.',
  },
} as const satisfies Record<ProblemCode, { status: number; title: string; remedy: string }>;
