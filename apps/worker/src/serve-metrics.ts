import type { INestApplicationContext } from '@nestjs/common';
import fastify from 'fastify';
import type { Logger } from 'pino';
import { Authenticate } from '#libs/clients';
import { ReadMetrics } from '#libs/metrics';
import { DatabaseCondition, hangingLoops, Problem, type ProblemCode, type Settings } from '#libs/platform';
import { LoopTimes } from '#libs/worker';

/** Prometheus, an orchestrator and an operator: a worker serves no others. */
const MOST_CONNECTIONS = 32;

/** What a request for metrics may be refused for; every other reason is one of the database or of ours. */
const STATUS_OF: Partial<Record<ProblemCode, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  client_suspended: 403,
  address_not_allowed: 403,
  rate_limited: 429,
};

export interface MetricsServer {
  /** Where it listens. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves `GET /health/live` and `GET /health/ready` to everyone, and `GET /metrics` to a key with the scope `metrics:read`, as the
 * API does. An address that sends too many requests without a valid key gets 429.
 *
 * @throws Error when the port cannot be used
 */
export async function serveMetrics(
  app: INestApplicationContext,
  { host }: Pick<Settings, 'host'>,
  port: number,
  logger: Logger,
): Promise<MetricsServer> {
  const server = fastify({ logger: false, bodyLimit: 1_024, requestTimeout: 30_000, forceCloseConnections: true });
  server.server.maxConnections = MOST_CONNECTIONS;
  server.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  const metrics = app.get(ReadMetrics, { strict: false });
  const authenticate = app.get(Authenticate, { strict: false });
  server.get('/health/live', () => ({ status: 'up' }));
  server.get('/health/ready', async (_request, reply) => {
    const problem = await problemOf(app);
    if (problem === null) return { status: 'ready' };
    const body = JSON.stringify({ status: 503, code: 'unavailable', detail: problem });
    return reply.code(503).type('application/problem+json').send(body);
  });
  server.get('/metrics', async (request, reply) => {
    const { authorization } = request.headers;
    const caller = await authenticate.identify({ authorization, address: () => request.ip, memorySuffices: true });
    if (!caller.scopes.has('metrics:read')) throw new Problem('forbidden', 'The API key lacks the scope metrics:read');
    return reply.type(metrics.contentType).send(await metrics.read());
  });
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ status: 404, code: 'not_found' }));
  server.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Problem ? STATUS_OF[error.code] : undefined;
    if (error instanceof Problem && status !== undefined) {
      if (status === 401) void reply.header('www-authenticate', 'Bearer realm="salur"');
      const { retryAfterSeconds } = error.facts;
      if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfterSeconds);
      const body = JSON.stringify({ status, code: error.code, detail: error.detail });
      return reply.code(status).type('application/problem+json').send(body);
    }
    logger.warn({ err: error, msg: 'metrics could not be served' });
    const body = JSON.stringify({ status: 503, code: 'unavailable', detail: 'The metrics cannot be read now' });
    return reply.code(503).type('application/problem+json').send(body);
  });
  const address = await server.listen({ host, port });
  return { address, close: () => server.close() };
}

/** Why this worker does not work on payouts as it should, as one sentence; null: it does. */
async function problemOf(app: INestApplicationContext): Promise<string | null> {
  const problem = await app.get(DatabaseCondition, { strict: false }).look();
  if (problem !== null) return problem;
  const hanging = hangingLoops(app.get(LoopTimes, { strict: false }).report());
  return hanging.length === 0 ? null : `These loops hang: ${hanging.join(', ')}`;
}
