import type { ProblemBody, ProblemCode } from './types.js';

/** Why there is no usable response; `SalurError.status` is then null, or the status of an unreadable response. */
export type NoResponseCode =
  /** The connection was refused, or it broke before the response was complete. */
  | 'connection_failed'
  /** No complete response arrived within `timeoutMs`. */
  | 'timed_out'
  /** The caller's `signal` ended the request. */
  | 'aborted'
  /** The response is not one of Salur's, e.g. an error page of a proxy. */
  | 'unreadable_response';

/** Where an error comes from: a problem document of Salur, or the lack of a response. */
export type SalurErrorSource =
  | { readonly problem: ProblemBody }
  | { readonly code: NoResponseCode; readonly detail: string; readonly status?: number; readonly cause?: unknown };

/**
 * The one error that requests throw. `code` is stable: decide by it. Later versions of Salur may send codes that are not in
 * this type, so keep a default branch.
 */
export class SalurError extends Error {
  override readonly name = 'SalurError';
  readonly code: ProblemCode | NoResponseCode;
  /** The HTTP status; null if no response arrived. */
  readonly status: number | null;
  /** What is wrong with this request, for people. */
  readonly detail: string;
  /** With `validation_failed`: every wrong field and its remedy. Otherwise empty. */
  readonly errors: NonNullable<ProblemBody['errors']>;
  /** Names the request in the log of the service; null if no response of Salur arrived. */
  readonly requestId: string | null;
  /** The Idempotency-Key that the request carried, also a generated one: repeat the request with it. */
  readonly idempotencyKey: string | null;
  /** The whole problem document, with the fields that belong to its code: `rails`, `payoutId`, `limit`, `scope`, `payoutStatus`. */
  readonly problem: ProblemBody | null;

  constructor(
    source: SalurErrorSource,
    sent: { readonly requestId: string | null; readonly idempotencyKey: string | null },
  ) {
    const { problem, code, detail, status, cause } =
      'problem' in source
        ? {
            ...source,
            code: source.problem.code,
            detail: source.problem.detail,
            status: source.problem.status,
            cause: undefined,
          }
        : { ...source, problem: null, cause: source.cause };
    super(`${status === undefined ? '' : `${status} `}${code}: ${detail}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status ?? null;
    this.detail = detail;
    this.errors = problem?.errors ?? [];
    this.requestId = problem?.requestId ?? sent.requestId;
    this.idempotencyKey = sent.idempotencyKey;
    this.problem = problem;
  }

  /**
   * `refused`: Salur changed nothing. `unknown` is not a refusal: the request may have been carried out, or still is. To find
   * out, repeat a create with the same Idempotency-Key; after any other request read the resource.
   */
  get outcome(): 'refused' | 'unknown' {
    if (this.problem === null) return 'unknown';
    return this.problem.status >= 500 || this.code === 'idempotency_in_progress' ? 'unknown' : 'refused';
  }
}
