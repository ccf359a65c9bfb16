import { Module } from '@nestjs/common';
import { DatabaseRole, HealthController } from './health.controller.js';
import { WorkerCondition } from './worker-condition.js';

/** /health: for orchestrators and load balancers. */
@Module({
  controllers: [HealthController],
  providers: [DatabaseRole, WorkerCondition],
})
export class HealthModule {}
