import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Caller } from '#libs/clients';
import type { ProcessMetrics } from '#libs/metrics';
import { isId } from '#libs/platform';
import type { WithProblem } from '../http/problem-response.js';

/** Called after the response to a request has been sent. */
export type AfterResponse = (request: FastifyRequest, reply: FastifyReply) => void;

/** Logs one line per response: the pattern of the path, never the path itself, the query, a header or a body. */
export function accessLogTo(logger: Logger): AfterResponse {
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
      payoutId: payoutOf(request, reply),
      msg: 'request',
    });
  };
}

/** The payout that a request created, or that its path names. */
function payoutOf({ routeOptions: { url = '' }, params }: FastifyRequest, reply: FastifyReply): string | undefined {
  const created = reply.getHeader('location');
  const named = url.startsWith('/v1/payouts/:id') ? (params as { id?: unknown }).id : undefined;
  const id = url === '/v1/payouts' ? String(created).split('/').at(-1) : named;
  return typeof id === 'string' && isId(id) ? id : undefined;
}

/** The route of a request that matches none: its path is the caller's own text. */
const NO_ROUTE = 'none';

/** Counts responses by the pattern of the path, never by the path itself. */
export function countResponsesIn(metrics: ProcessMetrics): AfterResponse {
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
