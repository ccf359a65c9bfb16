import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiExtraModels, ApiQuery, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ProblemCode } from '#libs/platform';
import { PROBLEM_TYPE } from '../http/problem-response.js';
import { PROBLEMS } from '../http/problems.js';
import { ProblemDto } from './problem.dto.js';

type Headers = Record<string, { description: string; required?: boolean; schema: { type: 'string' } }>;

const header = (description: string, required = false) => ({
  description,
  required,
  schema: { type: 'string' as const },
});

/** The headers of responses, by name. */
export const ANSWER_HEADERS = {
  'X-Request-Id': header('Identifies the request in the log of the service.', true),
  'Preference-Applied': header('`wait=N` if the service held the response as requested.'),
  'Idempotency-Replayed': header(
    '`true` if the key was used before with the same body: this is the first response again.',
  ),
  Location: header('The path of what was created.', true),
  'Retry-After': header('Seconds to wait before a retry.', true),
  'WWW-Authenticate': header('The required kind of credential (RFC 6750).', true),
  Allow: header('The methods of this path.', true),
} satisfies Headers;

type HeaderName = keyof typeof ANSWER_HEADERS;

export function pickHeaders(...names: HeaderName[]): Headers {
  return Object.fromEntries(['X-Request-Id' as const, ...names].map((name) => [name, ANSWER_HEADERS[name]]));
}

const HEADERS_OF: Partial<Record<number, readonly HeaderName[]>> = {
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** One of its codes comes with it, others of the same status do not. */
const SOMETIMES_RETRY_AFTER: ProblemCode = 'idempotency_in_progress';

/** The errors that a handler can answer, each as problem+json, grouped by status as OpenAPI wants it. */
export function Problems(...codes: ProblemCode[]): MethodDecorator {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  const responses = [...byStatus].map(([status, together]) =>
    ApiResponse({
      status,
      description: together.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
      headers: {
        ...pickHeaders(...(HEADERS_OF[status] ?? [])),
        ...(together.includes(SOMETIMES_RETRY_AFTER) && {
          'Retry-After': { ...ANSWER_HEADERS['Retry-After'], required: false },
        }),
      },
      content: {
        [PROBLEM_TYPE]: { schema: { $ref: getSchemaPath(ProblemDto) }, example: exampleOf(together[0] as ProblemCode) },
      },
    }),
  );
  return applyDecorators(ApiExtraModels(ProblemDto), ...responses);
}

/** What can be wrong with a JSON body. */
export const BODY_PROBLEMS = [
  'validation_failed',
  'malformed_json',
  'payload_too_large',
  'unsupported_media_type',
] as const satisfies readonly ProblemCode[];

/** Why a known key may still be refused. */
const KEY_REFUSALS = ['forbidden', 'client_suspended', 'address_not_allowed'] as const;

/** What every handler behind an API key can answer beside its own errors. */
export function WithApiKey(...codes: ProblemCode[]): MethodDecorator {
  return applyDecorators(
    ApiBearerAuth('apiKey'),
    Problems('unauthenticated', ...KEY_REFUSALS, ...codes, 'rate_limited', 'internal_error', 'unavailable'),
  );
}

function exampleOf(code: ProblemCode): Record<string, unknown> {
  const { status, title, remedy } = PROBLEMS[code];
  return { type: `/docs/errors#${code}`, title, status, code, detail: remedy };
}

/** The parameters of a query by the fields of its class, which describe themselves where they are validated. */
export function queryParameters<T extends object>(query: new () => T, names: readonly (keyof T & string)[]) {
  return names.map((name) => {
    const described = Reflect.getMetadata('swagger/apiModelProperties', query.prototype, name);
    const { description, example, required, nullable: _nullable, isArray: _isArray, ...schema } = described;
    if (schema.oneOf !== undefined)
      return ApiQuery({ name, required, description, example, schema: { oneOf: schema.oneOf } });
    if (schema.type === 'object')
      return ApiQuery({ name, required, description, example, schema, style: 'deepObject', explode: true });
    return ApiQuery({
      name,
      required,
      description,
      example,
      schema: { ...schema, type: schema.type === 'integer' ? 'integer' : 'string' },
    });
  });
}
