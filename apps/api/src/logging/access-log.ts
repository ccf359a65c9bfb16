import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Caller } from '#libs/clients';

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
