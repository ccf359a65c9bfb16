import { randomBytes } from 'node:crypto';
import type { Server, ServerResponse } from 'node:http';
import helmet from '@fastify/helmet';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AddressList, Problem, type Settings } from '#libs/platform';
import { keepCallbacksRaw } from '../callbacks/raw-body.js';
import type { AfterResponse } from '../http/note-response.js';
import { letStatementsThrough } from '../reconciliation/statement-body.js';
import { refuseBrokenHttp, respondToOddRequests } from './bare-responses.js';
import { ConnectionLimits, KEEP_ALIVE_MS } from './connection-limits.js';
import { KnownPaths } from './known-paths.js';
import { asProblem, sendProblem, unavailable } from './problem-response.js';
import { isPage, NOT_KEPT, PAGE_HEADERS, SECURITY_HEADERS } from './security-headers.js';
import type { Stopping } from './stopping.js';

/** The largest request we need has some 15 KB. */
export const BODY_LIMIT_BYTES = 64 * 1024;
/** Node looks for requests that arrive too slowly only this often, or twice within the time they have. */
const CONNECTIONS_CHECK_EVERY_MS = 5_000;

export interface HttpParts {
  readonly stopping: Stopping;
  readonly afterResponse: readonly AfterResponse[];
  readonly settings: Pick<
    Settings,
    'trustedProxies' | 'httpConnections' | 'httpConnectionsPerAddress' | 'httpHeadersTimeoutMs' | 'httpRequestTimeoutMs'
  >;
}

export interface Http {
  readonly adapter: FastifyAdapter;
  readonly paths: KnownPaths;
}

/** The HTTP server: its limits, and what is done for every request before and after Nest handles it. */
export async function createHttpAdapter({ stopping, afterResponse, settings }: HttpParts): Promise<Http> {
  const paths = new KnownPaths();
  const adapter = boundedAdapter(settings, paths);
  const server = adapter.getInstance() as unknown as FastifyInstance;
  server.addHook('onRoute', (route) => {
    paths.add(route.path, route.method);
    if (isPage(route.path)) route.helmet = PAGE_HEADERS;
  });
  // Registered before the first route. Only pages need it: everything else has the same few headers on every response.
  await server.register(helmet, { global: false });
  server.decorateRequest('caller', null);
  server.decorateRequest('problemCode', null);
  acceptJsonOnly(server);
  keepCallbacksRaw(server);
  letStatementsThrough(server);
  const begun = new WeakSet<FastifyRequest>();
  const end = (request: FastifyRequest, reply: FastifyReply) => {
    if (!begun.delete(request)) return;
    stopping.requestEnds();
    for (const call of afterResponse) call(request, reply);
  };
  server.addHook('onRequest', (request, reply, done) => {
    stopping.requestBegins();
    begun.add(request);
    if (!isPage(request.routeOptions.url)) reply.headers(SECURITY_HEADERS);
    reply.header('x-request-id', request.id);
    const refusal = refusalOf(request, stopping, paths);
    if (refusal === null) return done();
    sendProblem(reply, refusal);
  });
  server.addHook('onSend', (request, reply, _payload, done) => {
    whenClosed(reply.raw, () => end(request, reply));
    // The files of pages bring a cache-control of their own.
    if (isPage(request.routeOptions.url)) reply.headers(NOT_KEPT);
    if (stopping.draining) reply.header('connection', 'close');
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    end(request, reply);
    done();
  });
  return { adapter, paths };
}

/** When the client has gone, the response never finishes and Fastify does not call `onResponse`. */
function whenClosed(response: ServerResponse, then: () => void): void {
  if (response.closed) then();
  else response.once('close', then);
}

/** Fastify with a limit on everything that a client could make large, slow or many. */
function boundedAdapter(settings: HttpParts['settings'], paths: KnownPaths): FastifyAdapter {
  const trusted = new AddressList(settings.trustedProxies);
  const adapter = new FastifyAdapter({
    // X-Forwarded-For from any other address could name any client.
    trustProxy: trusted.isEmpty ? false : (address) => trusted.has(address),
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    // These limit how long a request takes to arrive, not how long we take to respond.
    requestTimeout: settings.httpRequestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      // Node compares the two when the server is created.
      requestTimeout: settings.httpRequestTimeoutMs,
      headersTimeout: settings.httpHeadersTimeoutMs,
      connectionsCheckingInterval: Math.min(CONNECTIONS_CHECK_EVERY_MS, Math.ceil(settings.httpHeadersTimeoutMs / 2)),
    },
    forceCloseConnections: 'idle',
    // The hook below responds instead, with a problem document.
    return503OnClosing: false,
    genReqId: requestIds(),
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply.headers(SECURITY_HEADERS), asProblem(error)),
    clientErrorHandler: (error, socket) => refuseBrokenHttp(error, socket, paths),
    // There is no middleware to look for on every request.
    skipMiddie: true,
  });
  const server = adapter.getInstance().server as Server;
  new ConnectionLimits(server, settings);
  respondToOddRequests(server, paths);
  return adapter;
}

/** The refusals that need no handler. */
function refusalOf(request: FastifyRequest, stopping: Stopping, paths: KnownPaths): Problem | null {
  if (stopping.begun && !request.url.startsWith('/health/')) return unavailable('This replica is stopping');
  if (request.raw.httpVersionMajor < 1) return new Problem('malformed_request', 'Send HTTP/1.1');
  const repeated = repeatedHeader(request.raw.rawHeaders);
  if (repeated !== null) return new Problem('malformed_request', `${repeated}: send this header once`);
  if (!request.is404) return null;
  const methods = paths.methodsOf(request.url);
  if (methods.length === 0) return new Problem('not_found', 'There is nothing at this path');
  return new Problem('method_not_allowed', `Allowed here: ${methods.join(', ')}`, {}, { allowedMethods: methods });
}

/** What we act on: of two such headers, a proxy in front of us may have checked the other one. */
const SENT_ONCE = new Set(['authorization', 'content-encoding', 'content-type', 'host']);

/** @param rawHeaders names and values in turn, as they arrived */
function repeatedHeader(rawHeaders: readonly string[]): string | null {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase();
    if (!SENT_ONCE.has(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
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

/** Unique across replicas, short, and not chosen by the client. */
function requestIds(): () => string {
  const process = randomBytes(6).toString('base64url');
  let count = 0;
  return () => `${process}-${(++count).toString(36)}`;
}
