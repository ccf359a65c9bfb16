import { PROBLEMS, type Problem } from '#libs/platform';

export const PROBLEM_TYPE = 'application/problem+json';

/** Where the errors are explained; the document's `type` points into it. */
export const ERRORS_PATH = '/docs/errors';

/** The answer to a request that could not be done, as RFC 9457 has it. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Names the request in the service's log. */
  readonly requestId?: string;
}

export function problemDocument(problem: Problem, requestId?: string): ProblemDocument {
  const { status, title } = PROBLEMS[problem.code];
  const type = `${ERRORS_PATH}#${problem.code}`;
  return { type, title, status, code: problem.code, detail: problem.detail, ...problem.members, requestId };
}
