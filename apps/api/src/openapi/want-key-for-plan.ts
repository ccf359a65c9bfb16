import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Authenticate, type Caller } from '#libs/clients';
import { asProblem } from '../http/as-problem.js';
import { ERRORS_PATH } from '../http/problem-document.js';
import { isPage } from '../http/security-headers.js';
import { sendProblem } from '../http/send-problem.js';
import { DOCUMENT_PATH } from './document.js';

/**
 * Lets only callers with a valid API key, of whatever scopes, see what the API has: the document and the page to try it.
 * The page about errors stays open, because every problem points to it and it names no path.
 */
export function wantKeyForPlan(app: NestFastifyApplication): void {
  const authenticate = app.get(Authenticate, { strict: false });
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  server.addHook('onRequest', async (request, reply) => {
    if (!isPlan(request.routeOptions.url)) return;
    try {
      const caller = await authenticate.identify({
        authorization: request.headers.authorization,
        address: () => request.ip,
      });
      (request as FastifyRequest & { caller: Caller }).caller = caller;
    } catch (error) {
      sendProblem(reply, asProblem(error));
      return reply;
    }
  });
}

function isPlan(path: string | undefined): boolean {
  return path === DOCUMENT_PATH || (isPage(path) && path !== ERRORS_PATH);
}
