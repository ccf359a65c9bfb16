import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '#libs/platform';
import type { CallbackRequest } from '#libs/providers';

/** All callbacks are below this path. */
export const CALLBACKS_PATH = 'callbacks';

/** The content type under which every callback's body is parsed, whatever its sender declares. Clients cannot send it. */
const RAW_TYPE = 'application/vnd.salur.callback';

/** The samples that providers document have less than 2 KB. */
export const CALLBACK_LIMIT_BYTES = 32 * 1024;

interface DeclaredBody {
  /** The content type as the sender declared it; null: not at all. */
  declaredContentType: string | null;
}

/**
 * Lets bodies of callbacks through as they came: their signatures are over these very bytes, and what a provider calls
 * them (JSON, a form, nothing at all) is not ours to choose. On all other paths only JSON gets in.
 */
export function keepCallbacksRaw(server: FastifyInstance): void {
  server.decorateRequest('declaredContentType', null);
  server.addHook('onRequest', (request, _reply, done) => {
    if (isCallback(request)) {
      (request as unknown as DeclaredBody).declaredContentType = request.headers['content-type'] ?? null;
      request.headers['content-type'] = RAW_TYPE;
    }
    done();
  });
  server.addContentTypeParser(
    RAW_TYPE,
    { parseAs: 'buffer', bodyLimit: CALLBACK_LIMIT_BYTES },
    (request, body, done) => {
      if (isCallback(request)) return done(null, body);
      done(new Problem('unsupported_media_type', 'The body is not declared as JSON'));
    },
  );
}

/** A callback as it was sent. */
export function callbackRequestOf(request: FastifyRequest): CallbackRequest {
  const { declaredContentType } = request as unknown as DeclaredBody;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = [value].flat().join(', ');
  }
  delete headers['content-type'];
  if (declaredContentType !== null) headers['content-type'] = declaredContentType;
  return { headers, body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0) };
}

function isCallback(request: FastifyRequest): boolean {
  return request.routeOptions.url?.startsWith(`/${CALLBACKS_PATH}/`) === true;
}
