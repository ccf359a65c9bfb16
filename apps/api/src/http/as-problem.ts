import { HttpException } from '@nestjs/common';
import { isDatabaseTrouble, Problem } from '#libs/platform';

/** Seconds after which a client may try again what could not be done for now. */
const RETRY_AFTER = '2';

/** Errors of the HTTP layer itself, by its codes. */
const OF_THE_HTTP_LAYER: Readonly<Record<string, () => Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new Problem('payload_too_large', 'The body has more bytes than this path takes'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new Problem('unsupported_media_type', 'The body is not declared as JSON'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new Problem('malformed_request', 'Content-Length is not the length of the body'),
  FST_ERR_BAD_URL: () => new Problem('malformed_request', 'The path is not a valid URL path'),
  // No id of ours is that long.
  FST_ERR_MAX_PARAM_LENGTH: () => new Problem('not_found', 'There is no such resource'),
};

/** Turns whatever was thrown into what the caller is told. Details of our own faults stay in the log. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const known = OF_THE_HTTP_LAYER[codeOf(error) ?? codeOf((error as Error | null)?.cause) ?? ''];
  if (known !== undefined) return known();
  const status = statusOf(error);
  if (status === 404) return new Problem('not_found', 'There is nothing at this path');
  if (status >= 400 && status < 500) return new Problem('malformed_request', 'The request cannot be read');
  // After those of the HTTP layer: a caller's connection may be reset as well as the one to the database.
  if (isDatabaseTrouble(error)) return unavailable('The database does not answer');
  return new Problem('internal_error', 'The fault is ours and is in the log under `requestId`');
}

export function unavailable(detail: string): Problem {
  return new Problem('unavailable', detail, {}, { 'Retry-After': RETRY_AFTER });
}

function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : null;
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
}
