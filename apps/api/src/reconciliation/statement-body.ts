import type { IncomingMessage } from 'node:http';
import { finished, PassThrough, Readable } from 'node:stream';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '#libs/platform';

/** The path at which statements are imported. */
export const STATEMENTS_PATH = 'v1/statements';

const STATEMENT_TYPE = 'text/csv';

/** Lets CSV through to the handler of statements as a stream of which nothing was read; on all other paths only JSON gets in. */
export function letStatementsThrough(server: FastifyInstance): void {
  server.addContentTypeParser(STATEMENT_TYPE, (request, payload, done) => {
    if (request.routeOptions.url === `/${STATEMENTS_PATH}`) return done(null, payload);
    done(new Problem('unsupported_media_type', 'The body is not declared as JSON'));
  });
}

/** The body of a request that is a statement, before any of it is read. */
export const StatementBody = createParamDecorator((_data: unknown, context: ExecutionContext): IncomingMessage => {
  const { body, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!(body instanceof Readable)) throw unsupported(`The body is not declared as ${STATEMENT_TYPE}`);
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw unsupported('The body is compressed: send it as it is');
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
    throw unsupported('The encoding of a statement is recognised by its bytes: name no charset but UTF-8');
  return body as IncomingMessage;
});

/**
 * Has a body worked on as it arrives, no faster than the work takes it. However that ends, the connection can be used
 * again: the rest of the body is discarded.
 *
 * @throws what the work throws; Problem `malformed_request` within the work when the sender breaks off
 */
export async function asItArrives<T>(
  body: IncomingMessage,
  work: (content: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  // The work may leave off at any byte, which destroys what it reads: not the request, with which the answer would go.
  const content = new PassThrough();
  // There may be no reader at that moment; a reader gets the error from the stream itself.
  content.on('error', () => undefined);
  const breakOff = () => content.destroy(new Problem('malformed_request', 'The body broke off'));
  const stopWatching = finished(body, { writable: false }, (error) => error && breakOff());
  // A sender that got its response early may go on sending.
  body.socket.once('finish', breakOff);
  body.pipe(content);
  try {
    return await work(content);
  } finally {
    stopWatching();
    body.socket.off('finish', breakOff);
    body.unpipe(content);
    content.destroy();
    body.resume();
  }
}

function unsupported(detail: string): Problem {
  return new Problem('unsupported_media_type', detail);
}
