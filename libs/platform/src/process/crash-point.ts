/** Points at which a test may kill the process, to prove that a crash there loses no money. */
export const CRASH_POINTS = [
  'before_intent',
  'after_intent',
  'after_transfer_answer',
  'after_inquiry_answer',
  'during_status_check',
  'after_accept',
  'after_callback_stored',
  'after_webhook_200',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

let hits = 0;

/**
 * Kills this process when `CRASH_POINT=<name>[:<pass>[:<signal>]]` names this moment: on the first pass and with SIGKILL
 * unless said otherwise. SIGSTOP freezes instead. Works under NODE_ENV=test only; the configuration refuses the variable
 * anywhere else.
 */
export function crashPoint(name: CrashPoint): void {
  if (process.env.NODE_ENV !== 'test' || process.env.CRASH_POINT === undefined) return;
  const [wanted, pass = '1', signal = 'SIGKILL'] = process.env.CRASH_POINT.split(':');
  if (wanted !== name) return;
  hits += 1;
  if (hits === Number(pass)) process.kill(process.pid, signal as NodeJS.Signals);
}
