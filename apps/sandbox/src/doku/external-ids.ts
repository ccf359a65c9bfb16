import { wibTime } from '../wib.js';

/** The X-EXTERNAL-IDs of the current day in Jakarta. They live in memory: a restart forgets them. */
export class ExternalIds {
  private day = '';
  private used = new Set<string>();

  /** @returns false when this id was used before on the same day. */
  use(externalId: string, nowMs: number): boolean {
    const day = wibTime(new Date(nowMs)).slice(0, 10);
    if (day !== this.day) this.used = new Set();
    this.day = day;
    if (this.used.has(externalId)) return false;
    this.used.add(externalId);
    return true;
  }

  reset(): void {
    this.used = new Set();
  }
}
