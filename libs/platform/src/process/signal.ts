/**
 * Something that happens repeatedly in this process, for those who count it. The emitter does not know its subscribers, does not
 * wait for them, and is not affected by their errors. The content never identifies a payout, a client or a person.
 */
export class Signal<What> {
  private readonly subscribers = new Set<(what: What) => void>();

  emit(what: What): void {
    for (const subscriber of this.subscribers) {
      try {
        subscriber(what);
      } catch {
        // A wrong count must not stop a payment.
      }
    }
  }

  /** @returns a function that unsubscribes */
  subscribe(subscriber: (what: What) => void): () => void {
    this.subscribers.add(subscriber);
    return () => void this.subscribers.delete(subscriber);
  }
}
