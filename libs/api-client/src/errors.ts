import type { ProblemBody, ProblemCode } from './types.js';

/**
 * Salur has answered with an error. Thrown and not returned, so that nobody goes on with a payout that is not there because
 * a result was not looked at.
 */
export class SalurProblem extends Error {
  override readonly name = 'SalurProblem';
  /** Stable: what a program decides by. */
  readonly code: ProblemCode;
  /** The HTTP status. */
  readonly status: number;
  /** What is wrong with this very request, for people. */
  readonly detail: string;
  /** With `validation_failed`: every wrong field. */
  readonly errors: NonNullable<ProblemBody['errors']>;
  /** Names the request in the log of the service. */
  readonly requestId: string | null;

  constructor(
    /** All that was said, with what belongs to the code: `rails`, `payoutId`, `limit`, `scope`, `payoutStatus`. */
    readonly problem: ProblemBody,
    requestId: string | null,
  ) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`);
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    this.requestId = problem.requestId ?? requestId;
  }

  /**
   * `refused`: nothing was changed. `unknown`: it may have been done all the same, or is being done (5xx, a request with the
   * same key under way): repeat it with the same Idempotency-Key to find out.
   */
  get outcome(): 'refused' | 'unknown' {
    return this.status >= 500 || this.code === 'idempotency_in_progress' ? 'unknown' : 'refused';
  }
}

/**
 * No answer of Salur's: what became of the request is not known. It may have been done. Repeat the same request with the
 * same Idempotency-Key, now or later: the answer tells, and there is never a second payout. Do not take a new key.
 */
export class SalurUnknown extends Error {
  override readonly name = 'SalurUnknown';
  readonly outcome = 'unknown';

  constructor(
    /** `unreadable`: something answered, but not as Salur does, e.g. a proxy in between. `aborted`: by the caller's signal. */
    readonly reason: 'timeout' | 'connection' | 'unreadable' | 'aborted',
    what: string,
    options?: ErrorOptions,
  ) {
    super(`${what}: what became of the request is unknown. Repeat it with the same Idempotency-Key.`, options);
  }
}
