import { Module } from '@nestjs/common';
import { ReferenceController } from './reference.controller.js';

/** /v1/rails, /v1/banks and /v1/balances: what a payout can name. */
@Module({
  controllers: [ReferenceController],
})
export class ReferenceHttpModule {}
