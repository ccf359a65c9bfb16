import { negotiate } from '@fastify/accept-negotiator';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '#libs/clients';
import { LANGUAGES, type Language } from '#libs/payouts';

/** A caller, and the language in which the response explains payouts; null: it asks for none that there is. */
export interface Reader extends Caller {
  readonly language: Language | null;
}

/** A longer header than any browser sends is not read. */
const LONGEST_HEADER = 1_000;
/** `id-ID` is Indonesian: regions make no difference to the sentences. */
const REGION = /([a-z]{2,3})(?:-[a-z0-9]+)+/gi;

/** @param header `Accept-Language`; of several languages with the same weight English is taken */
export function languageOf(header: string | undefined): Language | null {
  if (header === undefined || header.length > LONGEST_HEADER) return null;
  return negotiate(header.toLowerCase().replace(REGION, '$1'), [...LANGUAGES]) as Language | null;
}

/** Handler parameter: the reader of a response about payouts. No `Vary`: no response may be cached. */
export const ReadBy = createParamDecorator((_data: unknown, context: ExecutionContext): Reader => {
  const { caller, headers } = context.switchToHttp().getRequest<FastifyRequest & { caller: Caller }>();
  return { ...caller, language: languageOf(headers['accept-language']) };
});
