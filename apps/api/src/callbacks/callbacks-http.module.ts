import { Module } from '@nestjs/common';
import { CallbacksController } from './callbacks.controller.js';

/** /callbacks: where providers call back. */
@Module({
  controllers: [CallbacksController],
})
export class CallbacksHttpModule {}
