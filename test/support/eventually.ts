/** Looks again and again until `look` gives something, and fails with what it saw last when the time is up. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  withinMs = 15_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  let lastError: unknown = null;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== null && seen !== undefined && seen !== false) return seen;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() > until) {
      throw new Error(
        `${what}: not within ${withinMs} ms${lastError instanceof Error ? ` (${lastError.message})` : ''}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
