/**
 * Something that happens again and again in this process, told to whoever counts it. Whoever tells does not know who
 * listens, waits for nobody, and is not hurt by what a listener does wrong. What is told names no payout, client or person.
 */
export class Signal<What> {
  private readonly listeners = new Set<(what: What) => void>();

  emit(what: What): void {
    for (const listener of this.listeners) {
      try {
        listener(what);
      } catch {
        // A count that is wrong is nothing to stop a payment for.
      }
    }
  }

  /** @returns what ends the listening */
  subscribe(listener: (what: What) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
