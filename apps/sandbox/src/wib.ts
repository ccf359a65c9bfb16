// Jakarta keeps UTC+7 all year.
const WIB_MS = 7 * 3_600_000;

/** What clocks in Jakarta show, without the offset: `2026-11-21T19:00:00.123`. */
export function wibTime(at: Date): string {
  return new Date(at.getTime() + WIB_MS).toISOString().slice(0, -1);
}
