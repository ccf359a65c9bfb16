/** Moments at which a test may kill the process, to prove that a crash there costs nobody money. */
export const CRASH_POINTS = [
  'before_intent',
  'after_intent',
  'after_transfer_answer',
  'after_inquiry_answer',
  'during_status_check',
  'after_accept',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

let hits = 0;

/**
 * Kills this process with SIGKILL when `CRASH_POINT=<name>` (or `<name>:<n>` for the n-th pass) names this moment.
 * Works under NODE_ENV=test only; the configuration refuses the variable anywhere else.
 */
export function crashPoint(name: CrashPoint): void {
  if (process.env.NODE_ENV !== 'test' || process.env.CRASH_POINT === undefined) return;
  const [wanted, count = '1'] = process.env.CRASH_POINT.split(':');
  if (wanted !== name) return;
  hits += 1;
  if (hits === Number(count)) process.kill(process.pid, 'SIGKILL');
}
