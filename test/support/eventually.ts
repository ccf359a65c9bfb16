/**
 * How long tests wait for what has to come. A busy machine makes tests slow and never red, so these are far longer than
 * anything takes; a story that waits for something else to happen first sets its own.
 */

/** A connection to PostgreSQL. A worker of Jest that loads a whole service does not look at its sockets for seconds. */
export const PATIENT_CONNECT_MS = 60_000;
/** The same as a setting of a service. */
export const PATIENT_CONNECT_TIMEOUT = '60s';
/** A condition that is looked at again and again. */
export const PATIENT_MS = 150_000;

const LOOK_EVERY_MS = 20;

/**
 * Looks again and again until `look` gives something, and fails with what it saw last when the time is up.
 *
 * @param isHopeless errors after which looking again is of no use
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  withinMs = PATIENT_MS,
  isHopeless: (error: unknown) => boolean = () => false,
): Promise<T> {
  const until = performance.now() + withinMs;
  let lastError: unknown = null;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== null && seen !== undefined && seen !== false) return seen;
    } catch (error) {
      if (isHopeless(error)) throw error;
      lastError = error;
    }
    if (performance.now() > until) {
      const reason = lastError instanceof Error ? ` (${lastError.message})` : '';
      throw new Error(`${what}: not within ${withinMs} ms${reason}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
