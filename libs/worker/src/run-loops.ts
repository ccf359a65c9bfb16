import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { DatabaseCondition, SETTINGS, type Settings, Signal } from '#libs/platform';
import type { Loop } from './loop.js';
import { LoopTimes } from './loop-times.js';
import { LOOPS } from './loops.js';

/** Emitted when a run of a loop has ended. */
export const LOOP_RAN = new Signal<{
  readonly loop: string;
  readonly failed: boolean;
  readonly durationMs: number;
}>();

/**
 * Runs the table of loops on intervals of @nestjs/schedule. A loop never overlaps itself: a tick during a run is skipped,
 * because due work stays due in the database.
 */
@Injectable()
export class RunLoops implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RunLoops.name);
  private readonly running = new Map<string, Promise<void>>();
  private stopping = false;

  constructor(
    private readonly modules: ModuleRef,
    private readonly registry: SchedulerRegistry,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly database: DatabaseCondition,
    private readonly times: LoopTimes,
  ) {}

  onApplicationBootstrap(): void {
    for (const loop of LOOPS) {
      this.times.planned(loop);
      this.registry.addInterval(
        loop.name,
        setInterval(() => this.tick(loop), loop.everyMs(this.settings)),
      );
    }
  }

  /** Runs a loop immediately, unless it is running. */
  runNow(name: string): void {
    const loop = LOOPS.find((candidate) => candidate.name === name);
    if (loop !== undefined) this.tick(loop);
  }

  /** Nest clears the intervals but does not wait for running loops. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const loop of LOOPS) this.registry.deleteInterval(loop.name);
    await Promise.all(this.running.values());
  }

  private tick(loop: Loop): void {
    if (this.stopping || this.running.has(loop.name)) return;
    if (this.database.problem !== null && !loop.always) return;
    const startedMs = performance.now();
    this.times.began(loop.name);
    let failed = false;
    const run = loop
      .run(this.modules)
      .then(() => undefined)
      .catch((error: unknown) => {
        failed = true;
        this.logger.error({
          loop: loop.name,
          msg: 'loop failed',
          error: error instanceof Error ? error.message : 'unknown',
        });
      })
      .finally(() => {
        this.running.delete(loop.name);
        this.times.ended(loop.name, failed);
        LOOP_RAN.emit({ loop: loop.name, failed, durationMs: performance.now() - startedMs });
      });
    this.running.set(loop.name, run);
  }
}
