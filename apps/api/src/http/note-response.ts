import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Caller } from '#libs/clients';
import type { WithProblem } from '../http/problem-response.js';
import type { ProcessMetrics } from '../metrics/process-metrics.js';

/** Is told of every request that was answered. */
export type Answered = (request: FastifyRequest, reply: FastifyReply) => void;

/** One line per answered request: the pattern of its path, never the path, the query, a header or a body. */
export function accessLogTo(logger: Logger): Answered {
  return (request, reply) => {
    const caller = (request as { caller?: Caller | null }).caller ?? null;
    logger.info({
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      clientId: caller?.clientId,
      keyId: caller?.keyId,
      msg: 'request',
    });
  };
}

/** Where a request went that no route takes: its path is the caller's own words. */
const NO_ROUTE = 'none';

/** Counts every answered request by the pattern of its path, never by the path. */
export function countAnswersIn(metrics: ProcessMetrics): Answered {
  return (request, reply) => {
    const { problemCode } = request as unknown as WithProblem;
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? NO_ROUTE,
      status: `${Math.floor(reply.statusCode / 100)}xx`,
    };
    metrics.observe('salur_http_request_duration_seconds', labels, reply.elapsedTime / 1_000);
    if (problemCode !== null) metrics.count('salur_http_problems_total', { code: problemCode });
  };
}
