import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type LoopReport, Worker } from './worker.entity.js';

/** How often a worker writes its heartbeat. */
export const HEARTBEAT_EVERY_MS = 2_000;
/** A worker that has missed so many heartbeats is dead, or its event loop hangs. */
const DEAD_AFTER_MS = 5 * HEARTBEAT_EVERY_MS;
/** No run of a loop takes as long: their work is claimed in portions. What runs each hour may have more to do. */
const LOOP_HANGS_AFTER_MS = 3 * 60_000;
/** The loop without which no payout moves. */
const MOVES_PAYOUTS = 'work-due-payouts';
const FRESH_FOR_MS = 1_000;

/** A worker, and what its heartbeat means now. */
export interface WorkerState<Reported = Worker> {
  readonly worker: Reported;
  /** Milliseconds since its last heartbeat, by the database's clock. */
  readonly silentMs: number;
  /** It has missed its heartbeats: it is dead, or its event loop hangs. */
  readonly isSilent: boolean;
  /** The loops whose run has been under way for minutes, or that start no run any more. */
  readonly hanging: readonly string[];
  /** It was seen within 10 s, nothing keeps it from work, and payouts move. */
  readonly isAlive: boolean;
}

/** Whether any process works on payouts. */
export interface WorkersAlive {
  readonly count: number;
  /** When a worker was last seen, alive or not; null: there is no row of any. */
  readonly lastSeenAt: Date | null;
}

/** @param silentMs milliseconds since the worker's last heartbeat */
export function stateOfWorker<Reported extends Pick<Worker, 'problem' | 'loops'>>(
  worker: Reported,
  silentMs: number,
): WorkerState<Reported> {
  const hanging = worker.problem === null ? hangingLoops(worker.loops) : [];
  const isSilent = silentMs > DEAD_AFTER_MS;
  const isAlive = !isSilent && worker.problem === null && !hanging.includes(MOVES_PAYOUTS);
  return { worker, silentMs, isSilent, hanging, isAlive };
}

/** @returns the names of the loops whose run has been under way for minutes, or that start no run any more */
export function hangingLoops(loops: Worker['loops']): string[] {
  const names = Object.keys(loops);
  return names.filter((name) => hangs(loops[name] as LoopReport)).sort();
}

function hangs({ everyMs, runningMs, endedMs }: LoopReport): boolean {
  if (runningMs !== null) return runningMs > Math.max(LOOP_HANGS_AFTER_MS, everyMs / 2);
  return endedMs !== null && endedMs > everyMs + LOOP_HANGS_AFTER_MS;
}

/**
 * The workers of this service, of all processes, as their heartbeats in PostgreSQL say. Concurrent callers share one query, and
 * its result serves for a second.
 */
@Injectable()
export class LivingWorkers {
  private reading: { readonly states: Promise<readonly WorkerState[]>; readonly atMs: number } | null = null;

  constructor(private readonly dataSource: DataSource) {}

  /** @throws what the database fails with */
  async alive(): Promise<WorkersAlive> {
    const states = await this.states();
    const seen = states.map(({ worker }) => worker.seenAt.getTime());
    const lastSeenAt = seen.length === 0 ? null : new Date(Math.max(...seen));
    return { count: states.filter(({ isAlive }) => isAlive).length, lastSeenAt };
  }

  /** Every worker whose row is still there, the last started first. @throws what the database fails with */
  states(): Promise<readonly WorkerState[]> {
    const { reading } = this;
    if (reading !== null && performance.now() - reading.atMs < FRESH_FOR_MS) return reading.states;
    const next = { states: this.read(), atMs: performance.now() };
    this.reading = next;
    // A failure is not kept.
    next.states.catch(() => {
      if (this.reading === next) this.reading = null;
    });
    return next.states;
  }

  private async read(): Promise<readonly WorkerState[]> {
    const { entities, raw } = await this.dataSource
      .getRepository(Worker)
      .createQueryBuilder('worker')
      .addSelect(`extract(epoch from clock_timestamp() - worker.seen_at)::float8 * 1000`, 'silent_ms')
      .orderBy('worker.started_at', 'DESC')
      .addOrderBy('worker.id', 'DESC')
      .getRawAndEntities<{ silent_ms: number }>();
    return entities.map((worker, index) => stateOfWorker(worker, raw[index]?.silent_ms ?? 0));
  }
}
