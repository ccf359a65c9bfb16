const LOOK_EVERY_MS = 20;

/**
 * Looks again and again until `look` gives something, and fails with what it saw last when the time is up.
 *
 * @param isHopeless errors after which looking again is of no use
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  withinMs = 15_000,
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
