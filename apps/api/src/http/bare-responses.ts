import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '#libs/platform';
import type { KnownPaths } from './known-paths.js';
import { PROBLEM_TYPE, problemDocument, problemHeaders } from './problem-response.js';
import { PROBLEMS } from './problems.js';
import { SECURITY_HEADERS } from './security-headers.js';

const BROKEN: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: new Problem('headers_too_large', 'The headers have more than 16 KB'),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem('request_timeout', 'The request did not arrive in time'),
};
const NOT_HTTP = new Problem('malformed_request', 'This is not an HTTP request');
/** The first line of what is HTTP, but for its method. */
const REQUEST_LINE = /^[!#$%&'*+.^`|~\w-]{1,64} \S+ HTTP\/1\.[01]\r?\n/;

interface HttpError extends Error {
  readonly code?: string;
  /** The bytes received, as far as they were read. */
  readonly rawPacket?: unknown;
}

/** Responds on the bare connection to what is not HTTP and never becomes a request, then closes the connection. */
export function refuseBrokenHttp(error: HttpError, socket: Socket, paths: KnownPaths): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const isUnknownMethod = error.code === 'HPE_INVALID_METHOD' && REQUEST_LINE.test(String(error.rawPacket));
  respondBare(socket, isUnknownMethod ? methodNotAllowed(paths) : (BROKEN[error.code ?? ''] ?? NOT_HTTP));
}

/** Requests to which Node would respond by itself, without our headers, or not at all. */
export function respondToOddRequests(server: Server, paths: KnownPaths): void {
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    respondBare(socket, methodNotAllowed(paths));
  });
  // RFC 9110, 10.1.1: an unknown expectation may be ignored.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    server.emit('request', request, response),
  );
}

function methodNotAllowed(paths: KnownPaths): Problem {
  const allowedMethods = paths.allMethods();
  return new Problem(
    'method_not_allowed',
    `Methods of this service: ${allowedMethods.join(', ')}`,
    {},
    { allowedMethods },
  );
}

function respondBare(socket: Socket, problem: Problem): void {
  const body = JSON.stringify(problemDocument(problem));
  const headers = {
    ...SECURITY_HEADERS,
    ...problemHeaders(problem),
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const { status } = PROBLEMS[problem.code];
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}
