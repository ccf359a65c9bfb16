import type { FastifyReply } from 'fastify';
import type { Problem, ProblemCode } from '#libs/platform';
import { PROBLEM_TYPE, problemDocument } from './problem-document.js';

/** What of a request is kept for whoever counts its answer. */
export interface WithProblem {
  problemCode: ProblemCode | null;
}

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  (reply.request as unknown as WithProblem).problemCode = problem.code;
  void reply
    .code(problem.status)
    .headers(problem.headers)
    .header('content-type', PROBLEM_TYPE)
    .send(JSON.stringify(problemDocument(problem, reply.request.id)));
}
