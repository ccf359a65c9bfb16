import { Inject, Injectable } from '@nestjs/common';
import { type LoopReport, SETTINGS, type Settings } from '#libs/platform';
import type { Loop } from './loop.js';

interface Times {
  readonly everyMs: number;
  /** Readings of a monotonic clock. */
  begunAtMs: number | null;
  endedAtMs: number | null;
  failed: boolean;
}

/** When each loop of this process last ran. */
@Injectable()
export class LoopTimes {
  private readonly times = new Map<string, Times>();

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** The loop will run by the clock from now on. */
  planned({ name, everyMs }: Loop): void {
    this.times.set(name, { everyMs: everyMs(this.settings), begunAtMs: null, endedAtMs: null, failed: false });
  }

  began(name: string): void {
    const times = this.times.get(name);
    if (times !== undefined) times.begunAtMs = performance.now();
  }

  ended(name: string, failed: boolean): void {
    const times = this.times.get(name);
    if (times === undefined) return;
    Object.assign(times, { begunAtMs: null, endedAtMs: performance.now(), failed });
  }

  report(): Record<string, LoopReport> {
    const nowMs = performance.now();
    const ageOf = (atMs: number | null) => (atMs === null ? null : Math.round(nowMs - atMs));
    const entries = [...this.times].map(([name, { everyMs, begunAtMs, endedAtMs, failed }]) => {
      const report: LoopReport = { everyMs, runningMs: ageOf(begunAtMs), endedMs: ageOf(endedAtMs), failed };
      return [name, report] as const;
    });
    return Object.fromEntries(entries);
  }
}
