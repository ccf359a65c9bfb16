import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LivingWorkers, SETTINGS, type Settings } from '#libs/platform';

const LOOK_EVERY_MS = 5_000;

/**
 * Whether payouts that are accepted here are worked on. A deployment may start the API first, and may replace its only worker:
 * so long as `READY_WITHOUT_WORKER` says, the API stays ready without one.
 */
@Injectable()
export class WorkerCondition implements OnApplicationBootstrap, OnModuleDestroy {
  /** Reading of a monotonic clock: the start, or when a worker was last alive. */
  private aliveAtMs = performance.now();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly workers: LivingWorkers,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'readyWithoutWorkerMs'>,
  ) {}

  /** Also while no load balancer asks: otherwise a worker that stopped a moment ago counts as gone since the last question. */
  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  /**
   * @returns how many workers live, and why that makes this process not ready; null: it does not
   */
  async look(): Promise<{ readonly count: number; readonly problem: string | null }> {
    const alive = await this.workers.alive().catch(() => null);
    if (alive === null) return { count: 0, problem: 'The database does not answer' };
    const { count } = alive;
    if (count > 0) this.aliveAtMs = performance.now();
    const withoutMs = performance.now() - this.aliveAtMs;
    if (withoutMs <= this.settings.readyWithoutWorkerMs) return { count, problem: null };
    const seconds = Math.round(withoutMs / 1_000);
    return { count, problem: `No worker has been alive for ${seconds} s: start one; \`salur status\` says more` };
  }
}
