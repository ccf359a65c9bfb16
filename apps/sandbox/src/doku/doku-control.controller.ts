import { Controller, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { readOrder } from '../control/read-order.js';
import { dokuAccountOrder } from './accounts.js';
import { behaviourOrder } from './behaviour.js';
import { DokuFace } from './doku-face.js';

type ControlRequest = FastifyRequest<{ Body: Buffer | undefined }>;

/** The orders only Kirim DOKU has. JSON, no authentication. */
@Controller('control/doku')
export class DokuControlController {
  constructor(private readonly face: DokuFace) {}

  @Get('accounts/:account')
  readAccount(@Param('account') account: string) {
    return { account, ...this.face.accounts.find({ bankAccount: account, bankCode: '', channelCode: '' }) };
  }

  @Put('accounts/:account')
  defineAccount(@Param('account') account: string, @Req() request: ControlRequest) {
    this.face.accounts.define(account, readOrder(dokuAccountOrder, request.body));
    return this.readAccount(account);
  }

  @Get('behaviour')
  readBehaviour() {
    return this.face.behaviour.now;
  }

  @Put('behaviour')
  changeBehaviour(@Req() request: ControlRequest) {
    return this.face.behaviour.change(readOrder(behaviourOrder, request.body));
  }

  /** Revokes every access token; the next call with one is 401nn01. */
  @Post('revoke-tokens')
  @HttpCode(200)
  revokeTokens() {
    return { revoked: this.face.tokens.revoke() };
  }
}
