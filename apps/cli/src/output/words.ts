import { jakartaClock } from '#libs/platform';

/** How values are shown to people. */

/** `2026-11-21 16:30:05`, in Jakarta. */
export function timeText(date: Date): string {
  return jakartaClock(date).slice(0, 19);
}

/** `16:30:05.123`, in Jakarta. */
export function clockText(date: Date): string {
  return jakartaClock(date).slice(11);
}

/** `2026-11-21`, in Jakarta. */
export function dayText(date: Date): string {
  return timeText(date).slice(0, 10);
}

/** `Rp1,000,000`. */
export function rupiahText(amount: bigint): string {
  return `Rp${amount.toLocaleString('en')}`;
}

/** `in 5 min`, `3 h ago`: roughly, for people. */
export function awayText(date: Date, now: Date): string {
  const awayMs = date.getTime() - now.getTime();
  const seconds = Math.round(Math.abs(awayMs) / 1_000);
  const [amount, unit] = roughly(seconds);
  return awayMs >= 0 ? `in ${amount} ${unit}` : `${amount} ${unit} ago`;
}

function roughly(seconds: number): readonly [number, string] {
  if (seconds < 120) return [seconds, 's'];
  if (seconds < 7_200) return [Math.round(seconds / 60), 'min'];
  if (seconds < 172_800) return [Math.round(seconds / 3_600), 'h'];
  return [Math.round(seconds / 86_400), 'days'];
}

/** A time for programs. */
export function isoOrNull(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}
