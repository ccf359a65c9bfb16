import { Module } from '@nestjs/common';
import { DatabaseRole, HealthController } from './health.controller.js';

/** /health: for orchestrators and load balancers. */
@Module({
  controllers: [HealthController],
  providers: [DatabaseRole],
})
export class HealthModule {}
