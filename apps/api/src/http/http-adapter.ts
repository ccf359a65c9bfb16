import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AddressList, Problem } from '#libs/platform';
import { keepCallbacksRaw } from '../callbacks/raw-body.js';
import type { AccessLog } from '../logging/access-log.js';
import { asProblem, unavailable } from './as-problem.js';
import { KnownPaths } from './known-paths.js';
import { PROBLEM_TYPE, problemDocument } from './problem-document.js';
import { sendProblem } from './send-problem.js';
import type { Stopping } from './stopping.js';

/** The largest request we need has some 15 KB. */
export const BODY_LIMIT_BYTES = 64 * 1024;
/** How long a client may take to send its headers and its whole request; how long we then take is not limited by these. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Node looks for connections beyond those times only this often. */
const CONNECTIONS_CHECK_EVERY_MS = 5_000;
/** Longer than the 60 s that load balancers keep idle connections, so that they close first and never meet a closed one. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

const SECURITY_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

export interface HttpParts {
  readonly stopping: Stopping;
  readonly accessLog: AccessLog;
  /** Addresses (IP or CIDR) whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
}

/** The HTTP server: its limits, and what is the same for every request, before and after Nest has it. */
export function createHttpAdapter({ stopping, accessLog, trustedProxies }: HttpParts): {
  adapter: FastifyAdapter;
  paths: KnownPaths;
} {
  const trusted = new AddressList(trustedProxies);
  const adapter = new FastifyAdapter({
    // Whoever else sends X-Forwarded-For could claim to be anybody.
    trustProxy: trusted.isEmpty ? false : (address) => trusted.has(address),
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CONNECTIONS_CHECK_EVERY_MS },
    forceCloseConnections: 'idle',
    // Answered by the hook below instead, as a problem document.
    return503OnClosing: false,
    genReqId: requestIds(),
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply.headers(SECURITY_HEADERS), asProblem(error)),
    clientErrorHandler: refuseBrokenHttp,
    // There is no middleware, so nothing needs to look for it on every request.
    skipMiddie: true,
  });
  const paths = new KnownPaths();
  const server = adapter.getInstance() as unknown as FastifyInstance;
  server.addHook('onRoute', ({ path, method }) => paths.add(path, method));
  server.decorateRequest('caller', null);
  acceptJsonOnly(server);
  keepCallbacksRaw(server);
  server.addHook('onRequest', (request, reply, done) => {
    stopping.requestBegins();
    reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
    const refusal = refusalOf(request, reply, stopping, paths);
    if (refusal === null) return done();
    sendProblem(reply, refusal);
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (stopping.begun) reply.header('connection', 'close');
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    stopping.requestEnds();
    accessLog(request, reply);
    done();
  });
  return { adapter, paths };
}

/** What needs no handler to be refused. */
function refusalOf(
  request: FastifyRequest,
  reply: FastifyReply,
  stopping: Stopping,
  paths: KnownPaths,
): Problem | null {
  if (stopping.begun && !request.url.startsWith('/health/')) return unavailable('This replica is stopping');
  if (!request.is404) return null;
  const methods = paths.methodsOf(request.url);
  if (methods.length === 0) return new Problem('not_found', 'There is nothing at this path');
  reply.header('allow', methods.join(', '));
  return new Problem('method_not_allowed', `Allowed here: ${methods.join(', ')}`);
}

/** Bodies stay bytes until the caller is known; then `json-body.ts` reads them. */
function acceptJsonOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const encoding = request.headers['content-encoding'];
    const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
    if (encoding !== undefined && encoding !== 'identity')
      return done(new Problem('unsupported_media_type', 'The body is compressed: send it as it is'));
    if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
      return done(new Problem('unsupported_media_type', 'JSON is UTF-8: name no other charset'));
    done(null, body);
  });
}

/** Unique across replicas, short, and nothing a caller chose. */
function requestIds(): () => string {
  const process = randomBytes(6).toString('base64url');
  let count = 0;
  return () => `${process}-${(++count).toString(36)}`;
}

const BROKEN: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: new Problem('headers_too_large', 'The headers have more than 16 KB'),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem('request_timeout', 'The request did not arrive in time'),
};
const NOT_HTTP = new Problem('malformed_request', 'This is not an HTTP request');

/** What is not HTTP never becomes a request; it is answered on the bare connection, which then ends. */
function refuseBrokenHttp(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = BROKEN[error.code ?? ''] ?? NOT_HTTP;
  const body = JSON.stringify(problemDocument(problem));
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_TEXT[problem.status]}\r\nContent-Type: ${PROBLEM_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  );
}

const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};
