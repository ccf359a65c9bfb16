import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { asProblem } from './as-problem.js';
import { sendProblem } from './send-problem.js';

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = asProblem(error);
    const requestId = reply.request.id;
    if (problem.code === 'internal_error') this.logger.error({ requestId, err: error, msg: 'a request failed' });
    else if (problem.status >= 500) this.logger.warn({ requestId, err: error, msg: 'a request could not be done now' });
    if (!reply.sent) sendProblem(reply, problem);
  }
}
