import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { SendAlerts } from './alerts/send-alerts.js';
import { Heartbeat } from './heartbeat.js';
import { ListenForWork } from './listen-for-work.js';
import { LoopTimes } from './loop-times.js';
import { RunLoops } from './run-loops.js';

/** All periodic tasks. Runs inside apps/api (WORKER=inline) or alone as apps/worker (WORKER=separate). */
@Module({
  imports: [ScheduleModule.forRoot()],
  providers: [LoopTimes, Heartbeat, SendAlerts, RunLoops, ListenForWork],
  exports: [RunLoops, LoopTimes],
})
export class WorkerModule {}
