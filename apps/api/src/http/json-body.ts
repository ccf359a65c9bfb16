import { isUtf8 } from 'node:buffer';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Problem } from '#libs/platform';
import { readDto } from '../validation/read-dto.js';
import { readStrictJson } from './read-strict-json.js';

type Dto<T> = new () => T;

/**
 * The body of a request as an instance of a DTO class, read strictly and validated. It runs after the guard: who may not
 * call learns nothing about their body.
 */
export const JsonBody = createParamDecorator(<T extends object>(dto: Dto<T>, context: ExecutionContext): T => {
  return readDto(dto, readJson(bodyOf(context)));
});

/** For commands that say everything by their path: no body at all, or an empty object. */
export const NoBody = createParamDecorator((_data: unknown, context: ExecutionContext): undefined => {
  const body = bodyOf(context);
  if (body.length === 0) return;
  readDto(Nothing, readJson(body));
});

class Nothing {}
const NO_BYTES = Buffer.alloc(0);

function bodyOf(context: ExecutionContext): Buffer {
  const { body } = context.switchToHttp().getRequest<{ body: unknown }>();
  return Buffer.isBuffer(body) ? body : NO_BYTES;
}

function readJson(bytes: Buffer): object {
  if (bytes.length === 0) throw new Problem('malformed_json', 'The body is empty: send one JSON object');
  if (!isUtf8(bytes)) throw new Problem('malformed_json', 'The body is not valid UTF-8');
  const read = readStrictJson(bytes.toString('utf8'));
  if (read.ok) return read.value as object;
  const { code, field, message } = read.problem;
  if (code === 'malformed_json') throw new Problem('malformed_json', message);
  throw new Problem('validation_failed', `${field || 'body'}: ${message}`, { errors: [{ field, message }] });
}
