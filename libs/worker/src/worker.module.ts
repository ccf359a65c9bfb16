import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ListenForWork } from './listen-for-work.js';
import { RunLoops } from './run-loops.js';

/** All periodic tasks. Runs inside apps/api (WORKER=inline) or alone as apps/worker (WORKER=separate). */
@Module({
  imports: [ScheduleModule.forRoot()],
  providers: [RunLoops, ListenForWork],
  exports: [RunLoops],
})
export class WorkerModule {}
