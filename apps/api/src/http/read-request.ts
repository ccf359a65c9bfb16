import { isUtf8 } from 'node:buffer';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Problem } from '#libs/platform';
import { readDto } from '../validation/read-dto.js';
import { readStrictJson } from './read-strict-json.js';

type Dto<T> = new () => T;

/**
 * The body of a request as an instance of a DTO class, read strictly and validated. It runs after the guards: a refused
 * client learns nothing about its body.
 */
export const JsonBody = createParamDecorator(<T extends object>(dto: Dto<T>, context: ExecutionContext): T => {
  return readDto(dto, readJson(bodyOf(context)));
});

/** The same where no body means an empty object: every field is optional. */
export const OptionalBody = createParamDecorator(<T extends object>(dto: Dto<T>, context: ExecutionContext): T => {
  const body = bodyOf(context);
  return readDto(dto, body.length === 0 ? {} : readJson(body));
});

/** For commands whose path says everything: no body, or an empty object. */
export const EmptyBody = createParamDecorator((_data: unknown, context: ExecutionContext): undefined => {
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

/** Longest that a response is delayed. */
export const LONGEST_WAIT_S = 60;

/** Preferences are separated by commas, except by those inside quotes. */
const PREFERENCES = /(?:"(?:[^"\\]|\\.)*"|[^,"])+/g;
/** RFC 7240: a value may be quoted, and parameters after a semicolon belong to the preference. */
const WAIT = /^\s*wait\s*(?:=\s*(?:"([^"]*)"|([^";\s]*))\s*)?(?:;|$)/i;
const LONGEST_HEADER = 1_000;

/**
 * How many seconds a client wants its response delayed until the payout rests. An unreadable preference is ignored, as
 * RFC 7240 requires; a longer wait than we offer becomes the longest.
 *
 * @returns null without such a preference
 */
export function waitSeconds(prefer: string | undefined): number | null {
  if (prefer === undefined || prefer.length > LONGEST_HEADER) return null;
  for (const [preference] of prefer.matchAll(PREFERENCES)) {
    const found = WAIT.exec(preference);
    if (found === null) continue;
    const value = found[1] ?? found[2] ?? '';
    // Of several the first counts, even an unreadable one.
    return /^\d{1,6}$/.test(value) ? Math.min(Number(value), LONGEST_WAIT_S) : null;
  }
  return null;
}

const KEY = /^[\x21-\x7e]{1,255}$/;

/** @throws Problem `idempotency_key_missing` */
export function readIdempotencyKey(header: string | string[] | undefined): string {
  if (header === undefined) throw new Problem('idempotency_key_missing', 'There is no Idempotency-Key header');
  if (typeof header === 'string' && KEY.test(header)) return header;
  throw new Problem('idempotency_key_missing', 'The Idempotency-Key is not 1 to 255 visible ASCII characters');
}
