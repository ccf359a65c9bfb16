import type { FastifyReply } from 'fastify';
import type { Problem } from '#libs/platform';
import { PROBLEM_TYPE, problemDocument } from './problem-document.js';

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  void reply
    .code(problem.status)
    .headers(problem.headers)
    .header('content-type', PROBLEM_TYPE)
    .send(JSON.stringify(problemDocument(problem, reply.request.id)));
}
