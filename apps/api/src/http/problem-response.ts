import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isDatabaseTrouble, Problem, type ProblemCode, sqlStateOf } from '#libs/platform';
import { PROBLEMS } from './problems.js';

export const PROBLEM_TYPE = 'application/problem+json';

/** Where the errors are explained; the `type` of a problem document points into it. */
export const ERRORS_PATH = '/docs/errors';

const CHALLENGE = 'Bearer realm="salur"';
/** Seconds after which a client may send again what cannot be done for now. */
const RETRY_AFTER_SECONDS = 2;
/** The SQLSTATE of a write on a standby, or on a database that was made read-only. */
const READ_ONLY = '25006';

/** The body of an error response, as RFC 9457 has it. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Names the request in the service's log. */
  readonly requestId?: string;
}

export function problemDocument({ code, detail, members }: Problem, requestId?: string): ProblemDocument {
  const { status, title } = PROBLEMS[code];
  return { type: `${ERRORS_PATH}#${code}`, title, status, code, detail, ...members, requestId };
}

/** The headers that say the same as the document to HTTP clients and proxies. */
export function problemHeaders({ code, members, facts }: Problem): Record<string, string> {
  const { retryAfterSeconds, allowedMethods } = facts;
  return {
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...(allowedMethods !== undefined && { allow: allowedMethods.join(', ') }),
    ...challengeOf(code, members.scope, facts.hadCredentials === true),
  };
}

/** RFC 6750: what a key has to be, where one is missing or does not suffice. */
function challengeOf(code: ProblemCode, scope: unknown, hadCredentials: boolean): Record<string, string> {
  const challenge = (error: string) => ({ 'www-authenticate': `${CHALLENGE}${error}` });
  switch (code) {
    case 'unauthenticated':
      return challenge(hadCredentials ? ', error="invalid_token"' : '');
    case 'forbidden':
      return challenge(scope === undefined ? '' : `, error="insufficient_scope", scope="${scope}"`);
    case 'client_suspended':
    case 'address_not_allowed':
      return challenge('');
    default:
      return {};
  }
}

/** What is kept of a request that was refused, for the metrics. */
export interface WithProblem {
  problemCode: ProblemCode | null;
}

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  (reply.request as unknown as WithProblem).problemCode = problem.code;
  void reply
    .code(PROBLEMS[problem.code].status)
    .headers(problemHeaders(problem))
    .header('content-type', PROBLEM_TYPE)
    .send(JSON.stringify(problemDocument(problem, reply.request.id)));
}

/** The one place where an error of a handler becomes a response. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = asProblem(error);
    const requestId = reply.request.id;
    if (problem.code === 'internal_error') this.logger.error({ requestId, err: error, msg: 'a request failed' });
    else if (PROBLEMS[problem.code].status >= 500)
      this.logger.warn({ requestId, err: error, msg: 'a request could not be done now' });
    if (!reply.sent) sendProblem(reply, problem);
  }
}

/** Errors of the HTTP layer itself, by its codes. */
const OF_THE_HTTP_LAYER: Readonly<Record<string, () => Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new Problem('payload_too_large', 'The body has more bytes than this path takes'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new Problem('unsupported_media_type', 'The body is not declared as JSON'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new Problem('malformed_request', 'Content-Length is not the length of the body'),
  FST_ERR_BAD_URL: () => new Problem('malformed_request', 'The path is not a valid URL path'),
  // No id of ours is that long.
  FST_ERR_MAX_PARAM_LENGTH: () => new Problem('not_found', 'There is no such resource'),
};

/** Turns anything thrown into what the client receives. Details of our own faults stay in the log. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const known = OF_THE_HTTP_LAYER[codeOf(error) ?? codeOf((error as Error | null)?.cause) ?? ''];
  if (known !== undefined) return known();
  const status = statusOf(error);
  if (status === 404) return new Problem('not_found', 'There is nothing at this path');
  if (status >= 400 && status < 500) return new Problem('malformed_request', 'The request cannot be read');
  // After those of the HTTP layer: a client's connection may be reset as well as the one to the database.
  if (sqlStateOf(error) === READ_ONLY) return unavailable('The database is read-only');
  if (isDatabaseTrouble(error)) return unavailable('The database does not answer');
  return new Problem('internal_error', 'The fault is ours and is in the log under `requestId`');
}

export function unavailable(detail: string): Problem {
  return new Problem('unavailable', detail, {}, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}

function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : null;
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
}
