import type { WithProblem } from '../http/send-problem.js';
import type { Answered } from '../logging/access-log.js';
import type { ProcessFigures } from './process-figures.js';

/** Where a request went that no route takes: its path is the caller's own words. */
const NO_ROUTE = 'none';

/** Counts every answered request by the pattern of its path, never by the path. */
export function countAnswersIn(figures: ProcessFigures): Answered {
  return (request, reply) => {
    const { problemCode } = request as unknown as WithProblem;
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? NO_ROUTE,
      status: `${Math.floor(reply.statusCode / 100)}xx`,
    };
    figures.observe('salur_http_request_duration_seconds', labels, reply.elapsedTime / 1_000);
    if (problemCode !== null) figures.count('salur_http_problems_total', { code: problemCode });
  };
}
