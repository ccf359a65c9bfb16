import { BadRequestException } from '@nestjs/common';
import type { z } from 'zod';

interface FieldError {
  field: string;
  message: string;
}

/**
 * Reads the JSON body of a control request.
 * @throws BadRequestException with `errors: [{field, message}]`, one for every field that is wrong, missing or unknown.
 */
export function readOrder<S extends z.ZodType>(schema: S, body: Buffer | undefined): z.output<S> {
  return readFields(schema, parse(body));
}

/** The same for the query string or any other set of fields. */
export function readFields<S extends z.ZodType>(schema: S, fields: unknown): z.output<S> {
  const read = schema.safeParse(fields);
  if (read.success) return read.data;
  throw refusal(read.error.issues.flatMap(describeIssue));
}

function describeIssue(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: [...issue.path, key].join('.'),
      message: 'is unknown; remove it',
    }));
  }
  return [{ field: issue.path.join('.') || 'body', message: issue.message }];
}

function parse(body: Buffer | undefined): unknown {
  if (body === undefined || body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw refusal([{ field: 'body', message: 'must be JSON, for example {"on":true}' }]);
  }
}

/** The 400 that names each invalid field. */
export function refusal(errors: FieldError[]): BadRequestException {
  const message = errors.map((error) => `${error.field}: ${error.message}`).join('; ');
  return new BadRequestException({ statusCode: 400, message, errors });
}
