import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '#libs/clients';
import { TakeCallback } from '#libs/payouts';
import { unmapped } from '#libs/platform';
import { CALLBACKS_PATH, callbackRequestOf } from './raw-body.js';

/** The longest text that an address can be. */
const ADDRESS_LENGTH = 45;

/**
 * Where providers call back. They have no API key: the source address, the signature and, where there is one, the secret in
 * the address prove that a callback is genuine. Not in the OpenAPI document, because each provider defines its own requests and
 * responses.
 */
@Controller(CALLBACKS_PATH)
@Public()
@ApiExcludeController()
export class CallbacksController {
  constructor(private readonly callbacks: TakeCallback) {}

  @Post(':provider/:path')
  byContent(
    @Param('provider') provider: string,
    @Param('path') path: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.take(provider, path, null, request, reply);
  }

  @Post(':provider/:path/:secret')
  bySecret(
    @Param('provider') provider: string,
    @Param('path') path: string,
    @Param('secret') secret: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.take(provider, path, secret, request, reply);
  }

  private async take(
    provider: string,
    path: string,
    secret: string | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const answer = await this.callbacks.take({
      provider,
      path,
      secret,
      source: unmapped(request.ip).slice(0, ADDRESS_LENGTH),
      request: callbackRequestOf(request),
    });
    void reply.code(answer.httpStatus).header('content-type', answer.contentType).send(Buffer.from(answer.body));
  }
}
