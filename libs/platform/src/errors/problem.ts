/** Every reason for which a request is refused. Stable: clients act on it. What each means over HTTP is in apps/api. */
export const PROBLEM_CODES = [
  'validation_failed',
  'malformed_json',
  'malformed_request',
  'idempotency_key_missing',
  'invalid_cursor',
  'unauthenticated',
  'callback_forged',
  'callback_source_refused',
  'callback_unreadable',
  'forbidden',
  'client_suspended',
  'address_not_allowed',
  'second_person_needed',
  'not_found',
  'method_not_allowed',
  'request_timeout',
  'duplicate_reference',
  'idempotency_in_progress',
  'illegal_transition',
  'resolution_differs',
  'duplicate_name',
  'managed_by_configuration',
  'key_not_rotatable',
  'endpoint_takes_nothing',
  'difference_closed',
  'statement_withdrawn',
  'statement_needed',
  'payload_too_large',
  'unsupported_media_type',
  'idempotency_key_reused',
  'no_rail',
  'daily_limit_exceeded',
  'headers_too_large',
  'rate_limited',
  'internal_error',
  'unavailable',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** A field of the request and what is wrong with it. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** What a refusal says beside its document: facts that a protocol has places of its own for. */
export interface ProblemFacts {
  /** Whole seconds after which the same request may succeed. */
  readonly retryAfterSeconds?: number;
  /** Of `unauthenticated`: whether the request had credentials, which were then not good enough. */
  readonly hadCredentials?: boolean;
  /** Of `method_not_allowed`: the methods that are. */
  readonly allowedMethods?: readonly string[];
}

/** Thrown where a request cannot be done: why, in a code and in words. It knows no protocol. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    /** For people: what is wrong with this request. */
    readonly detail: string,
    /** Further members of the document that the client receives, e.g. `errors`, `rails`. */
    readonly members: Readonly<Record<string, unknown>> = {},
    readonly facts: ProblemFacts = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'Problem';
  }
}
