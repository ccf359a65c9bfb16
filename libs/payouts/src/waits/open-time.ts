import type { RailDirectory } from '#libs/rails';
import type { Payout } from '../records/payout.entity.js';
import { railRequestOf } from '../records/provider-order.js';

/** For how long the rail of a payout was open between two moments, in milliseconds; counts no further than `enoughMs`. */
export function openTimeMs(rails: RailDirectory, payout: Payout, from: Date, to: Date, enoughMs: number): number {
  let openMs = 0;
  let atMs = from.getTime();
  while (atMs < to.getTime() && openMs < enoughMs) {
    const [hours] = rails.preview(payout.rail, railRequestOf(payout), { now: new Date(atMs) }).verdicts;
    const opensAtMs = hours?.opensAt?.getTime() ?? atMs;
    const untilMs = Math.min(hours?.cutOffAt?.getTime() ?? to.getTime(), to.getTime());
    if (opensAtMs > atMs) {
      atMs = opensAtMs;
      continue;
    }
    openMs += untilMs - atMs;
    // A calendar that closes a rail before it opens it ends the count rather than this process.
    if (untilMs <= atMs) return openMs;
    atMs = untilMs;
  }
  return openMs;
}
