/** Middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** The value below which the share `q` (0 to 1) of all values lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

/** What one run of a measured thing gave. */
export interface Run {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
}

/** Turns the latencies of a timed run into its figures. */
export function runOf(latenciesMs: readonly number[], elapsedMs: number, failures: number): Run {
  return {
    perSecond: (latenciesMs.length / elapsedMs) * 1_000,
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
    failures,
  };
}

export function printRun(name: string, run: Run): void {
  const figures = `${run.perSecond.toFixed(0).padStart(7)}/s   p50 ${run.p50Ms.toFixed(1)} ms   p99 ${run.p99Ms.toFixed(1)} ms`;
  console.log(`  ${name.padEnd(28)} ${figures}${run.failures > 0 ? `   ${run.failures} FAILED` : ''}`);
}
